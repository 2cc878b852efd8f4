/** What layouts and reductions refuse, in words, and what NumPy users can rely on beyond the records. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import { M } from "../../operations/examples.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL } from "../online/parties.ts";

const alone = (): Mpc => clearMpc(1, REAL, { turn: setImmediate })[0]!;
const REFUSED: Record<string, [(mpc: Mpc, x: Secret) => unknown, RegExp]> = {
  "a negative index": [
    (m, x) => m.gather(x, [0, -1]),
    /^gather: index -1 at 1, must be an integer from 0 to 1$/,
  ],
  "an index that is not there": [(m, x) => m.gather(x, [3], 1), /^gather: index 3 at 0, .* to 2$/],
  "half an index": [(m, x) => m.gather(x, [0.5]), /^gather: index 0\.5 at 0/],
  "an axis from the end": [
    (m, x) => m.gather(x, [0], -1),
    /^gather: no axis -1 of 2 × 3, must be an integer from 0 to 1$/,
  ],
  "an axis of a single value": [
    (m, x) => m.sum(m.sum(x), 0),
    /^sum: a single value has no axis 0$/,
  ],
  "a sum along an axis that is not there": [(m, x) => m.sum(x, 2), /^sum: no axis 2 of 2 × 3/],
  "cumulative sums along one": [(m, x) => m.cumulativeSum(x, 1.5), /^cumulativeSum: no axis 1\.5/],
  "columns of a vector": [(m, x) => m.columns(m.sum(x, 0), 0, 1), /^columns: 3 has no columns$/],
  "columns that are not there": [
    (m, x) => m.columns(x, 2, 4),
    /^columns: no columns \[2, 4\) of 3$/,
  ],
  "to repeat what is no 1": [
    (m, x) => m.broadcastTo(x, [2, 6]),
    /^broadcastTo: shapes 2 × 3 and 2 × 6 do not fit together$/,
  ],
  "to repeat to less": [(m, x) => m.broadcastTo(x, 3), /^broadcastTo: 2 × 3 does not repeat to 3$/],
  "the diagonal of a vector": [
    (m, x) => m.diagonal(m.sum(x, 0)),
    /^diagonal: a matrix is expected, not 3$/,
  ],
  "parts that differ in another dimension": [
    (m, x) => m.stack([x, m.transpose(x)], 1),
    /^stack: shapes 2 × 3 and 3 × 2 do not fit together$/,
  ],
  "parts of other dimensions": [
    (m, x) => m.stack([x, m.sum(x, 1)], 1),
    /^stack: shapes 2 × 3 and 2 do not fit together$/,
  ],
};

describe("layouts", () => {
  for (const [what, [call, says]] of Object.entries(REFUSED))
    it(`refuse ${what}`, () => {
      const mpc = alone();
      const x = mpc.constant([1, 2, 3, 4, 5, 6], [2, 3]);
      assert.throws(() => call(mpc, x), { name: "RangeError", message: says });
    });

  it("take indices as they are when they are called", async () => {
    const mpc = alone();
    const indices = [1, 0];
    const picked = mpc.gather(mpc.constant([5, 6], 2), indices);
    indices[0] = 0;
    assert.deepEqual(await mpc.output(picked), [6n, 5n]);
  });

  it("give stack along 1 and beside the same matrix", async () => {
    const mpc = alone();
    const [x, y] = [mpc.constant([1, 2, 3, 4], [2, 2]), mpc.constant([5, 6], [2, 1])];
    const made = [mpc.stack([x, y], 1), mpc.beside([x, y]), mpc.beside([x, mpc.reshape(y, 2)])];
    for (const one of made) {
      assert.deepEqual(one.shape, [2, 3]);
      assert.deepEqual(await mpc.output(one), [1n, 2n, 5n, 3n, 4n, 6n]);
    }
  });
});

describe("cumulative sums", () => {
  it("stay in range where sums from the middle would not", async () => {
    const mpc = alone();
    const x = mpc.constant([-M, M, M], 3);
    assert.deepEqual(await mpc.output(mpc.cumulativeSum(x)), [-M, 0n, M]);
  });

  it("that leave the range are refused in the clear, with their place", () => {
    const mpc = alone();
    const x = mpc.constant([0n, M, 1n, -M], 4);
    assert.throws(
      () => mpc.cumulativeSum(x),
      /^RangeError: cumulativeSum: element 2 of the result/,
    );
  });
});
