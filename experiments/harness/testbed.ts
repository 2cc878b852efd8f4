/** A testbed makes runs. The runner uses only this interface, and takes the first testbed that does not refuse. */
import type { ComparisonsWish } from "../../run/choose-comparisons.ts";
import type { NetworkSpec } from "../config/network-spec.ts";
import type {
  Cell,
  HostRecord,
  NETWORK_KINDS,
  NetworkRecord,
  PartyRecord,
  RunRecord,
} from "../records/record.ts";

export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** How computation becomes virtual time. Only testbeds of kind "virtual" use it. */
export interface VirtualOptions {
  readonly compute: "measured" | "model";
  readonly coresPerHost: number;
}

/** What a cell says about one run, resolved, so that testbeds look nothing up in configs. */
export interface RunSpec {
  /** The name of a program that ships, or an absolute path. */
  readonly program: string;
  /** Equal at all parties. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly network: NetworkSpec;
  readonly comparisons: ComparisonsWish;
  /** How the network is to be made; one of the testbed's kinds. */
  readonly kind: NetworkKind;
  readonly virtual: VirtualOptions;
  /** From 0 on; negative for warm-ups. */
  readonly repetition: number;
  /** The seed of this run. Equal seeds give equal jitter and equal model times. Secrets never come from it. */
  readonly seed: string;
  /** A peer that is silent for so long is given up. It is never below what the network's latency needs. */
  readonly deadlineMs: number;
  /** Called with what a process says, one line for the user, e.g. "P0 is process 123". */
  readonly onLine?: (line: string) => void;
}

/** The part of a run's record that only the testbed knows. */
export interface RunOutcome {
  readonly status: "ok" | "failed";
  /** Why it failed, in one line; null if ok. */
  readonly reason: string | null;
  readonly labels: readonly string[];
  readonly network: NetworkRecord;
  /** What the program returned at P0, as JSON. */
  readonly result: RunRecord["result"];
  /** In order; empty if a run failed before there was anything to count. */
  readonly parties: readonly PartyRecord[];
  readonly dealer: PartyRecord | null;
  readonly budget: readonly string[];
  /** The machines of the members, if each has its own. */
  readonly hosts?: readonly HostRecord[];
}

/** Carries out the cells of experiments, in processes, in virtual time, or on a cluster. */
export interface Testbed {
  readonly name: string;
  /** The networks that it can make, as `spec.kind` names them. */
  readonly kinds: readonly NetworkKind[];
  /**
   * Why it cannot do this here, in one line for the user ("ablations: no testbed here can leave out …",
   * "shaped: needs root"), or null. It is called for every cell before anything runs, so it is cheap and has no side
   * effects.
   */
  refuse(cell: Cell, spec: RunSpec): string | null;
  /**
   * Makes one run, from the start of processes to their end. Nothing is left of it, however it ends. If something goes
   * wrong in it, the outcome has the status "failed".
   * @throws Interrupted once `signal` is aborted.
   */
  run(cell: Cell, spec: RunSpec, signal: AbortSignal): Promise<RunOutcome>;
}
