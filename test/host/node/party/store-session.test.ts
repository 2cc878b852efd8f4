/** Sessions over TLS that spend from stores on disk. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { prime60 } from "../../../../algebra/prime60.ts";
import { filling, fillSession } from "../../../../host/node/party/fill.ts";
import { dealSession, type JoinOptions, joinSession } from "../../../../host/node/party/join.ts";
import type { Party } from "../../../../host/node/party/party.ts";
import { createStore } from "../../../../host/node/stock/generate.ts";
import { openStore } from "../../../../host/node/stock/open.ts";
import { showStore } from "../../../../host/node/stock/show.ts";
import { parseDemand } from "../../../../items/demand.ts";
import { StockRefused } from "../../../../items/stock-refused.ts";
import { Abort, OutOfMaterial } from "../../../../network/abort.ts";
import { BOXES } from "../../../../offline/lowgear/boxes.ts";
import type { Mpc } from "../../../../operations/mpc.ts";
import { fillLocally, placesOf } from "../../../../run/fill-locally.ts";
import { makeParties } from "../members.ts";

const N = 2;
/** Two blocks of triples and of masks at every party. */
const ITEMS = "triples=42,input-masks/0=5000";
const field = prime60();

async function filled(t: TestContext, items = ITEMS): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "spdz-fill-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const demand = parseDemand(items);
  await fillLocally({ parties: N, security: "spdz+dealer", demand, directory, deadlineMs: 5000 });
  return directory;
}

async function joinAll(directory: string, more: Partial<JoinOptions> = {}) {
  const parties = await makeParties(N);
  const members = parties.map(({ member }) => member);
  return Promise.allSettled(
    parties.map(({ identity }, self) =>
      joinSession({
        ...{ self, identity, members, security: "spdz+dealer", deadlineMs: 3000 },
        material: placesOf(directory, self),
        ...more,
      }),
    ),
  );
}

const joined = async (directory: string): Promise<Party[]> =>
  (await joinAll(directory)).map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });

const open = (directory: string, party: number) =>
  openStore(placesOf(directory, party), { party, n: N, field });

const cube = async (mpc: Mpc) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [-3] : null);
  return (await mpc.output(await mpc.multiply(await mpc.multiply(x, x), x)))[0];
};

describe("a session that spends from stores", () => {
  it("an ablation, of what was made before: refused before anybody is called, and the store is free", async (t) => {
    const directory = await filled(t);
    const ablation = { name: "no-proofs", labels: ["insecure: without proofs"], boxes: BOXES };
    for (const end of await joinAll(directory, { ablation })) {
      assert.equal(end.status, "rejected");
      assert.match(
        String(end.reason),
        /UsageError: no-proofs: an ablation needs spdz\+lowgear, made on demand/,
      );
    }
    await (await open(directory, 0)).close();
  });

  it("no second session can open a store after prepare: its key is in use until the end", async (t) => {
    const directory = await filled(t);
    const parties = await joined(directory);
    await Promise.all(parties.map((p) => p.prepare(parseDemand("triples=2,input-masks/0=1"))));
    for (const party of [0, 1])
      await assert.rejects(open(directory, party), { name: "StockRefused", code: "in-use" });
    const results = await Promise.all(parties.map((p) => p.run(cube, {})));
    assert.deepEqual(results.map(Number), [-27, -27]);
    for (const party of [0, 1])
      await assert.rejects(open(directory, party), { name: "StockRefused", code: "in-use" });
    await Promise.all(parties.map((p) => p.close()));
    await (await open(directory, 0)).close();
  });

  it("hands out no item twice over two sessions, and says it when nothing is left", async (t) => {
    const directory = await filled(t);
    const cursors: number[] = [];
    for (let session = 0; session < 2; session++) {
      const parties = await joined(directory);
      for (const party of parties) assert.deepEqual(party.labels, ["insecure: trusted dealer"]);
      const results = await Promise.all(parties.map((p) => p.run(cube, {})));
      assert.deepEqual(results.map(Number), [-27, -27]);
      await Promise.all(parties.map((p) => p.close()));
      const shown = await Promise.all([0, 1].map((k) => showStore(placesOf(directory, k))));
      const used = shown.map(({ kinds }) => kinds.find((k) => k.kind === "triple")!);
      assert.deepEqual(used[0]!.left, used[1]!.left);
      cursors.push(used[0]!.total - used[0]!.left);
    }
    assert.ok(0 < cursors[0]! && cursors[0]! < cursors[1]!, `${cursors}`);
    const parties = await joined(directory);
    const ends = await Promise.allSettled(parties.map((p) => p.run(cube, {})));
    const reasons = ends.map((end) => (end as PromiseRejectedResult).reason);
    assert.ok(
      reasons.some((reason) => reason instanceof OutOfMaterial),
      `${reasons}`,
    );
  });

  it("a program that a store cannot carry spends nothing of it", async (t) => {
    const directory = await filled(t);
    const parties = await joined(directory);
    const needs = parseDemand("triples=43,input-masks/0=1,bits=1");
    const ends = await Promise.allSettled(parties.map((p) => p.requires(needs)));
    for (const end of ends) {
      assert.ok(end.status === "rejected" && end.reason instanceof OutOfMaterial);
      assert.match(end.reason.message, /: the stock lacks 1 of triple, 1 of bit$/);
    }
    for (const { left, total } of (await showStore(placesOf(directory, 0))).kinds)
      assert.equal(left, total);
  });

  it("a party whose store is gone tells the others that theirs is of no use", async (t) => {
    for (const gone of ["absent", "destroyed"] as const) {
      const directory = await filled(t);
      const places = placesOf(directory, 1);
      if (gone === "absent") {
        rmSync(places.keyDirectory, { recursive: true });
        mkdirSync(places.keyDirectory);
      } else {
        const stock = await open(directory, 1);
        await stock.macKey!.destroy();
        await stock.close();
      }
      const ends = await joinAll(directory);
      const codes = ends.map((end) => {
        assert.ok(end.status === "rejected" && end.reason instanceof StockRefused);
        return end.reason.code;
      });
      assert.deepEqual(codes, ["abandoned", gone]);
      await (await open(directory, 0)).close();
    }
  });
});

