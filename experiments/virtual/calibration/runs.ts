/** Whole runs between two parties: the time they take, and the part of it that operations and slices account for. */
import { dealersOf } from "../../../host/party/combination.ts";
import type { LocalRun } from "../../../run/outcome.ts";
import { linksOf } from "../../config/network-spec.ts";
import type { CostModel } from "../cost-model.ts";
import { type SimulationOptions, simulate } from "../simulate.ts";
import type { WholeRun } from "./remainder.ts";

/** A run whose time goes mostly into operations (long vectors), or into waking up (many rounds). */
export interface CalibrationRun {
  readonly security: SimulationOptions["security"];
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
}

const NONE = {
  name: "none",
  kind: "virtual",
  latencyMs: 0,
  bandwidthMbit: null,
  jitterMs: 0,
  links: null,
  slow: null,
  compute: null,
} as const;
const PARTIES = 2;

const rounds = { length: 1, rounds: 1500 };

/** They have the sizes of ordinary runs, so that they include as much compilation. */
export const RUNS: readonly CalibrationRun[] = [
  { security: "spdz+dealer", program: "dependent-products", args: rounds },
  { security: "additive+dealer", program: "dependent-products", args: rounds },
  { security: "spdz+dealer", program: "inner-product", args: { length: 100_000 } },
  { security: "additive+dealer", program: "inner-product", args: { length: 100_000 } },
  { security: "additive+semi-honest-he", program: "inner-product", args: { length: 100_000 } },
  { security: "spdz+lowgear", program: "inner-product", args: { length: 100_000 } },
];

export const run = (
  { security, program, args }: CalibrationRun,
  options: Pick<SimulationOptions, "compute" | "model"> & Partial<SimulationOptions>,
): Promise<LocalRun> =>
  simulate({
    security,
    program,
    args,
    parties: PARTIES,
    slow: null,
    coresPerHost: 1,
    links: linksOf(NONE, PARTIES + dealersOf(security)),
    seed: "calibration",
    ...options,
  });

/** Nanoseconds of computation of all members together. @throws Error if the run failed. */
export const busyNs = ({ parties, dealer, exitCode }: LocalRun): number => {
  if (exitCode !== 0)
    throw new Error(`a calibration run failed: ${JSON.stringify(parties[0]?.error)}`);
  const all = dealer === null ? parties : [...parties, dealer];
  return all.reduce((sum, { statistics }) => sum + (statistics?.cpuMs ?? 0) * 1e6, 0);
};

/** What a model predicts without setup, messages, slices and overhead; how many slices there were, and bytes sent. */
export async function predicted(
  which: CalibrationRun,
  model: CostModel,
): Promise<Omit<WholeRun, "name" | "took">> {
  const nothing = { fixed: 0, perUnit: 0 };
  const nil = { sending: nothing, receiving: nothing, setup: nothing, slice: 0, overhead: 1 };
  const bare = { ...model, ...nil };
  const operations = busyNs(await run(which, { compute: "model", model: bare }));
  const counted = await run(which, { compute: "model", model: { ...bare, slice: 1000 } });
  const slices = Math.round((busyNs(counted) - operations) / 1000);
  return { operations, slices, bytes: bytesSent(counted) };
}

function bytesSent({ parties, dealer }: LocalRun): number {
  const all = dealer === null ? parties : [...parties, dealer];
  const phases = all.flatMap(({ statistics }) => Object.values(statistics?.phases ?? {}));
  return phases
    .flatMap(({ traffic }) => traffic?.bytesSent ?? [])
    .reduce((sum, bytes) => sum + bytes, 0);
}
