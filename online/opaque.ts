/**
 * Has no value that a program could see. A program may turn it into a number, a text or JSON by mistake, as in `x > 2`:
 * that is an error which says so. Inspected, it shows what it is.
 */
export abstract class Opaque {
  /** "a secret (3 × 1)" */
  protected abstract describe(): string;

  [Symbol.toPrimitive](): never {
    throw new TypeError(`${this.describe()} has no value here: output it, and compute with that`);
  }

  valueOf(): never {
    return this[Symbol.toPrimitive]();
  }

  toString(): never {
    return this[Symbol.toPrimitive]();
  }

  toLocaleString(): never {
    return this[Symbol.toPrimitive]();
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `[${this.describe()}]`;
  }
}
