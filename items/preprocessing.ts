/**
 * What an online run spends and an offline phase makes. Every backend and every store passes
 * test/contracts/preprocessing.ts: for any two honest parties, value shares, and separately MAC shares, are
 * uniform subject to their sums, also given all that the other n−2 parties know.
 */
import type { Field } from "../algebra/field.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import { type Columns, type Family, joinColumns } from "./columns.ts";
import { type ItemKind, kindOf } from "./kinds.ts";

/**
 * One party's preprocessing. Every call takes the next items of its kind, in call order, the same at
 * every party; each item is handed out once, durably marked before it is. Rejects with OutOfMaterial.
 */
export interface Preprocessing {
  readonly family: Family;
  readonly field: Field;
  /** Items of two key ids never meet. */
  readonly keyId: string;
  /** Null in the plain family. */
  readonly macKey: MacKey | null;
  /** What every result made with it must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** The s of the proofs and of the flooding that it is made with; null where there are none, as a dealer's. */
  readonly statistical: number | null;

  /**
   * The next `count` ≥ 0 items in the columns of widthsOf; they belong to the caller. Typed: `takeTriples` and the like
   * beside each kind. RangeError, with nothing taken, for what is no item of this field and these parties.
   */
  take(item: ItemKind, count: number): Promise<Columns>;
  /** What was handed out so far, by kindName. */
  used(): ReadonlyMap<string, number>;
  /** What was made in this session and handed to nobody, by kindName; the same after the end, when it is lost. */
  spare(): ReadonlyMap<string, number>;
  /** Orderly end: leftovers in memory are zeroed, locks released. */
  close(): Promise<void>;
}

/** As `take`, and large items one after another, in a call each: for whoever fills something with them. */
export async function takeMany(
  source: Pick<Preprocessing, "take">,
  item: ItemKind,
  count: number,
): Promise<Columns> {
  if (!kindOf(item).single || count < 2) return source.take(item, count);
  const items: Columns[] = [];
  for (let k = 0; k < count; k++) items.push(await source.take(item, 1));
  return joinColumns(items);
}
