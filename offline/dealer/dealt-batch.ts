/**
 * A batch of items as the dealer hands it to each party.
 *
 *   paper       folklore; the trusted dealer of the preprocessing model [DPSZ12] ePrint 2011/535, section 5
 *   invariant   Σ_i value_i = x and Σ_i mac_i = α·x for every secret x of the batch
 *   rounds      one message to each party
 *   traffic     32 bytes to each party. One of them is the corrected party, another one in every batch: it gets 8 more
 *               bytes for each MAC and for each secret that is not uniform (32 bytes a triple). The owner of input
 *               masks gets 8 more bytes for each
 *   soundness   none needed: the dealer is trusted
 *   security    none against the dealer. Each party expands a seed that only it and the dealer know, so
 *               among any two honest parties at least one holds a fresh uniform share of everything, and
 *               the shares of both are uniform subject to their sum given what all others know
 *   deviation   a uniform secret is the sum of the parties' expanded shares. Only what depends on it is corrected
 */
import { ELEMENT_BYTES, type Field, type Scalar, type Vector } from "../../algebra/field.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import type { Suite } from "../../crypto/suite.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { MAX_ITEM_ELEMENTS } from "../../items/kind.ts";
import { type ItemKind, kindOf, shareWidths } from "../../items/kinds.ts";

/** What dealer and parties agree on. */
export interface Dealing {
  readonly n: number;
  readonly field: Field;
  readonly family: Family;
  readonly suite: Suite;
}

/** One batch of one kind. */
export interface BatchPlan {
  readonly item: ItemKind;
  readonly count: number;
  /** The corrected party. All others only expand their seeds. */
  readonly corrected: number;
}

/** AGREEMENT: elements of a batch over all columns of a party, few enough to stay in cache. */
const BATCH_ELEMENTS = 1 << 18;

/** The largest number of items in a batch. RangeError if a single item is too large to be dealt. */
export function batchItems(
  { field, family }: Pick<Dealing, "field" | "family">,
  item: ItemKind,
): number {
  const shares = shareWidths(item, field).reduce((sum, width) => sum + width, 0);
  const elements = family === "authenticated" ? 2 * shares : shares;
  if (elements > MAX_ITEM_ELEMENTS)
    throw new RangeError(`an item of ${elements} elements; at most ${MAX_ITEM_ELEMENTS} are dealt`);
  return Math.max(1, Math.floor(BATCH_ELEMENTS / elements));
}

/**
 * Deals a batch. Returns the dealt batch of each party, by party. `alpha` is the MAC key, null in the plain family.
 * `random` gives secret uniform bytes.
 */
export function dealBatch(
  { n, field, family, suite }: Dealing,
  alpha: Scalar | null,
  { item, count, corrected }: BatchPlan,
  random: (length: number) => Uint8Array,
): Uint8Array[] {
  if ((alpha === null) !== (family === "plain"))
    throw new TypeError(`dealBatch: the key is not of the ${family} family`);
  const seeds = Array.from({ length: n }, () => random(SEED_BYTES));
  const streams = seeds.map((seed) => new Prg(suite, seed));
  const kind = kindOf(item);
  const uniform = kind.uniform(item);
  const owner = kind.owner(item);
  const lengths = shareWidths(item, field).map((width) => width * count);
  const sums = lengths
    .filter((_, k) => uniform[k])
    .map((length) =>
      streams.map((s) => s.elements(field, length)).reduce((a, b) => field.add(a, b)),
    );
  const secrets = kind.complete(field, new Prg(suite, random(SEED_BYTES)), item, count, sums);

  /** The corrected party's share of x: x minus the expanded shares of all others. */
  const correction = (x: Vector): Vector =>
    streams.reduce(
      (left, stream, i) =>
        i === corrected ? left : field.subtract(left, stream.elements(field, x.length)),
      x,
    );
  const corrections = secrets.flatMap((x, k) => [
    ...(uniform[k] ? [] : [correction(x)]),
    ...(alpha === null ? [] : [correction(field.multiplyScalar(x, alpha))]),
  ]);
  return seeds.map((seed, party) =>
    pack(field, seed, [
      ...(party === corrected ? corrections : []),
      ...(owner === party ? secrets : []),
    ]),
  );
}

/** The length of the dealt batch of party `self`, in bytes. */
export function dealtBytes(dealing: Dealing, self: number, plan: BatchPlan): number {
  const { item, count, corrected } = plan;
  const uniform = kindOf(item).uniform(item);
  const owned = kindOf(item).owner(item) === self ? 1 : 0;
  let elements = 0;
  for (const [k, width] of shareWidths(item, dealing.field).entries()) {
    const shares = (uniform[k] ? 0 : 1) + (dealing.family === "authenticated" ? 1 : 0);
    elements += count * width * (owned + (self === corrected ? shares : 0));
  }
  return SEED_BYTES + ELEMENT_BYTES * elements;
}

/**
 * The batch of party `self`, in the columns of widthsOf.
 * @throws RangeError if the dealt batch has another length or holds a residue ≥ p.
 */
export function unpackBatch(
  dealing: Dealing,
  self: number,
  plan: BatchPlan,
  batch: Uint8Array,
): Columns {
  const { field, family, suite } = dealing;
  const { item, count, corrected } = plan;
  const expected = dealtBytes(dealing, self, plan);
  if (batch.length !== expected)
    throw new RangeError(`a dealt batch of ${batch.length} bytes, not ${expected}`);
  const stream = new Prg(suite, batch.slice(0, SEED_BYTES));
  let at = SEED_BYTES;
  const dealt = (length: number): Vector => {
    const bytes = batch.subarray(at, at + ELEMENT_BYTES * length);
    at += bytes.length;
    return field.decode(bytes, length);
  };
  const expanded = (length: number): Vector => stream.elements(field, length);
  const next = self === corrected ? dealt : expanded;

  const uniform = kindOf(item).uniform(item);
  const lengths = shareWidths(item, field).map((width) => width * count);
  const own = lengths.map((length, k) => (uniform[k] ? expanded(length) : null));
  const columns = lengths.flatMap((length, k) => {
    const value = own[k] ?? next(length);
    return family === "authenticated" ? [value, next(length)] : [value];
  });
  return kindOf(item).owner(item) === self ? [...columns, ...lengths.map(dealt)] : columns;
}

function pack(field: Field, seed: Uint8Array, vectors: readonly Vector[]): Uint8Array {
  const elements = vectors.reduce((sum, v) => sum + v.length, 0);
  const batch = new Uint8Array(SEED_BYTES + ELEMENT_BYTES * elements);
  batch.set(seed);
  let at = SEED_BYTES;
  for (const v of vectors) {
    batch.set(field.encode(v), at);
    at += ELEMENT_BYTES * v.length;
  }
  return batch;
}
