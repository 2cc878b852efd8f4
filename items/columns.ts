/**
 * Items as plain columns, for all that keeps items. A column is a vector with a fixed number of elements per item, so a
 * run of items is a run of every column. A share has a column of values, and one of MACs if it is authenticated.
 */
import type { Vector } from "../algebra/field.ts";
import { freshMask, type Mask, type Share } from "../protocols/share.ts";

/** authenticated: value and MAC, for the spdz engine. plain: value only, for the additive engine. */
export type Family = "authenticated" | "plain";

export type Columns = readonly Vector[];

/** The items [from, to) of every column, sharing memory with it. */
export const rangeOf = (columns: Columns, widths: readonly number[], from: number, to: number) =>
  columns.map((column, k) => column.subarray(from * widths[k]!, to * widths[k]!));

/** Joins runs of the same kind, one after another. At least one. */
export function joinColumns(runs: readonly Columns[]): Columns {
  if (runs.length === 1) return runs[0]!;
  return runs[0]!.map((_, k) => {
    const joined = new BigUint64Array(runs.reduce((sum, run) => sum + run[k]!.length, 0));
    let at = 0;
    for (const run of runs) {
      joined.set(run[k]!, at);
      at += run[k]!.length;
    }
    return joined;
  });
}

/** How many items the columns hold. RangeError unless all hold the same number. */
export function countOf(columns: Columns, widths: readonly number[], name: string): number {
  const count = columns.length === 0 ? Number.NaN : columns[0]!.length / widths[0]!;
  const fits =
    Number.isSafeInteger(count) &&
    columns.length === widths.length &&
    columns.every((column, k) => column.length === count * widths[k]!);
  if (!fits) throw new RangeError(`${name}: columns of lengths ${columns.map((c) => c.length)}`);
  return count;
}

/** Value, then MAC where there is one, of each share. */
export const columnsOf = (shares: readonly Share[]): Columns =>
  shares.flatMap(({ value, mac }) => (mac === null ? [value] : [value, mac]));

/** Reads shares off columns, in their order. */
export class ShareReader {
  readonly #columns: Columns;
  readonly #authenticated: boolean;
  #next = 0;

  constructor(columns: Columns, family: Family) {
    this.#columns = columns;
    this.#authenticated = family === "authenticated";
  }

  share(): Share {
    const value = this.#columns[this.#next++]!;
    return { value, mac: this.#authenticated ? this.#columns[this.#next++]! : null };
  }

  /** Of uniform elements that nothing has been hidden with. */
  mask(): Mask {
    return freshMask(this.share());
  }

  shares(count: number): Share[] {
    return Array.from({ length: count }, () => this.share());
  }

  /** The column behind all shares; null where there is none. */
  clear(): Vector | null {
    return this.#columns[this.#next] ?? null;
  }
}
