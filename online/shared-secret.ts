import type { Share } from "../protocols/share.ts";
import { Opaque } from "./opaque.ts";
import type { Origin } from "./origin.ts";
import type { NumberType, Range, SecretType } from "./secret-type.ts";
import { describeShape, type Shape, sizeOf } from "./shape.ts";
import type { Secret } from "./values.ts";

/** What a call works on: a value of one run that knows where it comes from. */
export abstract class Operand extends Opaque {
  readonly #run: object;
  readonly #origin: Origin;

  /** `run` is what it belongs to: values of two runs never meet. */
  constructor(run: object, origin: Origin) {
    super();
    this.#run = run;
    this.#origin = origin;
  }

  static belongs(run: object, x: Operand): boolean {
    return x.#run === run;
  }

  static originOf(x: Operand): Origin {
    return x.#origin;
  }

  /** At the end of its run. */
  static zero(x: Operand): void {
    x.zeroShares();
  }

  /** Zeroes whatever it holds that is not public. */
  protected abstract zeroShares(): void;
}

export function zeroShare({ value, mac }: Share): void {
  value.fill(0n);
  mac?.fill(0n);
}

/** A share with its type. What it shares is private to this class: nothing prints it. */
export class SharedSecret extends Operand implements Secret {
  readonly shape: Shape;
  readonly type: NumberType;
  readonly scale: number;
  readonly range: Range | null;
  readonly complete: boolean;
  readonly length: number;
  readonly #share: Share;

  constructor(run: object, share: Share, of: SecretType, from: Origin) {
    super(run, from);
    const { shape, type, scale, range, complete = false } = of;
    // Not frozen: dependent rounds would pay for each of theirs. Who writes into it changes its own program alone.
    this.shape = shape;
    this.type = type;
    this.scale = scale;
    this.range = range && Object.freeze(range);
    this.complete = complete;
    this.length = sizeOf(shape);
    this.#share = share;
  }

  protected zeroShares(): void {
    zeroShare(this.#share);
  }

  protected describe(): string {
    const scale = this.scale === 0 ? "" : `, scale ${this.scale}`;
    return `a secret (${describeShape(this.shape)}${scale})`;
  }

  static shareOf(x: SharedSecret): Share {
    return x.#share;
  }

  /** x as what it is. TypeError naming `what` for anything that is no secret of `run`. */
  static of(run: object, what: string, x: Secret): SharedSecret {
    if (x instanceof Promise)
      throw new TypeError(`${what}: the promise of a secret; await it first`);
    if (!(x instanceof SharedSecret)) throw new TypeError(`${what}: not a secret`);
    if (!Operand.belongs(run, x)) throw new TypeError(`${what}: a secret of another run`);
    return x;
  }
}
