import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";

import { shiftOpening } from "../../attacks/online/shift-opening.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { UsageError } from "../../host/usage-error.ts";
import type { Family } from "../../items/columns.ts";
import { Abort } from "../../network/abort.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createEngine } from "../../operations/engine.ts";

/** Opens 3·(1, 2, −3) twice; the last party adds 5 to its share of `element` of one of the outputs. */
async function attacked(n: number, family: Family, output: number, element = 2) {
  const transports = memoryNetwork(n, { suite: nodeSuite, turn: setImmediate, seed: "shift" });
  const material = dealLocally(n, prime60(), family, nodeSuite, "shift");
  return Promise.all(
    transports.map(async (honest, party) => {
      const cheat = party === n - 1 ? shiftOpening.corrupt({ output, element, by: 5 }) : null;
      const transport = cheat?.transport?.(honest) ?? honest;
      const engine = createEngine(new Session(transport), material[party]!);
      const mpc = cheat?.mpc?.(engine) ?? engine;
      const outputs: bigint[][] = [];
      try {
        const x = await mpc.input(0, 3, party === 0 ? [1, 2, -3] : null);
        const y = mpc.multiplyPublic(x, 3);
        outputs.push(await mpc.output(y));
        outputs.push(await mpc.output(y));
        return { outputs, code: null };
      } catch (error) {
        if (!(error instanceof Abort)) throw error;
        transport.abort(error);
        return { outputs, code: error.code, culprits: error.culprits };
      }
    }),
  );
}

const RIGHT = [3n, 6n, -9n];
const WRONG = [3n, 6n, -4n];

describe("the shifted opening", () => {
  for (const n of [2, 3, 4])
    it(`${n} parties, SPDZ: every honest party aborts mac-check-failed, and no wrong value is returned`, async () => {
      for (const output of [0, 1]) {
        const honest = (await attacked(n, "authenticated", output)).slice(0, n - 1);
        for (const { outputs, code, culprits } of honest) {
          assert.equal(code, "mac-check-failed");
          assert.deepEqual(culprits, []);
          assert.deepEqual(outputs, Array(output).fill(RIGHT));
        }
      }
    });

  for (const n of [2, 3])
    it(`${n} parties, no MACs: everybody accepts the wrong value`, async () => {
      const runs = await attacked(n, "plain", 1);
      for (const { outputs, code } of runs) {
        assert.equal(code, null);
        assert.deepEqual(outputs, [RIGHT, WRONG]);
      }
    });

  it("refuses an element beyond the output", () =>
    assert.rejects(attacked(2, "plain", 0, 3), /the output has 3 elements/));

  it("refuses wrong options", () => {
    for (const options of [{ elements: 1 }, { element: -1 }, { by: Number.NaN }, null])
      assert.throws(() => shiftOpening.corrupt(options), UsageError);
  });
});
