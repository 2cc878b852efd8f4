/**
 * What an offline phase makes and an online run spends. Every backend and every store passes
 * test/contracts/preprocessing.ts: for any two honest parties value shares are uniform subject to their sums, and
 * separately so are MAC shares, also given all that the other n−2 parties know.
 */
import type { Field } from "../algebra/field.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import { type Columns, type Family, joinColumns } from "./columns.ts";
import { type ItemKind, kindOf } from "./kinds.ts";

/**
 * One party's preprocessing. Every call takes the next items of its kind, in call order, the same at every party. Each
 * item is handed out once, and durably marked before that. Rejects with OutOfMaterial.
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
  /** The s of the proofs and of the flooding that it is made with; null if there are none, as of a dealer. */
  readonly statistical: number | null;

  /**
   * The next `count` ≥ 0 items in the columns of widthsOf; they belong to the caller. Typed: `takeTriples` and the like
   * beside each kind. RangeError, with nothing taken, for what is no item of this field and these parties.
   */
  take(item: ItemKind, count: number): Promise<Columns>;
  /** What was handed out so far, by kindName. */
  used(): ReadonlyMap<string, number>;
  /** What was made in this session and handed to nobody, by kindName. After the end, when it is lost, the count stays. */
  spare(): ReadonlyMap<string, number>;
  /** Orderly end: leftovers in memory are zeroed, locks released. */
  close(): Promise<void>;
}

/** As `take`, but with a call for each large item: for filling memory or a store. */
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
