import type { Share } from "../../protocols/share.ts";
import { type Columns, columnsOf, type Family, ShareReader } from "../columns.ts";
import { bitsFromSquares, zeroRate } from "../derive/bits-from-squares.ts";
import { type DerivedKind, plainly, type Source } from "../kind.ts";
import { randomBits } from "../random-bits.ts";
import { SQUARE, squaresOf } from "./square.ts";

/** ⟦b⟧ with b uniform in {0, 1}. */
export const BIT = { kind: "bit" } as const;

export const bit: DerivedKind<typeof BIT> = {
  ...plainly(BIT),
  shownAt: 300,
  word: "bits",
  forms: "bits",
  shares: () => [1],
  uniform: () => [false],
  drawn: () => true,
  complete: (_field, coins, _item, count) => [randomBits(coins, count)],
  // Exactly uniform; nothing is accepted but what the squares' sacrifice and a MAC check have.
  terms: [],
  derive: {
    from: "batches",
    label: "bits",
    of: SQUARE,
    discards: zeroRate,
    run: async ({ session, field, family, macKey }, made) =>
      columnsOf([await bitsFromSquares(session, field, macKey, squaresOf(made, family))]),
  },
};

export const bitsOf = (columns: Columns, family: Family): Share =>
  new ShareReader(columns, family).share();

/** The next `count` bits. */
export const takeBits = async (from: Source, count: number): Promise<Share> =>
  bitsOf(await from.take(BIT, count), from.family);
