import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nextTurn, pollingTurn } from "../../../host/node/turn.ts";

for (const [name, turn] of [
  ["nextTurn", nextTurn],
  ["pollingTurn", pollingTurn()],
] as const)
  describe(name, () => {
    /** What happens in which order, begun from a macrotask or from a microtask. */
    const order = (begin: (start: () => void) => void) =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        begin(() => {
          turn(() => {
            seen.push("turn");
            resolve(seen);
          });
          void (async () => {
            for (let k = 0; k < 5; k++) {
              await null;
              seen.push(`step ${k}`);
            }
          })();
        });
      });
    const expected = ["step 0", "step 1", "step 2", "step 3", "step 4", "turn"];

    it("comes after everything that is settled, also what that sets off, begun anywhere", async () => {
      assert.deepEqual(await order((start) => setTimeout(start, 0)), expected);
      assert.deepEqual(await order((start) => queueMicrotask(start)), expected);
      assert.deepEqual(await order((start) => process.nextTick(start)), expected);
      assert.deepEqual(await order((start) => start()), expected);
    });

    it("keeps turns in order", async () => {
      const seen: number[] = [];
      await new Promise<void>((resolve) => {
        for (const k of [0, 1, 2]) turn(() => void seen.push(k));
        turn(resolve);
      });
      assert.deepEqual(seen, [0, 1, 2]);
    });
  });
