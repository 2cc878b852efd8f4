/**
 * The secrets that a program still holds, to be zeroed at the end of the run. What it has let go of is the
 * garbage collector's, which zeroes nothing: JavaScript offers no more.
 */
import type { Held } from "./secret.ts";

/** LOCAL: below so many it is not worth looking for those that are gone. */
const LEAST = 1024;

export class Holdings {
  #held: WeakRef<Held>[] = [];
  #limit = LEAST;

  add(secret: Held): void {
    if (this.#held.length >= this.#limit) {
      this.#held = this.#held.filter((reference) => reference.deref() !== undefined);
      this.#limit = Math.max(LEAST, 2 * this.#held.length);
    }
    this.#held.push(new WeakRef(secret));
  }

  zero(): void {
    for (const reference of this.#held) reference.deref()?.zero();
    this.#held = [];
  }
}
