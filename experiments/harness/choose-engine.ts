/** Who makes the runs of a cell: the first engine that takes it, networks of processes before virtual ones. */

import { availableParallelism } from "node:os";
import type { PlannedCell } from "../config/cells.ts";
import { isUnshaped } from "../config/network-spec.ts";
import type { Experiment } from "../config/read.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";
import type { Engine, NetworkKind, RunSpec } from "./engine.ts";

/** All that a run is, but for which of several of its cell. */
export type CellSpec = Omit<RunSpec, "repetition" | "seed">;

export type Choice =
  | { readonly engine: Engine; readonly spec: CellSpec }
  /** Why nobody takes it; `spec` is of the first that was asked. */
  | { readonly engine: null; readonly spec: CellSpec; readonly reason: string };

/** A cell, and who makes its runs. */
export interface ReadyCell {
  readonly cell: Cell;
  readonly spec: CellSpec;
  readonly engine: Engine;
}

export interface OmittedCell {
  readonly cell: Cell;
  readonly network: NetworkRecord;
  readonly reason: string;
}

export interface Machine {
  readonly engines: readonly Engine[];
  /** Of this machine, which all parties share unless an engine gives each its own. */
  readonly cores: number;
}

/** Cores that processes of this machine may use at once. */
export const coresHere = (): number => availableParallelism();

export function chooseEngine(
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
    kind,
    virtual: { compute: network.compute ?? virtual.compute, coresPerHost: virtual.coresPerHost },
    deadlineMs: experiment.deadlineMs,
  });
  const isCluster = machine.engines.some(({ kinds }) => kinds.includes("cluster"));
  const kinds = kindsFor(planned, virtual.when, isCluster ? Infinity : machine.cores).map((kind) =>
    isCluster && kind === "localhost" && network.kind !== "localhost" ? "cluster" : kind,
  );
  const reasons: string[] = [];
  for (const kind of kinds) {
    const spec = specOf(kind);
    const able = machine.engines.filter((engine) => engine.kinds.includes(kind));
    if (able.length === 0) reasons.push(`no engine here makes ${kind} networks`);
    for (const engine of able) {
      const reason = engine.refuse(cell, { ...spec, repetition: 0, seed: "" });
      if (reason === null) return { engine, spec };
      reasons.push(`${engine.name}: ${reason}`);
    }
  }
  return { engine: null, spec: specOf(kinds[0]!), reason: [...new Set(reasons)].join("; ") };
}

/** In the order in which they are tried. In the clear nothing is sent: no network of processes is needed. */
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
