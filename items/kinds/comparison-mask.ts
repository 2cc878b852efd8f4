import { bitOf } from "../../algebra/words.ts";
import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, columnsOf, type Family, ShareReader } from "../columns.ts";
import { comparisonShares, FROM_BITS, masksFromBits } from "../derive/masks-from-bits.ts";
import { type DerivedKind, plainly, type Source } from "../kind.ts";

export const COMPARISON_MASK = { kind: "comparison-mask" } as const;

/** Uniform r on [0, p−1] with its 60 bits. */
export interface ComparisonMasks {
  readonly r: Mask;
  /** bits[i] shares bit i of every r; 60 entries, least significant first. */
  readonly bits: readonly Share[];
}

export const comparisonMask: DerivedKind<typeof COMPARISON_MASK> = {
  ...plainly(COMPARISON_MASK),
  shownAt: 500,
  word: "comparisons",
  forms: "comparisons",
  shares: (_item, bits) => Array<number>(1 + bits).fill(1),
  // r is any element; its bits follow from it.
  uniform: (_item) => [true],
  drawn: () => false,
  complete: (field, _coins, _item, _count, [r]) => [
    r!,
    ...Array.from({ length: field.bits }, (_, i) => bitOf(r!, i)),
  ],
  // Exactly uniform; nothing is accepted but what its bits and triples have made, under MAC checks.
  terms: [],
  derive: {
    ...FROM_BITS,
    run: async (making, _item, taken) =>
      columnsOf(await masksFromBits(making, taken, comparisonShares)),
  },
};

function comparisonMasksOf(columns: Columns, family: Family): ComparisonMasks {
  const reader = new ShareReader(columns, family);
  const shares = columns.length / (family === "authenticated" ? 2 : 1);
  return { r: reader.mask(), bits: reader.shares(shares - 1) };
}

/** The next `count` comparison masks. */
export const takeComparisonMasks = async (from: Source, count: number): Promise<ComparisonMasks> =>
  comparisonMasksOf(await from.take(COMPARISON_MASK, count), from.family);
