/**
 * The bits of signed integers, as two's complement has them.
 *
 *   formula    decompose.ts; x + 2^58 has the low 58 bits of x, and x < 0 where its bit 58 is 0
 *   rounds     all 59: 8; count = 1: 1
 *   traffic    all 59: t·503 elements to each
 *   items      t comparison masks; all 59: t·251 triples
 *   security   as decompose.ts says
 */
import type { Field } from "../../algebra/field.ts";
import { transpose } from "../../algebra/transpose.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { bitsOf } from "../../online/secret-type.ts";
import { asNumber } from "../../online/shadow.ts";
import { asShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares } from "../../protocols/share.ts";
import { EDGES, plain, vector } from "../examples.ts";
import { assertPrime } from "../fixed/truncation.ts";
import { decomposeCost, SIGNED_BITS, signedBits } from "./decompose.ts";

/** RangeError naming `what` unless 1 ≤ count ≤ 59 in the field of 60 bits. */
export function assertBitCount(field: Field, what: string, count: number): void {
  assertPrime(field, what);
  if (!Number.isInteger(count) || count < 1 || count > SIGNED_BITS)
    throw new RangeError(`${what}: ${count} bits, must be an integer from 1 to ${SIGNED_BITS}`);
}

const bitsOfPlain = ({ shape, values }: Plain, count = 59): Plain =>
  plain(
    [...shape, count],
    values.flatMap((v) => Array.from({ length: count }, (_, i) => (v >> BigInt(i)) & 1n)),
  );

export const bits = operation<[x: Secret, count?: number]>({
  name: "bits",
  does: "the `count` low bits of x·2^scale as two's complement, least first, along a new last dimension; all 59: the last is the sign",
  prepare(c, x: Secret, count = SIGNED_BITS) {
    const operands = [c.own(x)];
    assertBitCount(c.field, "bits", count);
    return {
      operands,
      parameters: [count],
      gives: {
        ...bitsOf(asShape("bits", [...x.shape, count])),
        complete: count === SIGNED_BITS,
      },
      cost: () => decomposeCost(0, count, x.length),
      async run(k, [a]) {
        const found = await signedBits(k, a!, count);
        return eachVector(concatShares(found), (v) => transpose(v, count, x.length));
      },
    };
  },
  plain: bitsOfPlain,
  real: (_, x: Plain, count) => bitsOfPlain(asNumber(x), count),
  examples: () => [
    [vector([-5])],
    [vector(EDGES)],
    [plain([2, 1], [6, -7], 4), 3],
    [plain([], [-1n]), 1],
    [plain([2, 0], []), 58],
  ],
});
