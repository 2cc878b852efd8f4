import type { Share } from "../protocols/share.ts";
import type { Secret, Shape } from "./program.ts";

/** No vector of one operation is longer. */
const MAX_LENGTH = 2 ** 28;

/** A share with its type. What it shares is private to this class: nothing prints it. */
export class Held implements Secret {
  readonly shape: Shape;
  readonly scale: number;
  readonly #share: Share;
  readonly #run: object;

  /** `run` is what the secret belongs to: secrets of two runs never meet. */
  constructor(run: object, share: Share, shape: Shape, scale: number) {
    this.shape = shape;
    this.scale = scale;
    this.#share = share;
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

  /** The share of a secret of `run`. TypeError naming `what` for anything else. */
  static shareOf(run: object, what: string, x: Secret): Share {
    if (!(x instanceof Held)) throw new TypeError(`${what}: not a secret`);
    if (x.#run !== run) throw new TypeError(`${what}: a secret of another run`);
    return x.#share;
  }
}

/** A vector of length t is t × 1. RangeError unless rows, columns ≥ 1 and rows·columns ≤ 2^28. */
export function asShape(what: string, shape: number | Shape): Shape {
  const [rows, columns] = typeof shape === "number" ? [shape, 1] : shape;
  const sane = Number.isInteger(rows) && Number.isInteger(columns) && rows >= 1 && columns >= 1;
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
