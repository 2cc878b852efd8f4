/** Makes a record, one line of `runs.jsonl`, of a run or of a cell that is left out. */
import { loadavg } from "node:os";
import { combinationOf, dealersOf } from "../../host/party/combination.ts";
import { failureOf, Interrupted } from "../../run/exit-code.ts";
import { linksOf } from "../config/network-spec.ts";
import {
  type Cell,
  type NetworkRecord,
  RECORD_VERSION,
  type RunRecord,
} from "../records/record.ts";
import type { CellSpec, OmittedCell, ReadyCell } from "./choose-testbed.ts";
import type { OrderedRun } from "./order.ts";
import type { RunOutcome } from "./testbed.ts";

export interface RunOptions {
  /** The config's seed. */
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Makes the run. A failure becomes part of the record. @throws Interrupted. */
export async function recordRun(
  { cell: { cell, spec, testbed }, repetition, order }: OrderedRun<ReadyCell>,
  { seed, signal, onLine }: RunOptions,
): Promise<RunRecord> {
  const startedAt = new Date().toISOString();
  const load = loadavg()[0]!;
  const begun = performance.now();
  const run = { ...spec, repetition, seed: `${seed}/${cell.id}/${repetition}`, onLine };
  const outcome = await testbed.run(cell, run, signal).catch((error: unknown): RunOutcome => {
    const { code, message } = failureOf(error);
    return { ...nothing(cell, wishedNetwork(cell, spec)), reason: `${code}: ${message}` };
  });
  // A run that was interrupted did not fail.
  if (signal.aborted && outcome.status === "failed") throw new Interrupted("interrupted");
  const { labels, parties, budget, hosts, ...rest } = outcome;
  return {
    version: RECORD_VERSION,
    cell,
    repetition,
    order,
    startedAt,
    load,
    ...rest,
    labels: [...labels],
    parties: [...parties],
    budget: [...budget],
    ...(hosts && { hosts: [...hosts] }),
    wallMs: performance.now() - begun,
  };
}

/** The record of a run of which only the reason of its failure is known. */
export const recordLoss = (
  { cell: { cell, spec }, repetition, order }: OrderedRun<ReadyCell>,
  reason: string,
): RunRecord => ({
  version: RECORD_VERSION,
  cell,
  repetition,
  order,
  ...nothing(cell, wishedNetwork(cell, spec)),
  reason,
  startedAt: new Date().toISOString(),
  wallMs: 0,
  load: loadavg()[0]!,
});

export const recordOmission = ({ cell, network, reason }: OmittedCell): RunRecord => ({
  version: RECORD_VERSION,
  cell,
  repetition: 0,
  order: 0,
  ...nothing(cell, network),
  status: "omitted",
  reason,
  startedAt: new Date().toISOString(),
  wallMs: 0,
  load: loadavg()[0]!,
});

/** The network that the cell asks for. */
export function wishedNetwork(cell: Cell, { kind, network, virtual }: CellSpec): NetworkRecord {
  const isVirtual = kind === "virtual";
  return {
    name: network.name,
    kind,
    mechanism: "none",
    ...linksOf(network, cell.parties + dealersOf(cell.security)),
    compute: isVirtual ? virtual.compute : null,
    coresPerHost: isVirtual ? virtual.coresPerHost : null,
  };
}

const nothing = (cell: Cell, network: NetworkRecord) => ({
  status: "failed" as const,
  network,
  result: null,
  labels: [...combinationOf(cell.security).labels],
  parties: [],
  dealer: null,
  budget: [],
});
