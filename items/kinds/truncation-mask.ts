import { bitOf, shiftRight } from "../../algebra/words.ts";
import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, columnsOf, type Family, ShareReader } from "../columns.ts";
import { FROM_BITS, masksFromBits, truncationShares } from "../derive/masks-from-bits.ts";
import { type DerivedKind, inRange, plainly, type Source } from "../kind.ts";

export interface TruncationMask {
  readonly kind: "truncation-mask";
  /** By how many bits is truncated. */
  readonly f: number;
  /** With the bits that are cut off. */
  readonly exact: boolean;
}

/** Uniform r on [0, p−1] for truncation by f bits. */
export interface TruncationMasks {
  readonly r: Mask;
  /** r >> f */
  readonly high: Share;
  /** bit 59 of r */
  readonly top: Share;
  /** The f low bits of r, least significant first; only where the exact form asked for them. */
  readonly low: readonly Share[] | null;
}

export const truncationMaskOf = (f: number, exact: boolean): TruncationMask => ({
  ...{ kind: "truncation-mask", f, exact },
});

export const truncationMask: DerivedKind<TruncationMask> = {
  ...plainly(truncationMaskOf(1, false)),
  shownAt: 700,
  word: "truncation",
  forms: "truncation/BITS, truncation/BITS/exact",
  write: ({ f, exact }) => `${f}${exact ? "/exact" : ""}`,
  read: (text) => {
    const match = /^(\d+)(\/exact)?$/.exec(text);
    return match && truncationMaskOf(Number(match[1]), match[2] !== undefined);
  },
  refuse: ({ f }, field) =>
    inRange(f, 1, field.bits - 1)
      ? null
      : `truncation in this field is by 1 to ${field.bits - 2} bits`,
  shares: ({ f, exact }) => Array<number>(3 + (exact ? f : 0)).fill(1),
  // r is any element; all else follows from it.
  uniform: (_item) => [true],
  drawn: ({ exact }) => !exact,
  complete: (field, _coins, { f, exact }, _count, [r]) => {
    const low = Array.from({ length: exact ? f : 0 }, (_, i) => bitOf(r!, i));
    return [r!, shiftRight(r!, f), bitOf(r!, field.bits - 1), ...low];
  },
  // Exactly uniform; nothing is accepted but what its bits and triples have made, under MAC checks.
  terms: [],
  derive: {
    ...FROM_BITS,
    run: async (making, { f, exact }, taken) =>
      columnsOf(
        await masksFromBits(making, taken, (holder, bits) =>
          truncationShares(holder, bits, f, exact),
        ),
      ),
  },
};

function truncationMasksOf(
  columns: Columns,
  family: Family,
  { f, exact }: Pick<TruncationMask, "f" | "exact">,
): TruncationMasks {
  const reader = new ShareReader(columns, family);
  const [r, high, top] = [reader.mask(), reader.share(), reader.share()];
  return { r, high, top, low: exact ? reader.shares(f) : null };
}

/** The next `count` masks for truncation by f bits. */
export async function takeTruncationMasks(
  from: Source,
  f: number,
  count: number,
  exact: boolean,
): Promise<TruncationMasks> {
  const item = truncationMaskOf(f, exact);
  return truncationMasksOf(await from.take(item, count), from.family, item);
}
