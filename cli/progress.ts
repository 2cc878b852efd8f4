/** Shows how far a fill is, and in which phase the parties of a run are. */
import type { Preparation } from "../host/node/party/party.ts";
import type { Phase } from "../host/node/party/statistics.ts";
import { formatLeft } from "./experiment-progress.ts";
import type { Log } from "./log.ts";
import { StatusLine, type Surroundings } from "./status-line.ts";

/** How many items of a kind are made, the rate, and the time left. It measures from the first report of the kind. */
class Pace {
  readonly #began = new Map<string, { at: number; done: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `done` items were there at the time `at`, in milliseconds. Only the first call for a kind counts. */
  begin(kind: string, done = 0, at = this.#now()): void {
    if (!this.#began.has(kind)) this.#began.set(kind, { at, done });
  }

  words({ kind, done, count }: Preparation): string {
    const base = `${kind}: ${done} of ${count}`;
    const first = this.#began.get(kind);
    const ms = first === undefined ? 0 : this.#now() - first.at;
    const made = done - (first?.done ?? 0);
    if (made <= 0 || ms <= 0) return base;
    const left = done < count ? `, ${formatLeft(((count - done) * ms) / made)} left` : "";
    return `${base}, ${Math.round((1000 * made) / ms)} per second${left}`;
  }
}

/** Shows for each kind how many items are stored, of how many, at which rate, and the time left. */
export class FillProgress {
  readonly #log: Log;
  readonly #line: StatusLine;
  readonly #pace: Pace;
  readonly #kinds = new Map<string, { since: number; done: number; ms: number }>();
  #last: number;

  constructor(log: Log, quiet: boolean, around?: Surroundings) {
    this.#log = log;
    this.#line = new StatusLine(log, quiet, around);
    this.#pace = new Pace(() => this.#line.now());
    const began = this.#line.now();
    this.#last = began;
    this.#line.set(
      () => `connecting, and making keys, for ${formatLeft(this.#line.now() - began)}`,
    );
  }

  batch = (kind: string, done: number, count: number): void => {
    const now = this.#line.now();
    // The time for connecting and for keys does not belong to the first kind.
    if (this.#kinds.size === 0) this.#pace.begin(kind, done);
    else this.#pace.begin(kind, 0, this.#last);
    const { since } = this.#kinds.get(kind) ?? { since: this.#last };
    this.#last = now;
    this.#kinds.set(kind, { since, done, ms: now - since });
    const words = () => this.#pace.words({ kind, done, count });
    if (!this.#line.live) this.#log.write(done === count ? "info" : "debug", `  ${words()}`);
    this.#line.set(words);
  };

  /** Items per second by kind. Its time begins with the last batch of the kind before, or at the start. */
  rates(): Record<string, number> {
    return Object.fromEntries([...this.#kinds].map(([k, { done, ms }]) => [k, (1000 * done) / ms]));
  }

  clear(): void {
    this.#line.end();
  }
}

/** Shows the phases of the parties of a run, and how much is made of the material before the program starts. */
export class Progress {
  readonly #log: Log;
  readonly #line: StatusLine;
  readonly #phases = new Map<string, { phase: string; since: number }>();
  #pace: Pace;
  #items = new Map<string, Preparation>();
  #stage = "";

  constructor(log: Log, quiet: boolean, around?: Surroundings) {
    this.#log = log;
    this.#line = new StatusLine(log, quiet, around);
    this.#pace = new Pace(() => this.#line.now());
  }

  stage(name: string): void {
    this.end();
    this.#phases.clear();
    this.#stage = name;
    this.#log.info(`${name} …`);
  }

  phase(who: string, phase: Phase | string): void {
    const first = ![...this.#phases.values()].some((known) => known.phase === phase);
    this.#phases.set(who, { phase, since: this.#line.now() });
    this.#items.delete(who);
    if (!this.#line.live) this.#log.write(first ? "info" : "debug", `  ${who} ${phase}`);
    this.#line.set(() => this.#words());
  }

  items(who: string, now: Preparation): void {
    this.#pace.begin(now.kind);
    this.#items.set(who, now);
    this.#line.set(() => this.#words());
  }

  /** To be called before anything else is written. */
  clear(): void {
    this.#line.clear();
  }

  /** To be called when nothing goes on any more. */
  end(): void {
    this.#line.end();
    this.#items = new Map();
    this.#pace = new Pace(() => this.#line.now());
  }

  /** "P0 offline  P1 offline: triple: 4096 of 10000, 512 per second, 12 s left", for the party that has fewest. */
  #words(): string {
    const since = Math.max(...[...this.#phases.values()].map((known) => known.since));
    const where = [...this.#phases].map(([who, { phase }]) => `${who} ${phase}`).join("  ");
    const [least] = [...this.#items.values()].sort((a, b) => a.done - b.done);
    const how =
      least === undefined
        ? this.#line.live
          ? ""
          : ` for ${formatLeft(this.#line.now() - since)}`
        : `: ${this.#pace.words(least)}`;
    return `${this.#stage && `${this.#stage}: `}${where}${how}`;
  }
}
