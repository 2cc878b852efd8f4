/**
 * Images by a kernel, in machine learning's sense: the kernel is not turned round.
 *
 *   source     convolution.ts
 *   rounds     1
 *   traffic    both matrices of convolution.ts once
 *   items      1 matrix triple
 *   security   as of a product of matrices
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, tripleOf } from "../matrix/matrix-product.ts";
import { type ConvolutionOptions, convolutionOf, convolveShares } from "./convolution.ts";
import { parametersOf, typeOfConvolution } from "./convolution-type.ts";
import { convolvedPlain } from "./plain-windows.ts";
import { CONVOLUTIONS } from "./windows-examples.ts";

export const convolve2d = operation({
  name: "convolve2d",
  does: "images, batch × height × width × channels, by a kernel, height × width × channels × filters, raw: the scales add up; not turned round; stride 1 and no padding unless given",
  prepare(c, x: Secret, kernel: Secret, options?: ConvolutionOptions) {
    const operands = [c.own(x), c.own(kernel)];
    const of = convolutionOf("convolve2d", x.shape, kernel.shape, options);
    assertTriple("convolve2d", c, tripleOf(of.size));
    return {
      operands,
      parameters: parametersOf(of),
      scales: [x.scale, kernel.scale],
      gives: typeOfConvolution(c.field, "convolve2d", x, kernel, of),
      cost: () => matrixProductCost(of.size),
      run: (k, [a, b]) => convolveShares(k, a!, b!, of),
    };
  },
  plain: (x: Plain, kernel: Plain, options) =>
    convolvedPlain(x, kernel, options?.stride ?? 1, options?.padding ?? 0),
  examples: () => CONVOLUTIONS,
});
