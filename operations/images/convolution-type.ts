import type { Field } from "../../algebra/field.ts";
import type { SecretType } from "../../online/secret-type.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import type { Convolution } from "./convolution.ts";

/** What of a call is public beside shapes. */
export const parametersOf = ({ windows: { stride, padding } }: Convolution): readonly number[] => [
  ...stride,
  ...padding,
];

/** Of raw sums. What is padding is 0, so that sums may have fewer terms than a window has places. */
export function typeOfConvolution(
  field: Field,
  what: string,
  x: SecretType,
  kernel: SecretType,
  { windows: { size, channels, padding }, shape }: Convolution,
): SecretType {
  const { range } = x;
  const padded = padding.some((zeros) => zeros > 0);
  const terms = size[0] * size[1] * channels;
  const ranged =
    range && padded ? ([Math.min(0, range[0]), Math.max(0, range[1])] as const) : range;
  return typeOfProduct(field, what, { ...x, range: ranged }, kernel, shape, terms);
}
