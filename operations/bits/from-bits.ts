import { eachVector } from "../../online/matrix-layout.ts";
import { assertScale } from "../../online/numbers.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { bits as bitsAs, M, plain } from "../examples.ts";
import { assertBits } from "./assert-bits.ts";
import { assertBitCount, MOST_BITS } from "./bits.ts";

export interface FromBitsOptions {
  /** The last bit weighs −2^(count−1), as in two's complement. */
  readonly signed?: boolean;
  /** Fractional bits of what it gives; 0 by default. */
  readonly scale?: number;
}

export const fromBits = localOperation({
  name: "fromBits",
  does: "Σ b_i·2^i along the last dimension; signed: the last bit weighs −2^i; at `scale` fractional bits",
  prepare(c, b: Secret, { signed = false, scale = 0 }: FromBitsOptions = {}) {
    const operands = [c.own(b)];
    assertBits("fromBits", b);
    const shape = b.shape.slice(0, -1);
    const count = b.shape.at(-1);
    if (count === undefined)
      throw new RangeError("fromBits: a single value has no dimension of bits");
    assertBitCount(c.field, "fromBits", count);
    if (!signed && count === MOST_BITS)
      throw new RangeError(`fromBits: ${count} bits without a sign, must be at most ${count - 1}`);
    assertScale(c.field, "fromBits", scale);
    const weights = weightsOf(count, signed);
    const residues = c.field.fromIntegers(weights);
    return {
      operands,
      parameters: [signed ? 1 : 0, scale],
      gives: numbersOf(shape, scale, rangeOf(weights, scale)),
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
    const size = shape.slice(0, -1).reduce((product, d) => product * d, 1);
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
    [
      bitsAs(
        [1, 59],
        Array.from({ length: 59 }, (_, i) => (i === 18 || i === 58 ? 1 : 0)),
      ),
      { signed: true },
    ],
    [bitsAs([0, 4], []), {}],
  ],
});

/** Least significant first. */
const weightsOf = (count: number, signed: boolean): bigint[] =>
  Array.from({ length: count }, (_, i) => (signed && i === count - 1 ? -1n : 1n) << BigInt(i));

/** From all negative weights to all positive ones. As many bits as `bits` gives at most are those of a number within ±M. */
function rangeOf(weights: readonly bigint[], scale: number): Range {
  const sum = (of: readonly bigint[]) => of.reduce((total, w) => total + w, 0n);
  const least = sum(weights.filter((w) => w < 0n));
  const greatest = sum(weights.filter((w) => w > 0n));
  // A double rounds what is beyond 2^53: outwards, but not beyond ±M, which it holds.
  const within = (x: bigint) => Math.max(-Number(M), Math.min(Number(M), Number(x))) / 2 ** scale;
  return [within(least), within(greatest)];
}
