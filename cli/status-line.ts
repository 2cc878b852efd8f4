/**
 * One line that says what goes on. On a terminal it changes in place. Elsewhere it is written again every ten seconds,
 * whether or not anything has changed, so that a log also shows that work goes on.
 */
import type { Log } from "./log.ts";

const EVERY_MS = 10_000;

export interface Surroundings {
  /** Null if there is no terminal. */
  readonly columns: number | null;
  write(text: string): void;
  /** Milliseconds. */
  now(): number;
  /** Calls `tick` every `ms` milliseconds, until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

const HERE: Surroundings = {
  get columns() {
    const live = process.stderr.isTTY === true && process.env.TERM !== "dumb";
    return live ? process.stderr.columns : null;
  },
  write: (text) => void process.stderr.write(text),
  now: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms).unref();
    return () => clearInterval(timer);
  },
};

export class StatusLine {
  readonly #log: Log;
  readonly #around: Surroundings;
  readonly #columns: number | null;
  #text: (() => string) | null = null;
  #shown = false;
  #stop: (() => void) | null = null;

  /** `quiet`: show no line that changes on a terminal. */
  constructor(log: Log, quiet: boolean, around: Surroundings = HERE) {
    this.#log = log;
    this.#around = around;
    this.#columns = quiet ? null : around.columns;
  }

  get live(): boolean {
    return this.#columns !== null;
  }

  now(): number {
    return this.#around.now();
  }

  /** Sets what goes on from here. `text` is called each time the line is shown. */
  set(text: () => string): void {
    this.#text = text;
    if (this.live) this.#show();
    else this.#stop ??= this.#around.every(EVERY_MS, () => this.#repeat());
  }

  /** To be called before anything else is written. */
  clear(): void {
    if (this.#shown) this.#around.write("\r\u001b[2K");
    this.#shown = false;
  }

  /** To be called when nothing goes on any more. */
  end(): void {
    this.clear();
    this.#text = null;
    this.#stop?.();
    this.#stop = null;
  }

  #show(): void {
    this.#around.write(`\r\u001b[2K${this.#text!().slice(0, this.#columns! - 1)}`);
    this.#shown = true;
  }

  #repeat(): void {
    if (this.#text !== null) this.#log.info(`  ${this.#text()}`);
  }
}
