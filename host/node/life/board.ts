/** What a party's main thread and its life thread tell each other, as whole numbers in shared memory. */
import type { BusyWord } from "../../../network/life.ts";

/** Fields of a peer: how often it was heard, busy in ms, starved. */
const FIELDS = 3;

export class Board {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;

  /** A new board for so many members, or the shared memory of the other thread's board. */
  constructor(members: number | SharedArrayBuffer) {
    const bytes = 4 * (1 + FIELDS * Number(members));
    this.shared = typeof members === "number" ? new SharedArrayBuffer(bytes) : members;
    this.#cells = new Int32Array(this.shared);
  }

  /** Called by the main thread when its event loop turns. */
  turn(): void {
    Atomics.add(this.#cells, 0, 1);
  }

  /** How many turns have been counted. */
  get turns(): number {
    return Atomics.load(this.#cells, 0);
  }

  /** Called by the life thread when `peer`'s thread has said so. */
  write(peer: number, { busyMs, starved }: BusyWord): void {
    const at = 1 + FIELDS * peer;
    Atomics.store(this.#cells, at + 1, Math.min(busyMs, 0x7fffffff));
    Atomics.store(this.#cells, at + 2, starved ? 1 : 0);
    Atomics.add(this.#cells, at, 1);
  }

  /** How often `peer` has been heard, and what it said last. */
  read(peer: number): BusyWord & { readonly count: number } {
    const at = 1 + FIELDS * peer;
    const count = Atomics.load(this.#cells, at);
    const busyMs = Atomics.load(this.#cells, at + 1);
    return { count, busyMs, starved: Atomics.load(this.#cells, at + 2) === 1 };
  }
}
