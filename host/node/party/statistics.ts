/** What one party's run cost, phase by phase. */
import { type Traffic, trafficSince, trafficSum } from "../../../network/meter.ts";
import type { RunBudget } from "../../party/budget.ts";
import type { ItemCounts } from "../../party/item-counts.ts";

/** The phases in their order. Checks and outputs are part of online. */
export const PHASES = ["connect", "keys", "offline", "online", "close"] as const;
/** A part of a run, in the order in which they follow one another. */
export type Phase = (typeof PHASES)[number];

/** What figures of the online phase must say if material was made while the program ran. */
export const MADE_ONLINE = "online includes the making of material";

/** What one phase cost one party. */
export interface PhaseCost {
  /** Milliseconds. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The dealer is the peer with number n. */
  readonly traffic: Traffic | null;
}

/** What one party did in a run, phase by phase. */
export interface PartyStatistics extends ItemCounts {
  readonly phases: Partial<Readonly<Record<Phase, PhaseCost>>>;
  /** Dependent rounds of the engine, checks included. */
  readonly rounds: number;
  /** A program took material that was made, or dealt, while it ran. Its online phase contains that time. */
  readonly madeOnline: boolean;
  /** Null at the dealer and in the clear, where there is nothing to account for. */
  readonly budget: RunBudget | null;
  /** Both of the process, so far. */
  readonly peakMemoryBytes: number;
  readonly cpuMs: number;
}

export interface PhaseStart {
  readonly phase: Phase;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Milliseconds of the party's time, real or virtual. */
export interface Clock {
  wall(): number;
  cpu(): number;
}

const PROCESS: Clock = { wall: () => performance.now(), cpu: cpuMs };

/** Measures one phase at a time. */
export class PhaseClock {
  readonly #costs = new Map<Phase, PhaseCost>();
  readonly #begins: (start: PhaseStart) => void;
  readonly #read: () => Traffic | null;
  readonly #clock: Clock;
  #open: { phase: Phase; wall: number; cpu: number; traffic: Traffic | null } | null = null;

  /** `read` returns the traffic so far, or null while there is no transport. */
  constructor(
    read: () => Traffic | null,
    begins: (start: PhaseStart) => void = () => undefined,
    clock: Clock = PROCESS,
  ) {
    this.#read = read;
    this.#begins = begins;
    this.#clock = clock;
  }

  /** Begins `phase` and ends the one before, if there is one. The costs of a phase that comes again are added up. */
  begin(phase: Phase): void {
    this.end();
    const wall = this.#clock.wall();
    this.#open = { phase, wall, cpu: this.#clock.cpu(), traffic: this.#read() };
    this.#begins({ phase, at: performance.timeOrigin + wall });
  }

  end(): void {
    if (this.#open === null) return;
    const { phase, wall, cpu, traffic } = this.#open;
    this.#open = null;
    const now = this.#read();
    const spent = now === null || traffic === null ? now : trafficSince(traffic, now);
    const before = this.#costs.get(phase);
    const earlier = before?.traffic ?? null;
    this.#costs.set(phase, {
      wallMs: this.#clock.wall() - wall + (before?.wallMs ?? 0),
      cpuMs: this.#clock.cpu() - cpu + (before?.cpuMs ?? 0),
      traffic: spent === null || earlier === null ? (spent ?? earlier) : trafficSum(earlier, spent),
    });
  }

  read(): Partial<Record<Phase, PhaseCost>> {
    return Object.fromEntries(this.#costs);
  }
}

/** CPU milliseconds of the whole process, worker threads included. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The cost of this process so far. */
export const processCost = () => ({
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  cpuMs: cpuMs(),
});
