/** The two forms of a convolution, and what windows over images refuse. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import { convolutionOf } from "../../operations/images/convolution.ts";
import { CONVOLUTIONS } from "../../operations/images/windows-examples.ts";
import { matrixProductCost } from "../../operations/matrix/matrix-product.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { planProgram } from "../../operations/plan.ts";
import { REAL } from "../online/parties.ts";

const alone = (): Mpc => clearMpc(1, REAL, { turn: setImmediate })[0]!;
const opened = (x: readonly number[], kernel: readonly number[]) =>
  matrixProductCost(convolutionOf("convolve2d", x, kernel).size).opened;

describe("a convolution", () => {
  it("is tried in both forms", () => {
    const forms = CONVOLUTIONS.map(
      ([x, kernel, options]) => convolutionOf("convolve2d", x.shape, kernel.shape, options).form,
    );
    assert.ok(forms.includes("patches") && forms.includes("pixels"), forms.join());
  });

  it("opens each pixel once where there are as many channels as filters", () => {
    assert.equal(opened([1, 28, 28, 8], [3, 3, 8, 8]), 28 * 28 * 8 + 3 * 3 * 8 * 8);
  });

  it("says a range that holds where padding leaves a window few terms", async () => {
    const mpc = alone();
    const x = await mpc.input(0, [1, 1, 1, 1], [2], { range: [2, 3] });
    const kernel = await mpc.input(0, [2, 2, 1, 1], [1, 1, 1, 1], { range: [1, 1] });
    const sums = await mpc.convolve2d(x, kernel, { padding: 1 });
    assert.deepEqual(await mpc.output(sums), [2n, 2n, 2n, 2n]);
    assert.ok(sums.range !== null && sums.range[0] <= 2 && sums.range[1] >= 12);
  });

  it("is right in the clear where what one pixel adds leaves the range, and the sum does not", async () => {
    const mpc = alone();
    const [shape, places] = [
      [1, 3, 2, 3],
      [2, 1, 3, 1],
    ] as const;
    assert.equal(convolutionOf("convolve2d", shape, places).form, "pixels");
    const x = mpc.constant(Array(18).fill(2 ** 57), shape);
    const kernel = mpc.constant([3, 0, 0, -3, 0, 0], places);
    assert.deepEqual(await mpc.output(await mpc.convolve2d(x, kernel)), Array(4).fill(0n));
  });

  it("opens patches where there are few channels and many filters", () => {
    assert.equal(opened([1, 28, 28, 1], [5, 5, 1, 16]), 24 * 24 * 25 + 25 * 16);
  });
});

describe("the greatest of windows", () => {
  const comparisons = async (size: readonly [number, number], stride: number) => {
    const { items } = await planProgram(
      async (mpc) => {
        await mpc.maxPool2d(mpc.constant(Array(25).fill(0), [1, 5, 5, 1]), size, { stride });
      },
      null,
      { n: 2, self: 0, turn: setImmediate },
    );
    return items.get("comparison-mask");
  };

  it("is found of parts that overlapping windows share", async () => {
    // 9 windows of 9 places: 3 in each of 5 rows, of which 3 are compared.
    assert.equal(await comparisons([3, 3], 1), 5 * 3 * 2 + 9 * 2);
  });

  it("is found in one tree where they share none", async () => {
    assert.equal(await comparisons([2, 2], 2), 4 * 3);
    assert.equal(await comparisons([1, 5], 1), 5 * 4);
  });
});

const REFUSED: Record<string, [(mpc: Mpc, x: Secret, k: Secret) => Promise<unknown>, RegExp]> = {
  "what is no images": [
    (m, x, k) => m.convolve2d(m.reshape(x, [3, 6]), k),
    /^convolve2d: batch × height × width × channels is expected, not 3 × 6$/,
  ],
  "what is no kernel": [
    (m, x, k) => m.convolve2d(x, m.reshape(k, [2, 4])),
    /^convolve2d: a kernel of height × width × channels × filters is expected, not 2 × 4$/,
  ],
  "a kernel for other channels": [
    (m, x, k) => m.convolve2dFixed(x, m.reshape(k, [2, 2, 1, 2])),
    /^convolve2dFixed: a kernel of 1 channels for images of 2$/,
  ],
  "windows larger than the image": [
    (m, x) => m.averagePool2d(x, 4),
    /^averagePool2d: windows of 4 × 4 in 3 × 3 with padding 0 × 0$/,
  ],
  "a stride of 0": [
    (m, x, k) => m.convolve2d(x, k, { stride: 0 }),
    /^convolve2d: stride 0 × 0, must be integers from 1$/,
  ],
  "padding that is negative": [
    (m, x, k) => m.convolve2d(x, k, { padding: [0, -1] }),
    /^convolve2d: padding 0 × -1, must be integers from 0$/,
  ],
};

describe("windows over images", () => {
  for (const [what, [call, says]] of Object.entries(REFUSED))
    it(`refuse ${what}`, async () => {
      const mpc = alone();
      const x = mpc.constant(Array(18).fill(1), [1, 3, 3, 2]);
      const kernel = mpc.constant(Array(8).fill(1), [2, 2, 2, 1]);
      await assert.rejects(call(mpc, x, kernel), {
        name: "RangeError",
        message: says,
      });
    });
});
