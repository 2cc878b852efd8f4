/**
 * Counts the rounds that the engine's loop (rounds.ts) would have, and what they would send. Carries out none.
 *
 *   invariant  rounds, checks, echoes and bytes are those of rounds.ts; its `#turn` and `#round` are `#count` and
 *              `#round` here
 */
import { ELEMENT_BYTES } from "../algebra/field.ts";
import { echoTraffic } from "../protocols/echo.ts";
import { macCheckTraffic } from "../protocols/mac-check.ts";
import type { Routing } from "../protocols/open.ts";
import { recordBytes } from "../protocols/opening-record.ts";
import { openingTraffic } from "../protocols/opening-traffic.ts";
import { type LinkTraffic, type PeerTraffic, TrafficSum } from "../protocols/traffic.ts";
import { HEADER_BYTES } from "./round-message.ts";

/** What an owner tells all in a round. */
export interface PlannedBroadcast {
  readonly owner: number;
  /** Elements. */
  readonly count: number;
}

/** One operation's part in one round. */
interface Planned {
  readonly opens: number;
  readonly isOutput: boolean;
  readonly broadcast: PlannedBroadcast | null;
  readonly settle: () => void;
}

export interface PlannedRoundsOptions {
  readonly n: number;
  readonly routing: Routing;
  /** Whether there are MACs, and so checks. */
  readonly authenticated: boolean;
  /** As the engine's. */
  readonly checkEvery: number;
  /** A later turn of the event loop. */
  readonly turn: (callback: () => void) => void;
}

/** Elements that are in memory because they were opened. */
export interface OpenedAtOnce {
  /** The most that wait for a check; 0 without MACs. */
  readonly unchecked: number;
  /** Of the longest round. */
  readonly round: number;
}

/** The most bytes that opened values, and what their check needs, take of a party. */
export const openedBytes = ({ unchecked, round }: OpenedAtOnce): number =>
  Math.max(recordBytes(unchecked), ELEMENT_BYTES * round);

export class PlannedRounds {
  readonly #options: PlannedRoundsOptions;
  readonly #traffic: TrafficSum;
  readonly #check: PeerTraffic;
  readonly #echo: PeerTraffic;
  #queue: Planned[] = [];
  #looping = false;
  #unchecked = 0;
  #rounds = 0;
  #elements = 0;
  #checks = 0;
  #mostUnchecked = 0;
  #longest = 0;

  constructor(options: PlannedRoundsOptions) {
    this.#options = options;
    this.#traffic = new TrafficSum(options.n);
    this.#check = macCheckTraffic(options.n);
    this.#echo = echoTraffic(options.n);
  }

  get counts(): { readonly rounds: number; readonly elements: number; readonly checks: number } {
    return { rounds: this.#rounds, elements: this.#elements, checks: this.#checks };
  }

  /** Elements opened that no check covers. */
  get unchecked(): number {
    return this.#unchecked;
  }

  get atOnce(): OpenedAtOnce {
    return { unchecked: this.#mostUnchecked, round: this.#longest };
  }

  /** What was sent so far. */
  traffic(): LinkTraffic {
    return this.#traffic.read();
  }

  /** Part of the next round; resolves when that would be over. */
  run(opens: number, isOutput = false, broadcast: PlannedBroadcast | null = null): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ opens, isOutput, broadcast, settle: resolve });
      if (!this.#looping) this.#next();
    });
  }

  #next(): void {
    this.#looping = true;
    this.#options.turn(() => {
      const jobs = this.#queue;
      this.#queue = [];
      this.#looping = jobs.length > 0;
      if (!this.#looping) return;
      this.#count(jobs);
      for (const { settle } of jobs) settle();
      this.#next();
    });
  }

  #count(jobs: readonly Planned[]): void {
    const outputs = jobs.filter((job) => job.isOutput);
    // An output that something unchecked precedes is announced in a round of its own.
    if (outputs.length < jobs.length || this.#unchecked > 0)
      this.#round(jobs.filter((job) => !job.isOutput));
    if (this.#unchecked >= this.#options.checkEvery) this.#accept();
    if (outputs.length === 0) return;
    this.#accept();
    this.#round(outputs);
    this.#accept();
  }

  #round(jobs: readonly Planned[]): void {
    const { n, routing, authenticated } = this.#options;
    const elements = jobs.reduce((sum, { opens }) => sum + opens, 0);
    const told = jobs.flatMap(({ broadcast }) => (broadcast === null ? [] : [broadcast]));
    const riders = Array<number>(n).fill(0);
    for (const { owner, count } of told) riders[owner]! += ELEMENT_BYTES * count;
    const sizes = { routing, before: this.#rounds, header: HEADER_BYTES, elements, riders };
    this.#traffic.add(openingTraffic(sizes));
    if (told.length > 0) this.#traffic.addAlike(this.#echo);
    this.#rounds++;
    this.#elements += elements;
    this.#longest = Math.max(this.#longest, elements);
    if (authenticated) this.#unchecked += elements;
    this.#mostUnchecked = Math.max(this.#mostUnchecked, this.#unchecked);
  }

  #accept(): void {
    if (this.#unchecked === 0) return;
    this.#unchecked = 0;
    this.#checks++;
    this.#traffic.addAlike(this.#check);
  }
}
