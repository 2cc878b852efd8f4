/**
 * Items as plain columns, for whatever keeps them: a column is a vector with a fixed number of elements per
 * item, so a run of items is a run of every column. Columns of a share: value, then MAC (authenticated only).
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Share } from "../protocols/share.ts";
import {
  type ComparisonMasks,
  type Family,
  type InputMasks,
  type ItemKind,
  kindName,
  type MatrixTriple,
  type Preprocessing,
  type Squares,
  type Triples,
  type TruncationMasks,
} from "./preprocessing.ts";

export type Columns = readonly Vector[];

/** What decides the columns of a kind at one party. */
export interface Shelf {
  readonly field: Field;
  readonly family: Family;
  readonly party: number;
}

/** Elements per item of each column, in order. */
export function widthsOf(item: ItemKind, { field, family, party }: Shelf): number[] {
  const perShare = family === "authenticated" ? 2 : 1;
  const widths = shareSizes(item, field.bits).flatMap((size) => Array<number>(perShare).fill(size));
  return item.kind === "input-mask" && item.owner === party ? [...widths, 1] : widths;
}

/** Elements per item of each share, in the order of the columns. */
function shareSizes(item: ItemKind, bits: number): number[] {
  switch (item.kind) {
    case "triple":
      return [1, 1, 1];
    case "square":
      return [1, 1];
    case "bit":
    case "random":
    case "input-mask":
      return [1];
    case "matrix-triple": {
      const { rows, inner, columns, pairs, transposed } = item.shape;
      const tall = rows * columns;
      const flat = inner * columns;
      return [
        rows * inner,
        ...Array.from({ length: pairs }, () => [flat, tall]).flat(),
        ...Array.from({ length: transposed }, () => [tall, flat]).flat(),
      ];
    }
    case "comparison-mask":
      return Array<number>(1 + bits).fill(1);
    case "truncation-mask":
      return Array<number>(3 + (item.exact ? item.f : 0)).fill(1);
  }
}

/** The items [from, to) of every column, sharing memory with it. */
export const rangeOf = (columns: Columns, widths: readonly number[], from: number, to: number) =>
  columns.map((column, k) => column.subarray(from * widths[k]!, to * widths[k]!));

/** Takes `count` items of a kind from `source`, as columns in the order of widthsOf. */
export async function takeColumns(
  source: Preprocessing,
  item: ItemKind,
  count: number,
): Promise<Columns> {
  const of = (...shares: readonly Share[]): Vector[] =>
    shares.flatMap((s) => (s.mac === null ? [s.value] : [s.value, s.mac]));
  switch (item.kind) {
    case "triple": {
      const { a, b, c } = await source.triples(count);
      return of(a, b, c);
    }
    case "square": {
      const { a, square } = await source.squares(count);
      return of(a, square);
    }
    case "bit":
      return of(await source.bits(count));
    case "random":
      return of(await source.randoms(count));
    case "input-mask": {
      const { mask, clear } = await source.inputMasks(item.owner, count);
      return clear === null ? of(mask) : [...of(mask), clear];
    }
    case "matrix-triple": {
      const items: Columns[] = [];
      for (let k = 0; k < count; k++) {
        const { a, pairs, transposed } = await source.matrixTriple(item.shape);
        items.push(of(a, ...[...pairs, ...transposed].flatMap(({ b, c }) => [b, c])));
      }
      return joinColumns(items);
    }
    case "comparison-mask": {
      const { r, bits } = await source.comparisonMasks(count);
      return of(r, ...bits);
    }
    case "truncation-mask": {
      const { r, high, top, low } = await source.truncationMasks(item.f, count, item.exact);
      return of(r, high, top, ...(low ?? []));
    }
  }
}

/** Runs of the same kind, one after another. At least one. */
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

/** Reads typed items off columns that takeColumns, or a store of them, gave. */
export class ColumnReader {
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

  shares(count: number): Share[] {
    return Array.from({ length: count }, () => this.share());
  }

  triples(): Triples {
    return { a: this.share(), b: this.share(), c: this.share() };
  }

  squares(): Squares {
    return { a: this.share(), square: this.share() };
  }

  inputMasks(): InputMasks {
    return { mask: this.share(), clear: this.#columns[this.#next] ?? null };
  }

  matrixTriple(pairs: number, transposed: number): MatrixTriple {
    const pair = () => ({ b: this.share(), c: this.share() });
    return {
      a: this.share(),
      pairs: Array.from({ length: pairs }, pair),
      transposed: Array.from({ length: transposed }, pair),
    };
  }

  comparisonMasks(bits: number): ComparisonMasks {
    return { r: this.share(), bits: this.shares(bits) };
  }

  truncationMasks(low: number | null): TruncationMasks {
    const [r, high, top] = [this.share(), this.share(), this.share()];
    return { r, high, top, low: low === null ? null : this.shares(low) };
  }
}

const NAME =
  /^(?:(triple|square|bit|random|comparison-mask)|input-mask\/(\d+)|matrix-triple\/(\d+)x(\d+)x(\d+)\*(\d+)\+(\d+)|truncation-mask\/(\d+)(\/exact)?)$/;

/** Inverse of kindName. RangeError for any text that kindName does not give. */
export function parseKind(name: string): ItemKind {
  const match = NAME.exec(name);
  const item = match === null ? null : kindOf(match);
  if (item === null || kindName(item) !== name)
    throw new RangeError(`not a kind of item: ${JSON.stringify(name.slice(0, 80))}`);
  return item;
}

function kindOf(match: RegExpExecArray): ItemKind {
  const [, simple, owner, rows, inner, columns, pairs, transposed, f, exact] = match;
  if (simple !== undefined) return { kind: simple as "triple" };
  if (owner !== undefined) return { kind: "input-mask", owner: Number(owner) };
  if (f !== undefined) return { kind: "truncation-mask", f: Number(f), exact: exact !== undefined };
  const shape = {
    rows: Number(rows),
    inner: Number(inner),
    columns: Number(columns),
    pairs: Number(pairs),
    transposed: Number(transposed),
  };
  return { kind: "matrix-triple", shape };
}
