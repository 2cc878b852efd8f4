/** What kernels refuse by themselves, whatever the operation on them has checked. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inputMaskOf } from "../../items/kinds/input-mask.ts";
import { clearEvaluators } from "../../online/clear.ts";
import type { Kernel } from "../../online/kernel.ts";
import { NO_CALL } from "../../online/opening-job.ts";
import { PlanEvaluator, Unplannable } from "../../online/plan.ts";
import { Unchecked } from "../../online/unchecked.ts";

const planned = () =>
  new PlanEvaluator({ n: 2, self: 0, mostCalls: 10, turn: setImmediate }).kernelFor();
const computing = { operation: "test", scales: [] };
const clear = () =>
  clearEvaluators(2, undefined, { turn: setImmediate })[0]!.kernelFor(NO_CALL, computing);

describe("a kernel without engines", () => {
  for (const [name, kernel] of Object.entries({ planned, clear }))
    it(`gives no item that the engines could not be given (${name})`, async () => {
      await assert.rejects(
        kernel().take(inputMaskOf(2), 1),
        /^RangeError: input-mask\/2: parties are numbered from 0 to 1$/,
      );
      assert.equal((await kernel().take(inputMaskOf(1), 3))[0]!.length, 3);
    });

  const share = { value: BigUint64Array.of(0n), mac: null };
  const material = Promise.resolve(null);
  const rounds: Record<string, (k: Kernel) => Promise<unknown>> = {
    open: (k) => k.open({ label: "", opens: 0, material, masked: () => [], finish: () => null }),
    broadcast: (k) =>
      k.broadcast({
        label: "",
        owner: 0,
        count: 0,
        material,
        values: () => new BigUint64Array(0),
        finish: () => null,
      }),
    output: (k) => k.output(share),
    outputTo: (k) => k.outputTo(0, share),
    checked: (k) => k.checked(new Unchecked(BigUint64Array.of(0n))),
  };
  for (const [name, round] of Object.entries(rounds))
    it(`plans no operation that tries again and again: ${name}`, async () => {
      const kernel = planned();
      let tries = 0;
      await assert.rejects(async () => {
        for (; tries < 100; tries++) await round(kernel);
      }, Unplannable);
      assert.equal(tries, 10);
    });
});
