/** Chooses the testbed of a cell: the first that takes it, networks of processes before virtual ones. */

import { availableParallelism } from "node:os";
import type { PlannedCell } from "../config/cells.ts";
import { isUnshaped } from "../config/network-spec.ts";
import type { Experiment } from "../config/read.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";
import type { NetworkKind, RunSpec, Testbed } from "./testbed.ts";

/** What all runs of a cell have in common. */
export type CellSpec = Omit<RunSpec, "repetition" | "seed">;

export type Choice =
  | { readonly testbed: Testbed; readonly spec: CellSpec }
  /** Why no testbed takes it; `spec` is that of the first kind that was tried. */
  | { readonly testbed: null; readonly spec: CellSpec; readonly reason: string };

/** A cell, and the testbed that makes its runs. */
export interface ReadyCell {
  readonly cell: Cell;
  readonly spec: CellSpec;
  readonly testbed: Testbed;
}

export interface OmittedCell {
  readonly cell: Cell;
  readonly network: NetworkRecord;
  readonly reason: string;
}

export interface Machine {
  readonly testbeds: readonly Testbed[];
  /** Cores of this machine. All parties share it unless a testbed gives each its own machine. */
  readonly cores: number;
}

/** Cores that processes of this machine may use at once. */
export const coresHere = (): number => availableParallelism();

export function chooseTestbed(
  experiment: Experiment,
  planned: PlannedCell,
  machine: Machine,
): Choice {
  const { cell, network } = planned;
  const { virtual } = experiment.config;
  const specOf = (kind: NetworkKind): CellSpec => ({
    program: experiment.program,
    args: cell.args,
    network,
    comparisons: experiment.config.comparisons,
    kind,
    virtual: { compute: network.compute ?? virtual.compute, coresPerHost: virtual.coresPerHost },
    deadlineMs: experiment.deadlineMs,
  });
  const isCluster = machine.testbeds.some(({ kinds }) => kinds.includes("cluster"));
  const kinds = kindsFor(planned, virtual.when, isCluster ? Infinity : machine.cores).map((kind) =>
    isCluster && kind === "localhost" && network.kind !== "localhost" ? "cluster" : kind,
  );
  const reasons: string[] = [];
  for (const kind of kinds) {
    const spec = specOf(kind);
    const able = machine.testbeds.filter((testbed) => testbed.kinds.includes(kind));
    if (able.length === 0) reasons.push(`no testbed here makes ${kind} networks`);
    for (const testbed of able) {
      const reason = testbed.refuse(cell, { ...spec, repetition: 0, seed: "" });
      if (reason === null) return { testbed, spec };
      reasons.push(`${testbed.name}: ${reason}`);
    }
  }
  return { testbed: null, spec: specOf(kinds[0]!), reason: [...new Set(reasons)].join("; ") };
}

/** In the order in which they are tried. In the clear nothing is sent, so that a run needs no network of processes. */
export function kindsFor(
  { cell, network }: PlannedCell,
  when: Experiment["config"]["virtual"]["when"],
  cores: number,
): readonly NetworkKind[] {
  const inVirtualTime =
    network.kind === "virtual" ||
    (network.kind === "auto" &&
      (when === "always" || (when === "parties > cores" && cell.parties > cores)));
  if (cell.security === "plain") return inVirtualTime ? ["virtual", "localhost"] : ["localhost"];
  if (inVirtualTime) return ["virtual"];
  if (network.kind !== "auto") return [network.kind as NetworkKind];
  const real = isUnshaped(network) ? "localhost" : "shaped";
  return when === "never" ? [real] : [real, "virtual"];
}
