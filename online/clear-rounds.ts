/**
 * Rounds without messages. n programs of one process wait for each other in every round, as those of n engines do.
 *
 *   invariant  the calls of a round are the same at all parties, or the run ends with "programs-diverged". Results of a
 *              round are given out together, in call order
 *   rounds     1 for each turn of the event loop in which the programs call, outputs included; a check needs none
 *   traffic    none
 *   security   none. What was opened and never put out is counted, so that `close` refuses what the engines refuse
 */
import type { Vector } from "../algebra/field.ts";
import { Abort } from "../network/abort.ts";
import { type Call, describeOperands, NO_CALL } from "./opening-job.ts";
import { type Called, firstDifference, hexOf } from "./program-divergence.ts";
import { neverChecked, underWay } from "./unfinished.ts";

interface Waiting extends Called {
  /** Of what is broadcast, at its owner only; asked for when all have called. */
  readonly values: () => Vector | null;
  /** Elements that it opens; null of an output. */
  readonly opens: number | null;
  readonly resolve: (told: Vector | null) => void;
  readonly reject: (reason: Error) => void;
}

/** Of one party. */
interface Place {
  queue: Waiting[];
  /** What it has called in the round that waits for others, or null. */
  called: Waiting[] | null;
  looping: boolean;
  /** Registered and not settled. */
  open: number;
  /** What was registered last. */
  last: string;
  unchecked: number;
  closed: boolean;
  /** An error of its own: it says where this program was. */
  failure: Abort | null;
}

export class ClearRounds {
  readonly #places: Place[];
  readonly #turn: (callback: () => void) => void;
  #rounds = 0;
  /** What ended the run, or null. */
  #difference: string | null = null;

  constructor(n: number, turn: (callback: () => void) => void) {
    this.#turn = turn;
    this.#places = Array.from({ length: n }, () => ({
      ...{ queue: [], called: null, looping: false },
      ...{ open: 0, last: "", unchecked: 0, closed: false, failure: null },
    }));
  }

  assertRunning(self: number, operation: string): void {
    const failure = this.#failureAt(this.#places[self]!);
    if (failure !== null) throw failure;
    if (this.#places[self]!.closed) throw new Error(`${operation}: the engine is closed`);
  }

  /** An operation that opens so many elements; resolves with what its owner tells, null if there is none. */
  run(
    self: number,
    label: string,
    call: Call,
    opens: number,
    values: () => Vector | null,
  ): Promise<Vector | null> {
    return this.#register(this.#places[self]!, { label, call, opens, values });
  }

  /** Resolves with `value`; what was opened before is checked then. */
  async output(self: number, label: string, call: Call, value: Vector): Promise<Vector> {
    await this.#register(this.#places[self]!, { label, call, opens: null, values: nothing });
    return value;
  }

  async close(self: number): Promise<void> {
    this.assertRunning(self, "close");
    const place = this.#places[self]!;
    if (place.open > 0) throw underWay(place.last);
    if (place.unchecked > 0) throw neverChecked(place.unchecked);
    place.closed = true;
    await this.#register(place, { label: "close", call: NO_CALL, opens: 0, values: nothing });
  }

  #register(
    place: Place,
    { label, call, opens, values }: Pick<Waiting, "label" | "opens" | "values"> & { call: Call },
  ): Promise<Vector | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Vector | null>();
    promise.catch(() => {}); // Whoever left it aside learns of the end from its next call.
    const [id, operands] = [hexOf(call.id), describeOperands(call)];
    place.queue.push({ id, label, operands, opens, values, resolve, reject });
    place.open++;
    place.last = call.operation ?? label;
    if (!place.looping) this.#next(place);
    return promise;
  }

  #next(place: Place): void {
    place.looping = true;
    this.#turn(() => {
      place.looping = place.queue.length > 0;
      if (!place.looping) return;
      place.called = place.queue;
      place.queue = [];
      this.#meet();
    });
  }

  /** The round, once all have called. */
  #meet(): void {
    const lists = this.#places.map(({ called }) => called);
    if (this.#difference === null && lists.includes(null)) return;
    const calls = lists.map((list) => list ?? []);
    this.#difference ??= this.#compared(calls);
    this.#rounds++;
    const told = (j: number) =>
      calls.map((list) => list[j]!.values()).find((values) => values !== null) ?? null;
    for (const [k, place] of this.#places.entries()) {
      const failure = this.#failureAt(place);
      place.called = null;
      place.open -= calls[k]!.length;
      // An output has all that was opened before it and beside it checked.
      const own = calls[k]!.map(({ opens }) => opens);
      place.unchecked = own.includes(null)
        ? 0
        : own.reduce<number>((sum, opens) => sum + opens!, place.unchecked);
      for (const [j, { resolve, reject }] of calls[k]!.entries())
        if (failure !== null) reject(failure);
        else resolve(told(j));
      if (place.looping) this.#next(place);
    }
  }

  #failureAt(place: Place): Abort | null {
    if (this.#difference === null) return null;
    place.failure ??= new Abort("programs-diverged", "clear", [], this.#difference);
    return place.failure;
  }

  #compared(calls: readonly (readonly Waiting[])[]): string | null {
    const [own, ...others] = calls;
    for (const [k, theirs] of others.entries()) {
      const difference = firstDifference(own!, theirs, k + 1);
      if (difference !== null)
        return `round ${this.#rounds}: ${difference.text.replaceAll(" here", " at P0")}`;
    }
    return null;
  }
}

const nothing = (): null => null;
