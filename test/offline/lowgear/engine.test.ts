/** An engine that spends LowGear's items while they are made: checks of both meet under one key. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeSuite } from "../../../host/node/suite.ts";
import { Abort } from "../../../network/abort.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import type { Transport } from "../../../network/transport.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { createSemiHonestHe } from "../../../offline/semi-honest-he/semi-honest-he.ts";
import { ROUNDS } from "../../../online/round-message.ts";
import { createEngine, type Engine } from "../../../operations/engine.ts";
import { inputOf } from "../../online/parties.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { runParties } from "../../support/parties.ts";

/** Two chains that wait for different things at the same time; results to all and to one party. */
async function program(mpc: Engine): Promise<readonly [bigint[], bigint[] | null, bigint[]]> {
  const x = await inputOf(mpc, 0, [3, -4, 5]);
  const y = await inputOf(mpc, 1, [7, 8, -9]);
  const chain = async (times: number) => {
    let z = x;
    for (let k = 0; k < times; k++) z = await mpc.multiply(z, y);
    return mpc.output(z);
  };
  const squares = async () => mpc.outputTo(1, await mpc.square(await mpc.add(x, y)));
  const [first, toOne, second] = await Promise.all([chain(2), squares(), chain(1)]);
  const big = (v: readonly (bigint | number)[]) => v.map((x) => BigInt(x));
  return [big(first), toOne === null ? null : big(toOne), big(second)];
}

const EXPECTED = [
  [147n, -256n, 405n],
  [100n, 16n, 16n],
  [21n, -32n, -45n],
] as const;

/** A transport whose turns of the event loop, or messages of the engine's rounds, come late at this party. */
const slowed = (transport: Transport, what: "turns" | "rounds"): Transport => ({
  self: transport.self,
  n: transport.n,
  sessionId: transport.sessionId,
  suite: transport.suite,
  meter: transport.meter,
  random: (length) => transport.random(length),
  turn: (callback) => (what === "turns" ? void setTimeout(callback, 20) : transport.turn(callback)),
  send: (to, tag, message) => transport.send(to, tag, message),
  async receive(from, tag, maxLength, patience) {
    const message = await transport.receive(from, tag, maxLength, patience);
    if (what === "rounds" && tag === ROUNDS) await sleep(250);
    return message;
  },
  owe: (tag, message, members) => transport.owe(tag, message, members),
  abort: (reason) => transport.abort(reason),
  close: () => transport.close(),
});

describe("an engine on LowGear while it makes its items", () => {
  for (const n of [2, 3])
    for (const seed of ["a", "b", "c"])
      it(`n = ${n}, links in the order of seed ${seed}`, async () => {
        const { results } = await runParties(
          n,
          async (session) => {
            const bgv = smallBgv(session, "proved", { degree: 16, batch: 2 });
            const items = await createLowGear(session.child("lowgear"), bgv);
            const mpc = createEngine(session, items);
            const result = await program(mpc);
            await mpc.close();
            await items.close();
            return result;
          },
          { seed: `engine/${seed}`, shuffle: true },
        );
        for (const [party, result] of results.entries()) {
          if (result instanceof Abort) throw result;
          const [first, toOne, second] = result;
          assert.deepEqual([first, second], [EXPECTED[0], EXPECTED[2]]);
          assert.deepEqual(toOne, party === 1 ? EXPECTED[1] : null);
        }
      });

  it("a check is due while input masks are made, and some party is slower with either", async () => {
    const values = Array.from({ length: 20 }, (_, k) => k - 7);
    for (const [slow, what] of [
      [0, "turns"],
      [1, "rounds"],
      [2, "rounds"],
    ] as const) {
      const transports = memoryNetwork(3, { suite: nodeSuite, turn: setImmediate });
      const results = await Promise.all(
        transports.map(async (transport, self) => {
          const slower = self === slow ? slowed(transport, what) : transport;
          const [root, own] = [new Session(slower), new Session(slower, "lowgear")];
          const bgv = smallBgv(root, "proved", { degree: 16, batch: 2 });
          const items = await createLowGear(own, bgv);
          const mpc = createEngine(root, items);
          const x = await inputOf(mpc, 1, values);
          const y = await mpc.square(x);
          // 32 masks of P1 were made for 20 inputs: what is missing is made while y's opening is checked.
          const [all, one] = await Promise.all([mpc.output(y), mpc.outputTo(1, y)]);
          return [all, one ?? all];
        }),
      );
      const expected = values.map((v) => BigInt(v * v));
      for (const [all, one] of results) assert.deepEqual([all, one], [expected, expected]);
    }
  });

  it("and on the semi-honest twin", async () => {
    const { results } = await runParties(
      3,
      async (session) => {
        const bgv = smallBgv(session, "honest", { degree: 16 });
        const items = await createSemiHonestHe(session.child("he"), bgv);
        const mpc = createEngine(session, items);
        return program(mpc);
      },
      { seed: "passive", shuffle: true },
    );
    for (const result of results) {
      if (result instanceof Abort) throw result;
      assert.deepEqual(result[0], EXPECTED[0]);
    }
  });
});
