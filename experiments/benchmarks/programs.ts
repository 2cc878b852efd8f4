/** Small programs with everything that they spend, by LowGear: seconds of all of it, and of the online phase alone. */
import { measureCases, type PartyCase } from "./cases-of-parties.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import type { Task, Work } from "./program-party.ts";

const PARTY = new URL("./program-party.ts", import.meta.url);

/** The cases NAME/n2/all, keys excluded, and NAME/n2/online. */
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
    return measureCases(bench, PARTY, cases, options);
  };
