/** What rests on a mask is right for every mask: those at the ends of the field come up in no run. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../algebra/field.ts";
import type { Kernel } from "../../online/kernel.ts";
import { toSigned } from "../../online/numbers.ts";
import { signBits } from "../../operations/comparison/sign-bits.ts";
import { timesNegative } from "../../operations/comparison/times-negative.ts";
import { M } from "../../operations/examples.ts";
import { oneHotShares } from "../../operations/lookup/one-hot-shares.ts";
import type { Share } from "../../protocols/share.ts";
import { alone, comparisonMasks, kernelAlone } from "../online/alone.ts";
import { REAL } from "../online/parties.ts";

/** Residues as the only share of themselves. */
const shareOf = (values: readonly bigint[]): Share => alone(REAL.fromIntegers(values));

/** A kernel whose comparison masks are these. */
const under = (r: Vector): Kernel => kernelAlone(REAL, () => comparisonMasks(REAL, r)).kernel;

/** The residues at both ends of the field, and some between: masks with which sums wrap, or just do not. */
function edgesOfField(reach: number): bigint[] {
  const near = Array.from({ length: reach }, (_, j) => BigInt(j));
  const ends = near.flatMap((v) => [v, REAL.p - 1n - v]);
  return [...ends, REAL.p / 2n, 2n ** 18n, REAL.p - 2n ** 18n, 0x123456789abcdefn];
}

/** Every x with every mask, as two lists. */
const allPairs = (xs: readonly bigint[], masks: readonly bigint[]) => ({
  xs: xs.flatMap((x) => masks.map(() => x)),
  masks: BigUint64Array.from(xs.flatMap(() => masks)),
});

const FAR = [M, -M, 2n * M, -2n * M, (REAL.p - 1n) / 2n, -(REAL.p - 1n) / 2n];
const bit = (is: boolean) => (is ? 1n : 0n);

describe("with masks at the ends of the field", () => {
  const { xs, masks } = allPairs([0n, 1n, -1n, 2n, -2n, ...FAR], edgesOfField(4));

  it("a sign is right", async () => {
    const { negative, zero } = await signBits(under(masks), shareOf(xs));
    assert.deepEqual(
      [...negative.value],
      xs.map((x) => bit(x < 0n)),
    );
    assert.deepEqual(
      [...zero.value],
      xs.map((x) => bit(x === 0n)),
    );
  });

  it("a factor is there where x is negative, and nowhere else", async () => {
    const factors = [xs, xs.map((_, j) => BigInt(j))];
    const made = await timesNegative(under(masks), shareOf(xs), factors.map(shareOf));
    for (const [k, { value }] of made.entries())
      assert.deepEqual(
        toSigned(REAL, value),
        factors[k]!.map((v, j) => (xs[j]! < 0n ? v : 0n)),
      );
  });

  for (const size of [1, 2, 3, 4, 5, 8, 13])
    it(`${size} places: one is hot, or none`, async () => {
      const places = Array.from({ length: size + 2 }, (_, j) => BigInt(j - 1));
      const all = allPairs([...places, ...FAR], edgesOfField(size + 2));
      const hot = await oneHotShares(under(all.masks), shareOf(all.xs), size);
      const expected = all.xs.flatMap((x) =>
        Array.from({ length: size }, (_, j) => bit(x === BigInt(j))),
      );
      assert.deepEqual([...hot.value], expected);
    });
});
