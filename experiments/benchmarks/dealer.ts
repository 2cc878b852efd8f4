/**
 * The dealer: items per second of the slowest party. One process deals, and all parties, each in its own process, hold
 * the items. They are connected by WebSockets in mutual TLS 1.3 on this machine.
 */
import type { Task } from "./dealer-party.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import { startProcesses } from "./processes.ts";

type Case = readonly [name: string, n: number, task: Task];

const MEMBER = new URL("./dealer-party.ts", import.meta.url);
/** Runs before the measured ones. Without them the figures would contain the compiler's work. */
const WARM_UP = 2;

const casesOf = (quick: boolean): Case[] => {
  const calls = quick ? 2 : 16;
  return [
    ["triples", 2, { kind: "triple", calls, count: 250_000 }],
    ["bits", 2, { kind: "bit", calls, count: 250_000 }],
    ["comparison-masks", 2, { kind: "comparison-mask", calls, count: 5_000 }],
    ["truncation-masks", 2, { kind: "truncation-mask/16", calls, count: 100_000 }],
    ["triples/n3", 3, { kind: "triple", calls, count: 250_000 }],
  ];
};

/** The cases triples, bits, comparison-masks, truncation-masks (two parties), triples/n3. */
export async function run({
  runs,
  quick = false,
  only = "",
}: BenchOptions): Promise<Measurement[]> {
  const out: Measurement[] = [];
  const cases = casesOf(quick).filter(([name]) => name.includes(only));
  for (const n of [2, 3]) {
    const own = cases.filter(([, parties]) => parties === n);
    if (own.length === 0) continue;
    const names = [...Array.from({ length: n }, (_, k) => `party${k}`), "dealer"];
    const processes = await startProcesses<Task>(MEMBER, names, n);
    try {
      for (const [name, , task] of own) {
        const rates: number[] = [];
        for (let k = -WARM_UP; k < runs; k++) {
          const ms = await processes.measure(task);
          if (k >= 0) rates.push((1000 * task.calls * task.count) / ms);
        }
        out.push(measurement("dealer", name, n, "per second", rates));
      }
    } finally {
      processes.end();
    }
  }
  return out;
}
