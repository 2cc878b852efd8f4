/** What makes a run: the runner knows testbeds by this alone, and takes the first that does not refuse. */
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

/** How virtual time is made of computation; only testbeds of kind "virtual" look at it. */
export interface VirtualOptions {
  readonly compute: "measured" | "model";
  readonly coresPerHost: number;
}

/** What a cell says of one run, resolved: testbeds look nothing up in configs. */
export interface RunSpec {
  /** The name of a program that ships, or an absolute path. */
  readonly program: string;
  /** Alike at all parties. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly network: NetworkSpec;
  /** How the runner wants the network made: one of the testbed's kinds. */
  readonly kind: NetworkKind;
  readonly virtual: VirtualOptions;
  /** From 0 on; negative for warm-ups. */
  readonly repetition: number;
  /** Of this run alone: equal seeds give equal jitter and equal model times. Never secrets. */
  readonly seed: string;
  /** A silent peer is given up after so long; never below what the network's latency needs. */
  readonly deadlineMs: number;
  /** A line for whoever watches: what a process says, e.g. "P0 is process 123". */
  readonly onLine?: (line: string) => void;
}

/** What a run came to: the part of its record that only the testbed knows. */
export interface RunOutcome {
  readonly status: "ok" | "failed";
  /** In one line; null if ok. */
  readonly reason: string | null;
  readonly labels: readonly string[];
  readonly network: NetworkRecord;
  /** What the program returned at P0, as JSON has it. */
  readonly result: RunRecord["result"];
  /** In order; empty where a run failed before there was anything to count. */
  readonly parties: readonly PartyRecord[];
  readonly dealer: PartyRecord | null;
  readonly budget: readonly string[];
  /** Where members have machines of their own. */
  readonly hosts?: readonly HostRecord[];
}

export interface Testbed {
  readonly name: string;
  /** Networks it can make, as `spec.kind` names them. */
  readonly kinds: readonly NetworkKind[];
  /**
   * Why it cannot do this here, in one line for the user ("ablations: no testbed here can leave out …",
   * "shaped: needs root"), or null. Cheap, and without side effects: asked for every cell before anything runs.
   */
  refuse(cell: Cell, spec: RunSpec): string | null;
  /**
   * One run, from starting processes to having ended them: nothing is left of it, however it ends. What goes
   * wrong in it is an outcome of status "failed".
   * @throws Interrupted once `signal` is aborted.
   */
  run(cell: Cell, spec: RunSpec, signal: AbortSignal): Promise<RunOutcome>;
}
