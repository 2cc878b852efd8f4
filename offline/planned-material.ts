/**
 * What a backend would make for a run that takes all its items ahead: counted, not made. The order of kinds is that of
 * the demand, as with `preload` (items/stock.ts).
 *
 *   invariant  the counts are those of `Generated` (generated.ts), call by call: its `#supply`, `#make` and
 *              `#fromBackend` are the methods of the same names here
 *   left out   what happens by chance. A square that is 0 gives no bit, and bits of p or more give no mask; then
 *              a few more are made (`discards`)
 */
import type { Field } from "../algebra/field.ts";
import type { BgvParameters } from "../crypto/bgv/parameters.ts";
import type { Family } from "../items/columns.ts";
import type { Demand } from "../items/demand.ts";
import { type BasicItem, type ItemKind, kindName, kindOf, parseKind } from "../items/kinds.ts";

/** Who asks. */
export interface PlannedFor {
  readonly parties: number;
  readonly family: Family;
  readonly field: Field;
  /** Null for a backend that needs no lattice scheme. */
  readonly lattice: BgvParameters | null;
}

/** By kindName. Of each kind, made = taken by the run + spent + left. */
export interface PlannedMaterial {
  /** Accepted items, those too of which others are derived. */
  readonly made: Demand;
  /** Of which others were derived, or which hid others in a check. */
  readonly spent: Demand;
  /** Handed to nobody, and lost at the end of the session. */
  readonly left: Demand;
  /** Kinds of which fewer may be made, and left. */
  readonly atMost: readonly string[];
  /** How many replies a party's keys carry in a session, and how many of them this takes; null where there are none. */
  readonly replies: { readonly most: number; readonly taken: number } | null;
  /** Derived items that are thrown away while these are made, on average; where any are, more is made. */
  readonly discards: ReadonlyMap<string, number>;
}

/** How a backend cuts its basic items into batches. */
export interface BatchCounts {
  /** As Backend.largestBatch. */
  largestBatch(item: BasicItem): number;
  /** As BgvParameters.maxReplies. */
  readonly maxReplies: number;
  /** What `make` of `count` items takes of other kinds, how many it delivers, and one party's replies to all peers. */
  batches(
    item: BasicItem,
    count: number,
  ): {
    readonly takes: readonly (readonly [item: ItemKind, count: number])[];
    readonly delivers: number;
    readonly replies: number;
  };
}

/** As many as are missing; of a kind that earlier calls used at least as many as they used, up to a batch. */
export const withReserve = (missing: number, before: number, largest: number): number =>
  Math.max(missing, Math.min(before, largest));

/** Of a backend whose items `Generated` orders and derives. */
export function plannedOf(counts: BatchCounts, demand: Demand, field: Field): PlannedMaterial {
  const making = new CountedMaking(counts, field);
  for (const [name, count] of demand) making.hand(parseKind(name), count);
  return making.read();
}

/** How many items of derived kinds are thrown away while these are made, on average. */
const expectedDiscards = (made: Demand, field: Field): ReadonlyMap<string, number> =>
  new Map(
    [...made].flatMap(([name, count]) => {
      const { derive } = kindOf(parseKind(name));
      return derive === null ? [] : [[name, count * derive.discards(field)] as const];
    }),
  );

class CountedMaking {
  readonly #counts: BatchCounts;
  readonly #field: Field;
  readonly #made = new Map<string, number>();
  readonly #drawn = new Map<string, number>();
  readonly #handed = new Map<string, number>();
  /** What earlier calls had drawn. */
  #before: ReadonlyMap<string, number> = new Map();
  #replies = 0;

  constructor(counts: BatchCounts, field: Field) {
    this.#counts = counts;
    this.#field = field;
  }

  /** As takeMany: a call for each item that is large. */
  hand(item: ItemKind, count: number): void {
    const each = kindOf(item).single ? 1 : count;
    for (let left = count; left > 0; left -= each) {
      this.#before = new Map(this.#drawn);
      this.#supply(item, each);
    }
    add(this.#handed, kindName(item), count);
  }

  read(): PlannedMaterial {
    const of = (f: (name: string) => number): Demand =>
      new Map(
        [...this.#made.keys()]
          .map((name) => [name, f(name)] as const)
          .filter(([, count]) => count > 0),
      );
    const [drawn, handed] = [this.#drawn, this.#handed];
    return {
      made: new Map(this.#made),
      spent: of((name) => at(drawn, name) - at(handed, name)),
      left: of((name) => at(this.#made, name) - at(drawn, name)),
      atMost: [],
      replies: { most: this.#counts.maxReplies, taken: this.#replies },
      discards: expectedDiscards(this.#made, this.#field),
    };
  }

  #supply(item: ItemKind, count: number): void {
    const name = kindName(item);
    for (;;) {
      const missing = count - (at(this.#made, name) - at(this.#drawn, name));
      if (missing <= 0) break;
      this.#make(item, missing);
    }
    add(this.#drawn, name, count);
  }

  #make(item: ItemKind, missing: number): void {
    const { derive } = kindOf(item);
    switch (derive?.from) {
      case undefined:
        this.#fromBackend(item as BasicItem, item, missing);
        break;
      case "batches":
        this.#fromBackend(derive.of as BasicItem, item, missing);
        break;
      case "stock": {
        const count = Math.min(missing, derive.most);
        for (const [needed, many] of derive.needs(item, this.#field, count))
          this.#supply(needed as ItemKind, many);
        add(this.#made, kindName(item), count);
      }
    }
  }

  #fromBackend(basic: BasicItem, asked: ItemKind, missing: number): void {
    const name = kindName(asked);
    const largest = this.#counts.largestBatch(basic);
    const count = withReserve(missing, at(this.#before, name), largest);
    const { takes, delivers, replies } = this.#counts.batches(basic, count);
    for (const [needed, many] of takes) this.#supply(needed, many);
    this.#replies += replies;
    add(this.#made, name, delivers);
  }
}

const at = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, at(counts, name) + count);
}
