/**
 * Lattice preprocessing: items per second made by parties that are processes of their own, over WebSockets in
 * mutual TLS 1.3 on this machine, proofs, checks and transfer included, keys made before. Of the slowest party.
 */
import type { Task } from "./lowgear-party.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import { type Processes, startProcesses } from "./processes.ts";

interface Case {
  readonly name: string;
  readonly n: number;
  readonly unit: string;
  readonly task: Omit<Task, "label">;
  readonly figureOf: (answer: number) => number;
}

const PARTY = new URL("./lowgear-party.ts", import.meta.url);
/** Runs before the measured ones: the compiler's work is no part of a steady rate. */
const WARM_UP = 1;
/** One batch of triples at the usual parameters, but for the item that hides it in its check. */
const BATCH = 12 * 16384 - 1;

function casesOf(quick: boolean): Case[] {
  const lowgear = "spdz+lowgear" as const;
  const passive = "additive+semi-honest-he" as const;
  const items = quick ? BATCH : 4 * BATCH;
  const rate = (
    name: string,
    n: number,
    security: Task["security"],
    kind: string,
    count: number,
  ) => ({
    name,
    n,
    unit: "per second",
    task: { security, kind, count, figure: "ms" as const },
    figureOf: (ms: number) => (1000 * count) / ms,
  });
  return [
    {
      name: "first-triple/n2",
      n: 2,
      unit: "seconds",
      task: { security: lowgear, kind: "first", count: 1, figure: "ms" },
      figureOf: (ms) => ms / 1000,
    },
    rate("triples/n2", 2, lowgear, "triple", items),
    {
      name: "bytes-per-triple/n2",
      n: 2,
      unit: "bytes",
      task: { security: lowgear, kind: "triple", count: items, figure: "bytes" },
      figureOf: (bytes) => bytes / items,
    },
    rate("squares/n2", 2, lowgear, "square", items / 2),
    rate("bits/n2", 2, lowgear, "bit", items / 2),
    rate("comparison-masks/n2", 2, lowgear, "comparison-mask", quick ? 2000 : 10_000),
    {
      name: "memory/n2",
      n: 2,
      unit: "MB",
      task: { security: lowgear, kind: "triple", count: 1, figure: "memory" },
      figureOf: (bytes) => bytes / 1e6,
    },
    rate("semi-honest-triples/n2", 2, passive, "triple", items),
    rate("triples/n3", 3, lowgear, "triple", items / 2),
    rate("triples/n4", 4, lowgear, "triple", items / 2),
  ];
}

/** As performance is reported: rates per second, bytes and megabytes per party, seconds to the first triple. */
export async function run({ runs, quick = false, only = "" }: BenchOptions) {
  const out: Measurement[] = [];
  const cases = casesOf(quick).filter(({ name }) => name.includes(only));
  for (const n of [2, 3, 4]) {
    const own = cases.filter((c) => c.n === n);
    if (own.length === 0) continue;
    const names = Array.from({ length: n }, (_, k) => `party${k}`);
    const processes = await startProcesses<Task>(PARTY, names);
    try {
      for (const one of own) out.push(await figures(processes, one, runs));
    } finally {
      processes.end();
    }
  }
  return out;
}

async function figures(processes: Processes<Task>, one: Case, runs: number): Promise<Measurement> {
  const values: number[] = [];
  for (let k = -WARM_UP; k < runs; k++) {
    const label = `${one.name.replace("/", " ")} ${k + WARM_UP}`;
    const answer = await processes.measure({
      ...one.task,
      count: Math.floor(one.task.count),
      label,
    });
    if (k >= 0) values.push(one.figureOf(answer));
  }
  return measurement("lowgear", one.name, one.n, one.unit, values);
}
