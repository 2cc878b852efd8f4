import type { Field, Vector } from "../../algebra/field.ts";
import { bitOf } from "../../algebra/words.ts";
import type { Prg } from "../../crypto/prg.ts";
import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, columnsOf, type Family, ShareReader } from "../columns.ts";
import { DIGIT_MASKS_FROM_BITS, digitMasks, digitsIn } from "../derive/digit-masks.ts";
import { type DerivedKind, plainly, type Source } from "../kind.ts";
import { randomBits } from "../random-bits.ts";

export const DIGIT_MASK = { kind: "digit-mask" } as const;

/** What a comparison in the product form takes. */
export interface DigitMasks {
  /** Uniform on [0, p−1]. */
  readonly r: Mask;
  /** bits[i] shares bit i of every r; 60 entries, least significant first. */
  readonly bits: readonly Share[];
  /** products[j] shares bit 2j times bit 2j + 1; 30 entries. */
  readonly products: readonly Share[];
  /** A uniform bit. */
  readonly s: Share;
  /** r_0 ⊕ s */
  readonly flipped: Share;
  /** Uniform on [1, p−1]. */
  readonly rho: Share;
}

export const digitMask: DerivedKind<typeof DIGIT_MASK> = {
  ...plainly(DIGIT_MASK),
  shownAt: 510,
  word: "digit-masks",
  forms: "digit-masks",
  refuse: (_item, { bits }) =>
    bits % 2 === 0 ? null : `base-4 digits need a field of an even number of bits, not of ${bits}`,
  shares: (_item, bits) => Array<number>(1 + bits + digitsIn(bits) + 3).fill(1),
  // r is any element; its bits and their products follow from it.
  uniform: (_item) => [true],
  // A ρ of 0 would make a comparison wrong.
  drawn: () => true,
  complete: (field, coins, _item, count, [r]) => {
    const bits = Array.from({ length: field.bits }, (_, i) => bitOf(r!, i));
    const products = Array.from({ length: digitsIn(field.bits) }, (_, j) =>
      field.multiply(bits[2 * j]!, bits[2 * j + 1]!),
    );
    const s = randomBits(coins, count);
    const flipped = s.map((bit, k) => bit ^ bits[0]![k]!);
    return [r!, ...bits, ...products, s, flipped, nonZero(field, coins, count)];
  },
  // Exactly uniform; nothing is accepted but what its bits and triples have made, under MAC checks.
  terms: [],
  derive: {
    ...DIGIT_MASKS_FROM_BITS,
    run: async (making, _item, taken) => columnsOf(await digitMasks(making, [...taken])),
  },
};

/** Uniform on [1, p−1]. */
function nonZero(field: Field, coins: Prg, count: number): Vector {
  const out = coins.elements(field, count);
  for (let at = out.indexOf(0n); at >= 0; at = out.indexOf(0n, at))
    out[at] = coins.elements(field, 1)[0]!;
  return out;
}

function digitMasksOf(columns: Columns, family: Family): DigitMasks {
  const reader = new ShareReader(columns, family);
  const shares = columns.length / (family === "authenticated" ? 2 : 1);
  const bits = ((shares - 4) * 2) / 3;
  return {
    r: reader.mask(),
    bits: reader.shares(bits),
    products: reader.shares(digitsIn(bits)),
    s: reader.share(),
    flipped: reader.share(),
    rho: reader.share(),
  };
}

/** The next `count` digit masks. */
export const takeDigitMasks = async (from: Source, count: number): Promise<DigitMasks> =>
  digitMasksOf(await from.take(DIGIT_MASK, count), from.family);
