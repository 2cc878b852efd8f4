import type { Share } from "../protocols/share.ts";
import type { Origin } from "./origin.ts";
import type { Secret, Shape } from "./program.ts";

/** No vector of one operation is longer. */
const MAX_LENGTH = 2 ** 28;

/**
 * What has no value that a program could see: made a number, a text or JSON by mistake, as in `x > 2`, it says so.
 * Inspected it shows what it is.
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

/** A share with its type. What it shares is private to this class: nothing prints it. */
export class Held extends Opaque implements Secret {
  readonly shape: Shape;
  readonly scale: number;
  readonly #share: Share;
  readonly #origin: Origin;
  readonly #run: object;

  /** `run` is what the secret belongs to: secrets of two runs never meet. */
  constructor(run: object, share: Share, shape: Shape, scale: number, origin: Origin) {
    super();
    this.shape = shape;
    this.scale = scale;
    this.#share = share;
    this.#origin = origin;
    this.#run = run;
  }

  get length(): number {
    return this.shape[0] * this.shape[1];
  }

  /** At the end of its run. */
  zero(): void {
    this.#share.value.fill(0n);
    this.#share.mac?.fill(0n);
  }

  protected describe(): string {
    const scale = this.scale === 0 ? "" : `, scale ${this.scale}`;
    return `a secret (${describeShape(this.shape)}${scale})`;
  }

  /** The share of a secret of `run`. TypeError naming `what` for anything else. */
  static shareOf(run: object, what: string, x: Secret): Share {
    if (x instanceof Promise)
      throw new TypeError(`${what}: the promise of a secret; await it first`);
    if (!(x instanceof Held)) throw new TypeError(`${what}: not a secret`);
    if (x.#run !== run) throw new TypeError(`${what}: a secret of another run`);
    return x.#share;
  }

  /** Where a secret comes from that `shareOf` has accepted. */
  static originOf(x: Secret): Origin {
    return (x as Held).#origin;
  }
}

/** A vector of length t is t × 1. RangeError unless rows, columns ≥ 0 and rows·columns ≤ 2^28. */
export function asShape(what: string, shape: number | Shape): Shape {
  const [rows, columns] = typeof shape === "number" ? [shape, 1] : shape;
  const sane = [rows, columns].every((x) => Number.isInteger(x) && x >= 0 && x <= MAX_LENGTH);
  if (!sane || rows * columns > MAX_LENGTH)
    throw new RangeError(`${what}: no shape of ${rows} × ${columns}`);
  return [rows, columns];
}

export const describeShape = ([rows, columns]: Shape): string => `${rows} × ${columns}`;

/** RangeError naming `what` unless both have the same shape. */
export function assertSameShape(what: string, x: Secret, y: Secret): void {
  if (x.shape[0] !== y.shape[0] || x.shape[1] !== y.shape[1])
    throw new RangeError(
      `${what}: shapes ${describeShape(x.shape)} and ${describeShape(y.shape)} differ`,
    );
}

/** RangeError naming `what` unless both have the same scale. */
export function assertSameScale(what: string, x: Secret, y: Secret): void {
  if (x.scale !== y.scale) throw new RangeError(`${what}: scales ${x.scale} and ${y.scale} differ`);
}
