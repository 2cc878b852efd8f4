/** How far a fill is, and where the parties of a run are. */
import type { Preparation } from "../host/node/party/party.ts";
import type { Phase } from "../host/node/party/statistics.ts";
import { formatLeft } from "./experiment-progress.ts";
import type { Log } from "./log.ts";
import { StatusLine, type Surroundings } from "./status-line.ts";

/** Items of items, rate and time left, from where a kind was first heard of: what came before is not its making. */
class Pace {
  readonly #began = new Map<string, { at: number; done: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** So many were there at this time; heard once. */
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

/** Per kind what is laid down, of how much, how fast, and how long it will take. */
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
    // Connecting and keys are no part of the first kind's making.
    if (this.#kinds.size === 0) this.#pace.begin(kind, done);
    else this.#pace.begin(kind, 0, this.#last);
    const { since } = this.#kinds.get(kind) ?? { since: this.#last };
    this.#last = now;
    this.#kinds.set(kind, { since, done, ms: now - since });
    const words = () => this.#pace.words({ kind, done, count });
    if (!this.#line.live) this.#log.write(done === count ? "info" : "debug", `  ${words()}`);
    this.#line.set(words);
  };

  /** Items per second by kind, from the end of the kind before, or from the start. */
  rates(): Record<string, number> {
    return Object.fromEntries([...this.#kinds].map(([k, { done, ms }]) => [k, (1000 * done) / ms]));
  }

  clear(): void {
    this.#line.end();
  }
}

/** Where the parties of a run are, and how far the material is that is made before its program. */
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

  /** Before anything else is written. */
  clear(): void {
    this.#line.clear();
  }

  /** Nothing goes on any more. */
  end(): void {
    this.#line.end();
    this.#items = new Map();
    this.#pace = new Pace(() => this.#line.now());
  }

  /** "P0 offline  P1 offline: triple: 4096 of 10000, 512 per second, 12 s left": of who has least. */
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
