/** How far a fill is: per kind what is laid down, of how much, and how fast. */
export class FillProgress {
  readonly #log: Log;
  readonly #live: boolean;
  readonly #kinds = new Map<string, { since: number; done: number; ms: number }>();
  #last = performance.now();
  #shown = false;

  constructor(log: Log, quiet: boolean) {
    this.#log = log;
    this.#live = !quiet && process.stderr.isTTY === true && process.env.TERM !== "dumb";
  }

  batch = (kind: string, done: number, count: number): void => {
    const now = performance.now();
    const known = this.#kinds.get(kind) ?? { since: this.#last, done: 0, ms: 0 };
    this.#last = now;
    this.#kinds.set(kind, { ...known, done, ms: now - known.since });
    const line = `${kind}: ${done} of ${count}, ${Math.round((1000 * done) / (now - known.since))} per second`;
    if (this.#live) process.stderr.write(`\r\u001b[2K${line.slice(0, process.stderr.columns - 1)}`);
    else this.#log.write(done === count ? "info" : "debug", `  ${line}`);
    this.#shown = this.#live;
  };

  /** Items per second by kind. */
  rates(): Record<string, number> {
    return Object.fromEntries([...this.#kinds].map(([k, { done, ms }]) => [k, (1000 * done) / ms]));
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[2K");
    this.#shown = false;
  }
}

/** Where the parties of a run are: one line that changes on a terminal; elsewhere a plain line per phase. */
import type { Phase } from "../host/node/party/statistics.ts";
import type { Log } from "./log.ts";

export class Progress {
  readonly #log: Log;
  readonly #live: boolean;
  readonly #phases = new Map<string, string>();
  #stage = "";
  #shown = false;

  constructor(log: Log, quiet: boolean) {
    this.#log = log;
    this.#live = !quiet && process.stderr.isTTY === true && process.env.TERM !== "dumb";
  }

  stage(name: string): void {
    this.clear();
    this.#phases.clear();
    this.#stage = name;
    this.#log.info(`${name} …`);
  }

  phase(who: string, phase: Phase | string): void {
    const first = ![...this.#phases.values()].includes(phase);
    this.#phases.set(who, phase);
    if (this.#live) {
      const where = [...this.#phases].map(([name, at]) => `${name} ${at}`).join("  ");
      const line = `${this.#stage && `${this.#stage}: `}${where}`.slice(
        0,
        process.stderr.columns - 1,
      );
      process.stderr.write(`\r\u001b[2K${line}`);
      this.#shown = true;
    } else this.#log.write(first ? "info" : "debug", `  ${who} ${phase}`);
  }

  /** Before anything else is written. */
  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[2K");
    this.#shown = false;
  }
}
