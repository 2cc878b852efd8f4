import type { Share } from "../../protocols/share.ts";
import { type Columns, type Family, ShareReader } from "../columns.ts";
import { type BasicKind, plainly, type Source } from "../kind.ts";

/** ⟦r⟧ with r uniform, known to nobody. */
export const RANDOM = { kind: "random" } as const;

export const random: BasicKind<typeof RANDOM> = {
  ...plainly(RANDOM),
  shownAt: 400,
  word: "randoms",
  forms: "randoms",
  shares: () => [1],
  uniform: () => [true],
  drawn: () => true,
  complete: (_field, _coins, _item, _count, uniform) => uniform,
  // No relation to get wrong, and exactly uniform if one party's share is.
  terms: [],
  derive: null,
};

export const randomsOf = (columns: Columns, family: Family): Share =>
  new ShareReader(columns, family).share();

/** The next `count` random elements. */
export const takeRandoms = async (from: Source, count: number): Promise<Share> =>
  randomsOf(await from.take(RANDOM, count), from.family);
