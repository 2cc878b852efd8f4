/** Counts the rounds that the engine's loop (rounds.ts) would have. Carries out none. */

/** One operation's part in one round. */
interface Planned {
  readonly opens: number;
  readonly isOutput: boolean;
  readonly settle: () => void;
}

export interface PlannedRoundsOptions {
  /** Whether there are MACs, and so checks. */
  readonly authenticated: boolean;
  /** As the engine's. */
  readonly checkEvery: number;
  /** A later turn of the event loop. */
  readonly turn: (callback: () => void) => void;
}

export class PlannedRounds {
  readonly #options: PlannedRoundsOptions;
  #queue: Planned[] = [];
  #looping = false;
  #unchecked = 0;
  #rounds = 0;
  #elements = 0;
  #checks = 0;

  constructor(options: PlannedRoundsOptions) {
    this.#options = options;
  }

  get counts(): { readonly rounds: number; readonly elements: number; readonly checks: number } {
    return { rounds: this.#rounds, elements: this.#elements, checks: this.#checks };
  }

  /** Part of the next round; resolves when that would be over. */
  run(opens: number, isOutput = false): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ opens, isOutput, settle: resolve });
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
    if (this.#unchecked >= this.#options.checkEvery) this.#check();
    if (outputs.length === 0) return;
    this.#check();
    this.#round(outputs);
    this.#check();
  }

  #round(jobs: readonly Planned[]): void {
    const opened = jobs.reduce((sum, { opens }) => sum + opens, 0);
    this.#rounds++;
    this.#elements += opened;
    if (this.#options.authenticated) this.#unchecked += opened;
  }

  #check(): void {
    if (this.#unchecked === 0) return;
    this.#unchecked = 0;
    this.#checks++;
  }
}
