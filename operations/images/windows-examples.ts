import type { Plain } from "../../online/operation.ts";
import { counting, plain } from "../examples.ts";
import type { ConvolutionOptions } from "./convolution.ts";

/** More filters than channels, and fewer; overlapping and not; padded; one window; nothing. */
export const CONVOLUTIONS: readonly (readonly [Plain, Plain, ConvolutionOptions?])[] = [
  [plain([1, 2, 2, 1], [1, -2, 3, 2n ** 28n]), plain([2, 2, 1, 1], [1, 0, -1, 2n ** 28n])],
  [counting([1, 3, 3, 1], 4), plain([2, 2, 1, 2], [1, -1, 0, 2, -3, 0, 1, 1], 3), { padding: 1 }],
  [counting([1, 3, 2, 3]), counting([2, 1, 3, 1]), { padding: [1, 0] }],
  [counting([2, 3, 3, 2]), counting([2, 2, 2, 1]), { stride: [1, 2], padding: [0, 1] }],
  [counting([1, 2, 2, 1]), counting([1, 1, 1, 2]), { stride: 2 }],
  [plain([0, 2, 2, 1], []), counting([2, 2, 1, 1])],
];
