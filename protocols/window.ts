/**
 * Windows: how far a party sends ahead of what it has received, where all send one another long sequences of large
 * messages. Nobody is sent more than its inbox bears, whoever is slower, and what is awaited never lies behind more than
 * a window of others.
 *
 * A step goes out once so many of everybody's steps before it have come. Who has sent step k has itself received what
 * lies a window before k. So of any peer's messages at most twice the window lies unread: twice `ahead` + 1 steps.
 */
import type { Session } from "../network/session.ts";

/** LOCAL: a step that is waited for so long halves the window; one that comes so soon doubles it. */
const SLOW_MS = 1000;
const QUICK_MS = 250;
/** LOCAL: what a window begins with, before anything is known of links. */
const FIRST_BYTES = 2 ** 20;

/** What one lane of a party has under way, in bytes of one sequence towards one peer. */
export class Window {
  readonly most: number;
  readonly #now: () => number;
  #bytes: number;

  /** `most` bytes at most; however few they are, one step is always sent. `now`: milliseconds. */
  constructor(most: number, now: () => number) {
    this.most = most;
    this.#bytes = Math.min(most, FIRST_BYTES);
    this.#now = now;
  }

  /** How many steps of so many bytes each may be out beyond the one that is waited for. */
  ahead(each: number): number {
    return Math.max(1, Math.floor(this.#bytes / each)) - 1;
  }

  /** Links, or peers, have been so slow that steps go one by one. */
  get slow(): boolean {
    return this.most > 0 && this.#bytes === 0;
  }

  /** Waits for a step of so many bytes, and learns from how long that takes. */
  async take(each: number, receive: () => Promise<unknown>): Promise<void> {
    const since = this.#now();
    await receive();
    const waited = this.#now() - since;
    if (waited > SLOW_MS) this.#bytes = this.#bytes < each ? 0 : Math.floor(this.#bytes / 2);
    else if (waited < QUICK_MS) this.#bytes = Math.min(this.most, Math.max(2 * this.#bytes, each));
  }
}

/** One sequence of steps: each is sent after `room`, and received in order, by `rest` at the latest. */
export class Turns {
  readonly #window: Window;
  readonly #each: number;
  readonly #receive: (step: number) => Promise<unknown>;
  #sent = 0;
  #received = 0;

  /** Steps of `each` bytes a peer; `receive` takes the next one of everybody. */
  constructor(window: Window, each: number, receive: (step: number) => Promise<unknown>) {
    this.#window = window;
    this.#each = each;
    this.#receive = receive;
  }

  /** Resolves when the next step may be sent. */
  async room(): Promise<void> {
    while (this.#sent - this.#received > this.#window.ahead(this.#each)) await this.#next();
    this.#sent++;
  }

  /** Receives what is still due for all that was sent. */
  async rest(): Promise<void> {
    while (this.#received < this.#sent) await this.#next();
  }

  #next(): Promise<void> {
    const step = this.#received++;
    return this.#window.take(this.#each, () => this.#receive(step));
  }
}

/** Sends and receives so many steps of `each` bytes a peer, both in order. */
export async function inTurns(
  window: Window,
  each: number,
  steps: number,
  send: (step: number) => void | Promise<void>,
  receive: (step: number) => Promise<unknown>,
): Promise<void> {
  const turns = new Turns(window, each, receive);
  for (let step = 0; step < steps; step++) {
    await turns.room();
    await send(step);
  }
  await turns.rest();
}

/** A window of so many bytes, by the clock of the session's links. */
export const windowOver = ({ meter }: Session, most: number): Window =>
  new Window(most, () => meter.now());
