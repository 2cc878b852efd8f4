/** Cases of benchmarks whose parties are processes. A case is a task that all parties do, run after run. */
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import { startProcesses } from "./processes.ts";
import type { Span, Task } from "./program-party.ts";

export interface PartyCase<Task> {
  readonly name: string;
  readonly n: number;
  readonly unit: string;
  /** Takes many minutes: one run, whatever is asked for, and none before it. */
  readonly once?: true;
  readonly task: Omit<Task, "label">;
  /** Makes the figure from the largest answer: that of the slowest party, or of the one with most bytes. */
  readonly figureOf: (answer: number) => number;
}

/** Runs before the measured ones. Without them the figures would contain the compiler's work. */
const WARM_UP = 1;

/** Measures all cases whose names contain `only`. Cases of equally many parties share the processes of `party`. */
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
        const [first, last] = one.once ? [0, 1] : [-WARM_UP, runs];
        for (let k = first; k < last; k++) {
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
 * A small program with everything that it spends, made by LowGear: the cases NAME/all, without keys, NAME/online, and others
 * of program-party.ts, in seconds.
 */
export const programCases = (
  name: string,
  task: Omit<Task, "label" | "span">,
  spans: readonly Span[] = ["all", "online"],
): PartyCase<Task>[] =>
  spans.map((span) => ({
    name: `${name}/${span}`,
    n: 2,
    unit: "seconds",
    task: { ...task, span },
    figureOf: (ms) => ms / 1000,
  }));

export const measurePrograms = (
  bench: string,
  cases: readonly PartyCase<Task>[],
  options: BenchOptions,
): Promise<Measurement[]> => measureCases(bench, PROGRAM_PARTY, cases, options);
