/**
 * The online phase: rates per second of the slowest party. Parties are processes on this machine, connected by
 * WebSockets in mutual TLS 1.3. Material is in memory before the clock starts. The time includes the final MAC check.
 */
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import type { Task } from "./online-party.ts";
import { startProcesses } from "./processes.ts";

type Case = readonly [name: string, n: number, task: Omit<Task, "label">];

const PARTY = new URL("./online-party.ts", import.meta.url);
/** Runs before the measured ones. Without them the figures would contain the compiler's work. */
const WARM_UP = 1;

const casesOf = (quick: boolean): Case[] => {
  const count = quick ? 10_000 : 1_000_000;
  const rounds = quick ? 500 : 20_000;
  return [
    ["multiply/n2", 2, { work: "multiply", count, vector: count }],
    ["multiply-ten-vectors/n2", 2, { work: "multiply", count, vector: count / 10 }],
    ["open/n2", 2, { work: "open", count, vector: count }],
    ["rounds/n2", 2, { work: "rounds", count: rounds, vector: 1 }],
    ["multiply/n3", 3, { work: "multiply", count, vector: count }],
    ["rounds/n3", 3, { work: "rounds", count: rounds, vector: 1 }],
  ];
};

/** The cases multiply/n2|n3, open/n2, rounds/n2|n3, and multiply-ten-vectors/n2, all per second. */
export async function run({ runs, quick = false, only = "" }: BenchOptions) {
  const out: Measurement[] = [];
  const cases = casesOf(quick).filter(([name]) => name.includes(only));
  for (const n of [2, 3]) {
    const own = cases.filter(([, parties]) => parties === n);
    if (own.length === 0) continue;
    const names = Array.from({ length: n }, (_, k) => `party${k}`);
    const processes = await startProcesses<Task>(PARTY, names);
    try {
      for (const [name, , task] of own) {
        const rates: number[] = [];
        for (let k = -WARM_UP; k < runs; k++) {
          const label = `${name.replace("/", " ")} ${k}`;
          const ms = await processes.measure({ ...task, label });
          if (k >= 0) rates.push((1000 * task.count) / ms);
        }
        out.push(measurement("online", name, n, "per second", rates));
      }
    } finally {
      processes.end();
    }
  }
  return out;
}
