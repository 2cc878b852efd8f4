/**
 * The secrets that a program still holds. They are zeroed at the end of the run. A secret that the program has let go of
 * belongs to the garbage collector, which zeroes nothing; JavaScript offers no more.
 */
import { Operand } from "./shared-secret.ts";

/** LOCAL: with fewer secrets than this, it is not worth looking for those that are gone. */
const LEAST = 1024;

export class LiveSecrets {
  #secrets: WeakRef<Operand>[] = [];
  #limit = LEAST;

  add(secret: Operand): void {
    if (this.#secrets.length >= this.#limit) {
      this.#secrets = this.#secrets.filter((reference) => reference.deref() !== undefined);
      this.#limit = Math.max(LEAST, 2 * this.#secrets.length);
    }
    this.#secrets.push(new WeakRef(secret));
  }

  zero(): void {
    for (const reference of this.#secrets) {
      const secret = reference.deref();
      if (secret !== undefined) Operand.zero(secret);
    }
    this.#secrets = [];
  }
}