describe("a session that fills stores", () => {
  for (const [what, failure, kept] of [
    [
      "its disk full, costs nobody what all have laid down",
      new StockRefused("no-space", "full"),
      true,
    ],
    [
      "of a fault of its own, leaves the others no store that nobody could spend",
      new TypeError("a bug"),
      false,
    ],
    [
      "by a silence within a check, leaves the others no store that nobody could spend",
      new Abort("peer-closed", "a check", [0]),
      false,
    ],
  ] as const)
    it(`a party that fails last, ${what}`, async (t) => {
      const directory = mkdtempSync(join(tmpdir(), "spdz-fill-"));
      t.after(() => rmSync(directory, { recursive: true, force: true }));
      const demand = parseDemand("triples=10");
      const parties = await makeParties(N + 1);
      const members = parties.map(({ member }) => member);
      const joins = parties.map(({ identity }, self) => {
        const join = {
          self,
          identity,
          members,
          security: "spdz+dealer",
          deadlineMs: 3000,
        } as const;
        return filling(join, demand);
      });
      const drafts = await Promise.all([0, 1].map((k) => createStore(placesOf(directory, k))));
      const [, last] = drafts;
      const { begin } = last!;
      last!.begin = (source, maker) => {
        last!.finish = async () => {
          if (!(failure instanceof Abort)) throw failure;
          await last!.guard.mark();
          return source.macKey!.destroyAfter(failure);
        };
        return begin.call(last, source, maker);
      };
      const ends = await Promise.allSettled([
        fillSession(joins[0]!, drafts[0]!, demand),
        fillSession(joins[1]!, drafts[1]!, demand),
        dealSession(joins[N]!),
      ]);
      const codes = ends.map((end) => (end as PromiseRejectedResult).reason.code);
      assert.equal((ends[1] as PromiseRejectedResult).reason, failure);
      for (const other of [0, N]) assert.match(codes[other], /^peer-(aborted|closed)$/);
      for (const party of [0, 1]) {
        if (kept) {
          const stock = await open(directory, party);
          assert.deepEqual([...stock.remaining()], [["triple", 10]]);
          await stock.close();
        } else await assert.rejects(open(directory, party), { code: "destroyed" });
      }
    });
});

describe("a session with a dealer", () => {
  it("parties that need nothing of the dealer for three deadlines, and the dealer, are not given up", async () => {
    const deadlineMs = 400;
    const parties = await makeParties(N + 1);
    const members = parties.map(({ member }) => member);
    const joins = parties.map(({ identity }, self) => ({
      ...{ self, identity, members, deadlineMs, connectMs: 5000 },
      security: "spdz+dealer" as const,
    }));
    const dealt = dealSession(joins[N]!);
    const results = await Promise.all(
      joins.slice(0, N).map(async (join) => {
        const party = await joinSession(join);
        const result = await party.run(async (mpc) => {
          await sleep(3.5 * deadlineMs);
          const before = await cube(mpc);
          await sleep(3.5 * deadlineMs);
          return [before, await cube(mpc)];
        }, {});
        await party.close();
        return result;
      }),
    );
    for (const result of results) assert.deepEqual(result.map(Number), [-27, -27]);
    await dealt;
  });
});
