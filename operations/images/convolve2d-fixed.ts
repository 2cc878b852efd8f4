/**
 * Images by a kernel, in machine learning's sense: the kernel is not turned round.
 *
 *   source     convolution.ts
 *   rounds     1, then truncation: 2; where truncation is exact, 3 + ⌈log2 f⌉ for the smaller scale f; f = 0: 1
 *   traffic    both matrices of convolution.ts once, and those of a truncation of the result by f
 *   items      1 matrix triple, and those of a truncation of the result by f
 *   security   as of a product of matrices and of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { inTurn } from "../cost.ts";
import { plain, within } from "../examples.ts";
import { rescale } from "../fixed/rescale.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, tripleOf } from "../matrix/matrix-product.ts";
import { type ConvolutionOptions, convolutionOf, convolveShares } from "./convolution.ts";
import { parametersOf, typeOfConvolution } from "./convolution-type.ts";
import { convolvedPlain } from "./plain-windows.ts";
import { CONVOLUTIONS } from "./windows-examples.ts";

const realsOf = (x: Plain, kernel: Plain, options?: ConvolutionOptions) => {
  const raw = convolvedPlain(x, kernel, options?.stride ?? 1, options?.padding ?? 0);
  return raw.values.map((v) => [v, 1n << BigInt(raw.scale)] as const);
};

export const convolve2dFixed = operation({
  name: "convolve2dFixed",
  does: "convolve2d in fixed point, at the larger of the two scales: each sum truncated once",
  prepare(c, x: Secret, kernel: Secret, options?: ConvolutionOptions) {
    const operands = [c.own(x), c.own(kernel)];
    const of = convolutionOf("convolve2dFixed", x.shape, kernel.shape, options);
    assertTriple("convolve2dFixed", c, tripleOf(of.size));
    const raw = typeOfConvolution(c.field, "convolve2dFixed", x, kernel, of);
    const last = rescale(c, "convolve2dFixed", raw, Math.min(x.scale, kernel.scale));
    return {
      operands,
      parameters: parametersOf(of),
      scales: [x.scale, kernel.scale],
      gives: last.gives,
      cost: () => inTurn(matrixProductCost(of.size), last.cost()),
      run: async (k, [a, b]) => last.run(k, await convolveShares(k, a!, b!, of)),
    };
  },
  plain: (x: Plain, kernel: Plain, options) => {
    const { stride = 1, padding = 0 } = options ?? {};
    const { shape } = convolvedPlain(x, kernel, stride, padding);
    return within(1, shape, Math.max(x.scale, kernel.scale), realsOf(x, kernel, options));
  },
  examples: () => CONVOLUTIONS,
  accuracy: {
    ulps: 1,
    over: "each sum·2^(both scales) within ±M",
    samples: (draw) => {
      const list = (count: number) =>
        Array.from({ length: count }, () => draw(-(1n << 26n), 1n << 26n));
      return [
        [plain([1, 6, 6, 2], list(72), 16), plain([3, 3, 2, 2], list(36), 16), { padding: 1 }],
        [plain([2, 5, 5, 1], list(50), 9), plain([2, 2, 1, 3], list(12), 16), { stride: 2 }],
      ];
    },
    real: realsOf,
  },
});
