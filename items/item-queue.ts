import { type Columns, joinColumns, rangeOf } from "./columns.ts";

/** Items of one kind in memory, first in, first out, each once. */
export class ItemQueue {
  /** Elements per item of each column. */
  readonly widths: readonly number[];
  readonly #runs: { readonly columns: Columns; from: number; readonly to: number }[] = [];
  #count = 0;
  #lost = 0;

  constructor(widths: readonly number[]) {
    this.widths = widths;
  }

  get count(): number {
    return this.#count;
  }

  /** Items that nobody has taken, those among them that are wiped by now. */
  get spare(): number {
    return this.#count + this.#lost;
  }

  /** Adds `count` items; the columns belong to the queue from here on. */
  add(columns: Columns, count: number): void {
    this.#runs.push({ columns, from: 0, to: count });
    this.#count += count;
  }

  /** The oldest `count` items. They belong to the caller. RangeError if there are fewer. */
  take(count: number): Columns {
    if (count > this.#count) throw new RangeError(`${count} items of a queue of ${this.#count}`);
    if (count === 0) return this.widths.map(() => new BigUint64Array(0));
    const parts: Columns[] = [];
    for (let missing = count; missing > 0; ) {
      const run = this.#runs[0]!;
      const to = Math.min(run.to, run.from + missing);
      parts.push(rangeOf(run.columns, this.widths, run.from, to));
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
      for (const column of rangeOf(columns, this.widths, from, to)) column.fill(0n);
    this.#runs.length = 0;
    this.#lost += this.#count;
    this.#count = 0;
  }
}

/** Spare items by name, without zeros. */
export const spareIn = (queues: Iterable<readonly [name: string, queue: ItemQueue]>) =>
  new Map([...queues].flatMap(([name, { spare }]) => (spare > 0 ? [[name, spare] as const] : [])));
