/** One lie of each kind over real links: what the wire adds must not change who is told what. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect } from "../../host/node/connect.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Columns } from "../../items/columns.ts";
import { triplesOf } from "../../items/kinds/triple.ts";
import type { ItemKind } from "../../items/kinds.ts";
import { Abort, type AbortCode } from "../../network/abort.ts";
import type { Tamper } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import { createEngine } from "../../operations/engine.ts";
import { makeParties } from "../host/node/members.ts";
import { type Change, flipFirst, flipLast, lie } from "../support/tamper.ts";
import { wrapping } from "./material.ts";
import { inputOf, REAL } from "./parties.ts";

const CHEATER = 1;

/** `transport`, whose messages go through `tamper`. */
function lying(transport: Transport, tamper: Tamper): Transport {
  return new Proxy(transport, {
    get(target, name) {
      if (name === "send")
        return (to: number, tag: string, message: Uint8Array) => {
          const sent = tamper(target.self, to, tag, message);
          if (sent !== null) target.send(to, tag, sent);
        };
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

/** A product, shown to all: what each party gets, the cheater among them. */
async function multiplied(
  n: number,
  tamper: Tamper,
  spoil: (made: Columns, item: ItemKind) => Columns,
): Promise<unknown[]> {
  const parties = await makeParties(n);
  const members = parties.map((p) => p.member);
  const dealt = dealLocally(n, REAL, "authenticated", nodeSuite, "tampering over TLS");
  return Promise.all(
    parties.map(async ({ identity }, self) => {
      const timing = { deadlineMs: 5000, heartbeatMs: 1000 };
      const transport = await connect({ self, identity, members, agreement: {}, ...timing });
      const cheats = self === CHEATER;
      const items = cheats ? wrapping(dealt[self]!, spoil) : dealt[self]!;
      try {
        const mpc = createEngine(new Session(cheats ? lying(transport, tamper) : transport), items);
        const [x, y] = await Promise.all([inputOf(mpc, 0, [6]), inputOf(mpc, 1, [7])]);
        const product = await mpc.output(await mpc.multiply(x!, y!));
        await mpc.close();
        await transport.close();
        return product;
      } catch (error) {
        transport.abort(error as Error);
        return error;
      }
    }),
  );
}

/** Of the round with the product's ε and δ. */
const shiftShare: Change = (message) => {
  const { round, elements } = readHeader(message);
  if (round !== 1 || elements !== 2) return message;
  const changed = message.slice();
  changed[HEADER_BYTES]! ^= 1;
  return changed;
};

const spoilMac = (made: Columns, { kind }: ItemKind): Columns => {
  if (kind === "triple") {
    const { mac } = triplesOf(made, "authenticated").c;
    mac![0] = (mac![0]! + 1n) % REAL.p;
  }
  return made;
};

const honestly: Tamper = (_from, _to, _tag, message) => message;
const told = (tag: RegExp, change: Change): Tamper => lie({ from: CHEATER, tag }, change);
const same = (made: Columns): Columns => made;

const LIES: [string, Tamper, typeof spoilMac, (n: number) => [AbortCode, number[]]][] = [
  [
    "a share",
    told(new RegExp(`^${ROUNDS}$`), shiftShare),
    same,
    (n) => [n === 2 ? "mac-check-failed" : "inconsistent-broadcast", []],
  ],
  ["a MAC share", honestly, spoilMac, () => ["mac-check-failed", []]],
  [
    "a commitment",
    told(/check-0\/residues\/commit$/, flipFirst),
    same,
    (n) => (n === 2 ? ["bad-opening", [CHEATER]] : ["inconsistent-broadcast", []]),
  ],
  ["a coin", told(/check-0\/coins\/open$/, flipLast), same, () => ["bad-opening", [CHEATER]]],
  ["a residue", told(/check-0\/residues\/open$/, flipLast), same, () => ["bad-opening", [CHEATER]]],
];

describe("over mutual TLS", () => {
  it("the honest product", async () => {
    assert.deepEqual(await multiplied(3, honestly, same), Array(3).fill([42n]));
  });

  for (const n of [2, 3])
    for (const [what, tamper, spoil, verdict] of LIES)
      it(`who lies about ${what} is caught, and nothing is returned (n = ${n})`, async () => {
        const [code, culprits] = verdict(n);
        const results = await multiplied(n, tamper, spoil);
        const honest = results.filter((_, party) => party !== CHEATER);
        const codes = honest.map((result) => {
          assert.ok(result instanceof Abort, String(result));
          // Who is told first that another stops has no evidence of its own.
          assert.deepEqual(result.culprits, result.code === code ? culprits : [], result.message);
          return result.code;
        });
        // The cheater's own check fails where its own share is not what it told.
        const seen = culprits.length > 0 ? codes : [...codes, (results[CHEATER] as Abort).code];
        assert.ok(seen.includes(code), seen.join());
        for (const each of codes) assert.ok([code, "peer-aborted"].includes(each), each);
      });
});
