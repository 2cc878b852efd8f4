/** Cases of benchmarks whose parties are processes: each a task of all of them, run after run. */
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import { startProcesses } from "./processes.ts";
import type { Task, Work } from "./program-party.ts";

export interface PartyCase<Task> {
  readonly name: string;
  readonly n: number;
  readonly unit: string;
  readonly task: Omit<Task, "label">;
  /** From what the slowest party, or the one with most of it, answers. */
  readonly figureOf: (answer: number) => number;
}

/** Runs before the measured ones: the compiler's work is no part of a steady rate. */
const WARM_UP = 1;

/** All cases whose names contain `only`, those of equally many parties in the same processes of `party`. */
export async function measureCases<Task extends { readonly label: string }>(
  bench: string,
  party: URL,
  cases: readonly PartyCase<Task>[],
  { runs, only = "" }: BenchOptions,
): Promise<Measurement[]> {
  const out: Measurement[] = [];
  const wanted = cases.filter(({ name }) => name.includes(only));
  for (const n of new Set(wanted.map((one) => one.n))) {
    const names = Array.from({ length: n }, (_, k) => `party${k}`);
    const processes = await startProcesses<Task>(party, names);
    try {
      for (const one of wanted.filter((c) => c.n === n)) {
        const values: number[] = [];
        for (let k = -WARM_UP; k < runs; k++) {
          const label = `${one.name.replaceAll("/", " ")} ${k + WARM_UP}`;
          const answer = await processes.measure({ ...one.task, label } as Task);
          if (k >= 0) values.push(one.figureOf(answer));
        }
        out.push(measurement(bench, one.name, n, one.unit, values));
      }
    } finally {
      processes.end();
    }
  }
  return out;
}

const PROGRAM_PARTY = new URL("./program-party.ts", import.meta.url);

/**
 * Small programs with everything that they spend, by LowGear: the cases NAME/n2/all, keys excluded, and NAME/n2/online,
 * in seconds.
 */
export const programCases =
  (name: string, work: Work, size: number) =>
  (bench: string, options: BenchOptions): Promise<Measurement[]> => {
    const cases = (["all", "online"] as const).map(
      (span): PartyCase<Task> => ({
        name: `${name}/n2/${span}`,
        n: 2,
        unit: "seconds",
        task: { work, size, span },
        figureOf: (ms) => ms / 1000,
      }),
    );
    return measureCases(bench, PROGRAM_PARTY, cases, options);
  };
