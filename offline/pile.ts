import { type Columns, joinColumns, rangeOf } from "./stock-layout.ts";

/** Items of one kind in memory, first in, first out, each once. */
export class Pile {
  readonly #widths: readonly number[];
  readonly #runs: { readonly columns: Columns; from: number; readonly to: number }[] = [];
  #count = 0;

  /** `widths`: elements per item of each column. */
  constructor(widths: readonly number[]) {
    this.#widths = widths;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds `count` items; the columns belong to the pile from here on. */
  add(columns: Columns, count: number): void {
    this.#runs.push({ columns, from: 0, to: count });
    this.#count += count;
  }

  /** The oldest `count` items. They belong to the caller. RangeError if there are fewer. */
  take(count: number): Columns {
    if (count > this.#count) throw new RangeError(`${count} items of a pile of ${this.#count}`);
    if (count === 0) return this.#widths.map(() => new BigUint64Array(0));
    const parts: Columns[] = [];
    for (let missing = count; missing > 0; ) {
      const run = this.#runs[0]!;
      const to = Math.min(run.to, run.from + missing);
      parts.push(rangeOf(run.columns, this.#widths, run.from, to));
      missing -= to - run.from;
      run.from = to;
      if (run.from === run.to) this.#runs.shift();
    }
    this.#count -= count;
    return joinColumns(parts);
  }

  /** Zeroes and forgets what is left. */
  wipe(): void {
    for (const { columns, from, to } of this.#runs)
      for (const column of rangeOf(columns, this.#widths, from, to)) column.fill(0n);
    this.#runs.length = 0;
    this.#count = 0;
  }
}
