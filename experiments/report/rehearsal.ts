/**
 * Invents records of an experiment before its first run: every cell once, with meaningless figures. They show which
 * plots can be drawn and which findings can be decided.
 */
import { combinationOf, dealersOf } from "../../host/party/combination.ts";
import { parseKind } from "../../items/kinds.ts";
import { cellsOf, type PlannedCell } from "../config/cells.ts";
import { networkOf } from "../config/network-names.ts";
import { linksOf } from "../config/network-spec.ts";
import type { ExperimentFile } from "../config/schema.ts";
import { kindsFor } from "../harness/choose-testbed.ts";
import type { NetworkKind } from "../harness/testbed.ts";
import {
  type PartyRecord,
  type PhaseRecord,
  RECORD_VERSION,
  type RunRecord,
} from "../records/record.ts";
import { type CellRuns, cellsOf as recordedCells } from "../statistics/cells.ts";

/** A machine or a cluster, as far as it decides which kind of network a cell gets. */
interface Machine {
  readonly cores: number;
  readonly shapes: boolean;
  readonly isCluster: boolean;
}

export type Rehearsal = () => readonly CellRuns[];

/**
 * One rehearsal for each way in which machines may assign kinds of networks to the cells. Each is made when it is
 * called. `metrics` are the names that findings use. Items and result fields among them are assumed to exist.
 */
export function rehearsals(
  config: ExperimentFile,
  metrics: readonly string[],
): readonly Rehearsal[] {
  const planned = cellsOf(config).filter(({ omitted }) => omitted === null);
  const cores = [Number.POSITIVE_INFINITY, 1, ...config.matrix.parties];
  const machines: readonly Machine[] = [
    ...cores.flatMap((c) =>
      [true, false].map((shapes) => ({ cores: c, shapes, isCluster: false })),
    ),
    { cores: Number.POSITIVE_INFINITY, shapes: true, isCluster: true },
  ];
  const ways = new Map(
    machines.map((machine) => {
      const kinds = planned.map((cell) => kindOn(machine, cell, config));
      return [kinds.join(" "), kinds];
    }),
  );
  return [...ways.values()].map((kinds) => {
    let cells: readonly CellRuns[] | null = null;
    const run = (cell: PlannedCell, k: number) => rehearsed(cell, kinds[k]!, k, config, metrics);
    return () => {
      cells ??= recordedCells(planned.map(run));
      return cells;
    };
  });
}

function kindOn(machine: Machine, planned: PlannedCell, { virtual }: ExperimentFile): NetworkKind {
  const kinds = kindsFor(planned, virtual.when, machine.cores);
  const kind = (machine.shapes ? kinds[0] : kinds.at(-1))!;
  const moves = machine.isCluster && kind === "localhost" && planned.network.kind !== "localhost";
  return moves ? "cluster" : kind;
}

function rehearsed(
  { cell, network }: PlannedCell,
  kind: NetworkKind,
  index: number,
  { virtual }: ExperimentFile,
  metrics: readonly string[],
): RunRecord {
  const { parties, security } = cell;
  const members = parties + dealersOf(security);
  const isVirtual = kind === "virtual";
  // In the clear processes send nothing, so that they have no links.
  const links = kind === "localhost" ? networkOf("localhost") : network;
  return {
    version: RECORD_VERSION,
    cell,
    repetition: 0,
    order: index,
    status: "ok",
    reason: null,
    startedAt: "1970-01-01T00:00:00.000Z",
    wallMs: 1,
    load: 0,
    budget: [],
    dealer: null,
    labels: [...combinationOf(security).labels],
    network: {
      name: network.name,
      kind,
      mechanism: "none",
      ...linksOf(links, members),
      compute: isVirtual ? (network.compute ?? virtual.compute) : null,
      coresPerHost: isVirtual ? virtual.coresPerHost : null,
    },
    result: resultOf(metrics),
    parties: [partyOf(security === "plain", members, 1 + index / 7, metrics)],
  };
}

/** `size` differs for every cell, so that no difference of two cells is 0. */
function partyOf(
  inTheClear: boolean,
  members: number,
  size: number,
  metrics: readonly string[],
): PartyRecord {
  const phase = (factor: number): PhaseRecord => {
    const each = Array<number>(members).fill(size * factor);
    return {
      wallMs: size * factor,
      cpuMs: size * factor,
      waitingMs: (size * factor) / 2,
      rounds: size * factor,
      messagesSent: each,
      bytesSent: each,
      bytesReceived: each,
    };
  };
  const made = inTheClear ? {} : itemsOf(metrics, size);
  return {
    party: 0,
    rounds: size,
    cpuMs: size,
    peakMemoryBytes: size,
    made,
    used: made,
    wasted: made,
    phases: {
      ...(inTheClear ? {} : { connect: phase(1), keys: phase(2), offline: phase(3) }),
      online: phase(5),
    },
  };
}

const FIELD = /^result\.(.+)$/;
const ITEM = /^(?:made|used|wasted|madePerSecond|bytesPerItem)\.(.+)$/;

/** Triples, for plots, and the items in `metrics` that are kinds. */
function itemsOf(metrics: readonly string[], count: number): Record<string, number> {
  const asked = metrics.flatMap((name) => ITEM.exec(name)?.[1] ?? []).filter(isKind);
  return Object.fromEntries(["triple", ...asked].map((name) => [name, count]));
}

function isKind(name: string): boolean {
  try {
    return parseKind(name) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Has every result field in `metrics`, because the program's result is not known before a run. */
function resultOf(metrics: readonly string[]): RunRecord["result"] {
  const result: Record<string, unknown> = {};
  for (const name of metrics) {
    const steps = FIELD.exec(name)?.[1]?.split(".") ?? [];
    let at = result;
    for (const step of steps.slice(0, -1)) {
      if (!Object.hasOwn(at, step) || typeof at[step] !== "object") at[step] = {};
      at = at[step] as Record<string, unknown>;
    }
    if (steps.length > 0) at[steps.at(-1)!] = 1;
  }
  return result as RunRecord["result"];
}
