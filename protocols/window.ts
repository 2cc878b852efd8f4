/**
 * Windows: how far a party sends ahead of what it has received, when all parties exchange long sequences of large
 * messages. No party gets more than its inbox can hold, whichever party is slower. At most a window of other messages
 * is in front of the one that is awaited.
 *
 * A party sends a step once enough earlier steps of all parties have come. A party that has sent step k has received
 * all steps that are a window before k. So of any peer's messages at most twice the window is unread: twice `ahead` + 1
 * steps.
 */
import type { Session } from "../network/session.ts";

/** LOCAL: a step that takes longer than SLOW_MS halves the window; one that comes before QUICK_MS doubles it. */
const SLOW_MS = 1000;
const QUICK_MS = 250;
/** LOCAL: the size of a new window, before anything is known of the links. */
const FIRST_BYTES = 2 ** 20;

/** The bytes of one sequence to one peer that one lane of a party has under way. */
export class Window {
  readonly most: number;
  readonly #now: () => number;
  #bytes: number;

  /** At most `most` bytes; but one step is always sent, however large it is. `now` is in milliseconds. */
  constructor(most: number, now: () => number) {
    this.most = most;
    this.#bytes = Math.min(most, FIRST_BYTES);
    this.#now = now;
  }

  /** How many steps of `each` bytes may be under way after the one that is awaited. */
  ahead(each: number): number {
    return Math.max(1, Math.floor(this.#bytes / each)) - 1;
  }

  /** True if links or peers have been so slow that steps go one by one. */
  get slow(): boolean {
    return this.most > 0 && this.#bytes === 0;
  }

  /** Waits for a step of `each` bytes, and adapts the window to the time that this takes. */
  async take(each: number, receive: () => Promise<unknown>): Promise<void> {
    const since = this.#now();
    await receive();
    const waited = this.#now() - since;
    if (waited > SLOW_MS) this.#bytes = this.#bytes < each ? 0 : Math.floor(this.#bytes / 2);
    else if (waited < QUICK_MS) this.#bytes = Math.min(this.most, Math.max(2 * this.#bytes, each));
  }
}

/** One sequence of steps. Each is sent after `room`. Steps are received in order, by `rest` at the latest. */
export class Turns {
  readonly #window: Window;
  readonly #each: number;
  readonly #receive: (step: number) => Promise<unknown>;
  #sent = 0;
  #received = 0;

  /** Steps of `each` bytes per peer; `receive` takes the next step of every peer. */
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

  /** Receives the steps that are still due for those that were sent. */
  async rest(): Promise<void> {
    while (this.#received < this.#sent) await this.#next();
  }

  #next(): Promise<void> {
    const step = this.#received++;
    return this.#window.take(this.#each, () => this.#receive(step));
  }
}

/** Sends and receives `steps` steps of `each` bytes per peer, both in order. */
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

/** A window of at most `most` bytes, by the clock of the session's links. */
export const windowOver = ({ meter }: Session, most: number): Window =>
  new Window(most, () => meter.now());
