import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, type Family, ShareReader } from "../columns.ts";
import { type BasicKind, plainly, type Source } from "../kind.ts";

export const SQUARE = { kind: "square" } as const;

/** ⟦a⟧, ⟦a²⟧. */
export interface Squares {
  readonly a: Mask;
  readonly square: Share;
}

export const square: BasicKind<typeof SQUARE> = {
  ...plainly(SQUARE),
  shownAt: 200,
  word: "squares",
  forms: "squares",
  shares: () => [1, 1],
  uniform: () => [true, false],
  drawn: () => false,
  complete: (field, _coins, _item, _count, [a]) => [a!, field.multiply(a!, a!)],
  // The test is quadratic in its coin, which has two roots.
  terms: [
    {
      ...{ name: "sacrifice", rule: "first-failure", of: "making" },
      bound: { numerator: 2, over: "p" },
    },
  ],
  derive: null,
};

export function squaresOf(columns: Columns, family: Family): Squares {
  const reader = new ShareReader(columns, family);
  return { a: reader.mask(), square: reader.share() };
}

/** The next `count` squares. */
export const takeSquares = async (from: Source, count: number): Promise<Squares> =>
  squaresOf(await from.take(SQUARE, count), from.family);
