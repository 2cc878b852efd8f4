/**
 * The order of runs. There is one block per repetition. Each block has every cell once, in its own order. So runs that
 * are compared as pairs are close in time, and no cell is always the first. Warm-ups are blocks before the first.
 *
 * The order is deterministic: Fisher–Yates from the last place down. The choice among m places is the first 48-bit word
 * below the largest multiple of m, modulo m, of SHA-256("spdz-lab/order/v1/SEED/BLOCK/0"), "…/1" and so on,
 * one word a digest. BLOCK is the repetition, negative for warm-ups.
 */
import { createHash } from "node:crypto";

export interface OrderedRun<T> {
  readonly cell: T;
  /** From 0 on; negative for warm-ups. */
  readonly repetition: number;
  /** Its place among the runs that are recorded, from 0 on; negative for warm-ups. */
  readonly order: number;
}

export interface OrderOptions {
  readonly repetitions: number;
  /** Blocks before the first. */
  readonly warmup: number;
  readonly seed: number;
}

export function orderedRuns<T>(cells: readonly T[], options: OrderOptions): OrderedRun<T>[] {
  const { repetitions, warmup, seed } = options;
  const runs: OrderedRun<T>[] = [];
  for (let repetition = 0 - warmup; repetition < repetitions; repetition++)
    for (const [k, cell] of shuffled(cells, seed, repetition).entries())
      runs.push({ cell, repetition, order: repetition * cells.length + k });
  return runs;
}

function shuffled<T>(cells: readonly T[], seed: number, block: number): T[] {
  const out = [...cells];
  let counter = 0;
  const word = () =>
    createHash("sha256")
      .update(`spdz-lab/order/v1/${seed}/${block}/${counter++}`)
      .digest()
      .readUIntBE(0, 6);
  for (let last = out.length - 1; last > 0; last--) {
    const limit = 2 ** 48 - (2 ** 48 % (last + 1));
    let w = word();
    while (w >= limit) w = word();
    const k = w % (last + 1);
    [out[last], out[k]] = [out[k]!, out[last]!];
  }
  return out;
}
