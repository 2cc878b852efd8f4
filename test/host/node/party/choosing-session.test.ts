/** Sessions over TLS whose parties choose how to compare. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { sending } from "../../../../attacks/hooks.ts";
import { dealSession, type JoinOptions, joinSession } from "../../../../host/node/party/join.ts";
import { parseDemand } from "../../../../items/demand.ts";
import { Abort } from "../../../../network/abort.ts";
import type { Comparisons } from "../../../../online/comparisons.ts";
import type { Mpc } from "../../../../operations/mpc.ts";
import { fillLocally, placesOf } from "../../../../run/fill-locally.ts";
import { makeParties } from "../members.ts";

const N = 2;
const AUTO = { security: "spdz+dealer", deadlineMs: 3000, comparisonsBy: "auto at 25 ms" } as const;

/** What joins each of them, the dealer last. */
async function joins(choices: readonly (Comparisons | null)[]): Promise<JoinOptions[]> {
  const parties = await makeParties(choices.length);
  const members = parties.map(({ member }) => member);
  return parties.map(({ identity }, self) => {
    const comparisons = choices[self];
    return { ...AUTO, self, identity, members, ...(comparisons && { comparisons }) };
  });
}

const positive = async (mpc: Mpc) => {
  const x = await mpc.input(0, 2, mpc.self === 0 ? [-3, 3] : null);
  return [...(await mpc.output(await mpc.greaterThan(x, mpc.constant([0], 1))))].map(Number);
};

describe("a session whose parties choose how to compare", () => {
  it("has one way for all before there is material, as its trace shows, and a dealer that chooses nothing", async () => {
    for (const choices of [
      ["product", "product"],
      ["product", "tree"],
    ] as const) {
      const all = await joins([...choices, null]);
      const dealt = dealSession(all[N]!);
      const ends = await Promise.all(
        all.slice(0, N).map(async (options) => {
          const tags: string[] = [];
          const trace = {
            message: (_what: string, _peer: number, tag: string) => void tags.push(tag),
            note: () => undefined,
            close: () => undefined,
          };
          const party = await joinSession({ ...options, trace });
          const result = await party.run(positive, {});
          const { used } = party.statistics();
          await party.close();
          return { way: party.comparisons, result, used, first: tags[0] };
        }),
      );
      await dealt;
      const product = choices[1] === "product";
      for (const { way, result, used, first } of ends) {
        assert.equal(way, product ? "product" : "tree");
        assert.deepEqual(result, [0, 1]);
        assert.equal("digit-mask" in used, product);
        assert.match(first!, /comparisons\/choice$/);
      }
    }
  });

  it("ends where one tells what is no choice: it is named, and the other's store is free again", async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "spdz-choosing-"));
    t.after(() => rmSync(directory, { recursive: true, force: true }));
    const demand = parseDemand("triples=42");
    await fillLocally({ parties: N, security: "spdz+dealer", demand, directory, deadlineMs: 5000 });
    const material = (self: number) => ({ material: placesOf(directory, self) });
    const all = (await joins(["product", "product"])).map((of, k) => ({ ...of, ...material(k) }));
    const [honest] = await Promise.allSettled([
      joinSession(all[0]!),
      joinSession({
        ...all[1]!,
        through: (transport) =>
          sending(transport, (_to, tag, message) =>
            tag.endsWith("comparisons/choice") ? Uint8Array.of(2) : message,
          ),
      }),
    ]);
    assert.ok(honest.status === "rejected" && honest.reason instanceof Abort);
    assert.deepEqual([honest.reason.code, honest.reason.culprits], ["malformed-message", [1]]);
    const again = await joins(["product", "product"]);
    const parties = await Promise.all(
      again.map((of, self) => joinSession({ ...of, ...material(self) })),
    );
    assert.deepEqual(
      parties.map(({ comparisons }) => comparisons),
      ["product", "product"],
    );
    await Promise.all(parties.map((party) => party.close()));
  });
});
