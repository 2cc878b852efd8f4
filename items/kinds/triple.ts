import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, type Family, ShareReader } from "../columns.ts";
import { type BasicKind, plainly, type Source } from "../kind.ts";

export const TRIPLE = { kind: "triple" } as const;

/** ⟦a⟧, ⟦b⟧, ⟦c⟧ with c_j = a_j·b_j. */
export interface Triples {
  readonly a: Mask;
  readonly b: Mask;
  readonly c: Share;
}

export const triple: BasicKind<typeof TRIPLE> = {
  ...plainly(TRIPLE),
  shownAt: 100,
  word: "triples",
  forms: "triples",
  shares: () => [1, 1, 1],
  uniform: () => [true, true, false],
  drawn: () => false,
  complete: (field, _coins, _item, _count, [a, b]) => [a!, b!, field.multiply(a!, b!)],
  terms: [
    {
      ...{ name: "sacrifice", rule: "first-failure", of: "making" },
      bound: { numerator: 1, over: "p" },
    },
  ],
  derive: null,
};

export function triplesOf(columns: Columns, family: Family): Triples {
  const reader = new ShareReader(columns, family);
  return { a: reader.mask(), b: reader.mask(), c: reader.share() };
}

/** The next `count` triples. */
export const takeTriples = async (from: Source, count: number): Promise<Triples> =>
  triplesOf(await from.take(TRIPLE, count), from.family);
