/** The transport of a batch in a lane. All messages pass through the main thread, which has the links. */
import { randomFillSync } from "node:crypto";
import { Meter } from "../../../network/meter.ts";
import type { Transport } from "../../../network/transport.ts";
import { nodeSuite } from "../suite.ts";
import { nextTurn } from "../turn.ts";
import type { FromLane, Told } from "./messages.ts";
import { toldError } from "./told.ts";

export class LaneLinks {
  readonly #post: (message: FromLane, moved?: ArrayBuffer[]) => void;
  readonly #self: number;
  readonly #n: number;
  readonly #sessionId: Uint8Array;
  readonly #waits = new Map<number, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>();
  #waited = 0;
  /** Why nothing is sent or received any more. */
  #over: Error | null = null;
  #owed = 0;

  constructor(
    { self, n }: { readonly self: number; readonly n: number },
    sessionId: Uint8Array,
    post: (message: FromLane, moved?: ArrayBuffer[]) => void,
  ) {
    this.#self = self;
    this.#n = n;
    this.#sessionId = sessionId;
    this.#post = post;
  }

  /** The main thread answers the receive with this number. */
  received(wait: number, bytes: Uint8Array<ArrayBuffer> | null, error: Told | null): void {
    const waiting = this.#waits.get(wait);
    this.#waits.delete(wait);
    if (error !== null) waiting?.reject(toldError(error));
    else waiting?.resolve(bytes!);
  }

  /** All receives that wait fail, and nothing is sent any more. */
  end(reason: Error): void {
    this.#over ??= reason;
    for (const waiting of this.#waits.values()) waiting.reject(reason);
    this.#waits.clear();
  }

  /** The transport for the batch whose session has this path. */
  transportOf(batch: string): Transport {
    const post = this.#post;
    const rounds = () => post({ type: "round", batch });
    return {
      self: this.#self,
      n: this.#n,
      sessionId: this.#sessionId,
      suite: nodeSuite,
      meter: new RoundMeter(this.#n, rounds),
      random: (length) => randomFillSync(new Uint8Array(length)),
      turn: nextTurn,
      send: (to, tag, message) => {
        if (this.#over !== null) return;
        // Bytes are moved to the main thread and are gone here. The same message may go to others, so a copy is moved.
        const bytes = new Uint8Array(message);
        post({ type: "send", batch, to, tag, bytes }, [bytes.buffer]);
      },
      receive: (from, tag, maxLength, patience) => {
        if (this.#over !== null) return Promise.reject(this.#over);
        const wait = this.#waited++;
        const waiting = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
        this.#waits.set(wait, waiting);
        post({ type: "receive", batch, wait, from, tag, maxLength, owed: patience === "owed" });
        return waiting.promise;
      },
      owe: (tag, message) => {
        const debt = this.#owed++;
        post({ type: "owe", batch, debt, tag, bytes: new Uint8Array(message) });
        return () => {
          if (this.#over === null) post({ type: "settle", debt });
        };
      },
      // A lane fails by what its stages throw. The main thread has the links, and ends them.
      abort: () => undefined,
      close: async () => undefined,
    };
  }
}

/** Counts nothing itself: it tells the main thread of rounds, whose meter counts them. */
class RoundMeter extends Meter {
  readonly #rounds: () => void;

  constructor(n: number, rounds: () => void) {
    super(n);
    this.#rounds = rounds;
  }

  override round(): void {
    this.#rounds();
  }
}
