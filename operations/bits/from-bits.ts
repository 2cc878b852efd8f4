import { eachVector } from "../../online/matrix-layout.ts";
import { assertScale } from "../../online/numbers.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { bits as bitsAs, plain } from "../examples.ts";
import { assertOptions } from "../options.ts";
import { assertBits } from "./assert-bits.ts";
import { assertBitCount } from "./bits.ts";
import { SIGNED_BITS } from "./decompose.ts";

/** Of `fromBits`. */
export interface FromBitsOptions {
  /** The last bit weighs −2^(count−1), as in two's complement. */
  readonly signed?: boolean;
  /** Fractional bits of what it gives; 0 by default. */
  readonly scale?: number;
}

export const fromBits = localOperation({
  name: "fromBits",
  does: "Σ b_i·2^i along the last dimension; signed: the last bit weighs −2^i; at `scale` fractional bits",
  prepare(c, b: Secret, options?: FromBitsOptions) {
    assertOptions("fromBits", options, "signed", "scale");
    const { signed = false, scale = 0 } = options ?? {};
    const operands = [c.own(b)];
    assertBits("fromBits", b);
    const shape = b.shape.slice(0, -1);
    const count = b.shape.at(-1);
    if (count === undefined)
      throw new RangeError("fromBits: a single value has no dimension of bits");
    assertBitCount(c.field, "fromBits", count);
    const most = mostBits(signed, b.complete === true);
    if (count > most)
      throw new RangeError(
        `fromBits: ${count} bits can leave ±(2^58 − 2^18), at most ${most}; 59 only as bits gives them, with a sign`,
      );
    assertScale(c.field, "fromBits", scale);
    const weights = weightsOf(count, signed);
    const residues = c.field.fromIntegers(weights);
    return {
      operands,
      parameters: [signed ? 1 : 0, scale],
      gives: numbersOf(shape, scale, rangeOf(count, signed, scale)),
      run: ({ field }, [a]) =>
        eachVector(a!, (v) => field.matrixProduct(v, residues, v.length / count, count, 1)),
    };
  },
  plain: ({ shape, values }: Plain, { signed = false, scale = 0 }: FromBitsOptions = {}) => {
    const count = shape.at(-1)!;
    const text = (j: number) =>
      values
        .slice(j * count, (j + 1) * count)
        .reverse()
        .join("");
    const size = sizeOf(shape.slice(0, -1));
    const numbers = Array.from({ length: size }, (_, j) => BigInt(`0b${text(j)}`));
    return plain(
      shape.slice(0, -1),
      signed ? numbers.map((v) => BigInt.asIntN(count, v)) : numbers,
      scale,
    );
  },
  examples: () => [
    [bitsAs([2, 3], [0, 1, 1, 1, 0, 1])],
    [bitsAs([2, 3], [0, 1, 1, 1, 0, 1]), { signed: true, scale: 2 }],
    [bitsAs([1, 58], [...Array<number>(57).fill(0), 1]), { signed: true }],
    [bitsAs([1, 57], Array<number>(57).fill(1))],
    [bitsAs([0, 4], []), {}],
  ],
});

/** Least significant first. */
const weightsOf = (count: number, signed: boolean): bigint[] =>
  Array.from({ length: count }, (_, i) => (signed && i === count - 1 ? -1n : 1n) << BigInt(i));

/** How many bits make a number within ±M, whatever they are; or if they are all bits of such a number. */
const mostBits = (signed: boolean, complete: boolean): number =>
  signed ? (complete ? SIGNED_BITS : SIGNED_BITS - 1) : SIGNED_BITS - 2;

/** From the sign alone to all others; of 59 bits, which are those of a number within ±M, that. */
function rangeOf(count: number, signed: boolean, scale: number): Range {
  const grid = 2 ** scale;
  const most = Number(MAX_INTEGER) / grid;
  if (count === SIGNED_BITS) return [-most, most];
  // 2^k − 1 as a double: itself, or 2^k.
  const half = 2 ** (count - 1);
  return signed ? [-half / grid, (half - 1) / grid] : [0, (2 * half - 1) / grid];
}
