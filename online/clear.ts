/**
 * The same Mpc in the clear: the baseline "plain", and the model that tests hold the engines against. n
 * programs in one process share their inputs; nothing is secret and nothing is sent. A value stands as the
 * only share of itself, so that what is local is the very same code.
 */
import type { Field, Vector } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import { transpose } from "../algebra/transpose.ts";
import { Abort } from "../network/abort.ts";
import type { MatrixShape } from "../offline/preprocessing.ts";
import type { Holder, Share } from "../protocols/share.ts";
import type { Evaluator, MaskedProducts } from "./evaluator.ts";
import type { Mpc } from "./program.ts";
import { TypedMpc } from "./typed-mpc.ts";

/** One party's view each, of one run of n programs. Truncation gives the floor. */
export function clearMpc(n: number, field: Field = prime60()): Mpc[] {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`clearMpc: ${n} parties`);
  const board = new Board();
  return Array.from(
    { length: n },
    (_, self) => new TypedMpc(new ClearEvaluator(n, self, field, board)),
  );
}

/** Inputs by number of call: put there by their owner, awaited by all. */
class Board {
  readonly #entries: { label: string; values: PromiseWithResolvers<Vector> }[] = [];

  /** Abort "programs-diverged" if another party's input of this number is another. */
  at(call: number, label: string): PromiseWithResolvers<Vector> {
    this.#entries[call] ??= { label, values: Promise.withResolvers<Vector>() };
    const entry = this.#entries[call];
    if (entry.label !== label)
      throw new Abort("programs-diverged", "clear", [], `${label} here, ${entry.label} elsewhere`);
    return entry.values;
  }
}

class ClearEvaluator implements Evaluator {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels = ["plain: no protection"];
  /** P_0 adds public constants; whoever holds the whole value adds them too. */
  readonly holder: Holder;
  readonly #board: Board;
  #inputs = 0;

  constructor(n: number, self: number, field: Field, board: Board) {
    this.n = n;
    this.self = self;
    this.field = field;
    this.holder = { field, self: 0, macKeyShare: null };
    this.#board = board;
  }

  assertRunning(): void {}

  async input(owner: number, count: number, values: Vector | null): Promise<Share> {
    const entry = this.#board.at(this.#inputs++, `input P${owner} ${count}`);
    if (values !== null) entry.resolve(values);
    return clear(await entry.promise);
  }

  async multiply(x: Share, y: Share): Promise<Share> {
    return clear(this.field.multiply(x.value, y.value));
  }

  async square(x: Share): Promise<Share> {
    return clear(this.field.multiply(x.value, x.value));
  }

  async dot(x: Share, y: Share): Promise<Share> {
    return clear(this.field.dot(x.value, y.value));
  }

  async matrixProduct(x: Share, y: Share, rows: number, inner: number, columns: number) {
    return clear(this.field.matrixProduct(x.value, y.value, rows, inner, columns));
  }

  async maskMatrix(x: Share, { rows, inner, columns }: MatrixShape): Promise<MaskedProducts> {
    const turned = clear(transpose(x.value, rows, inner));
    return {
      product: (y) => this.matrixProduct(x, y, rows, inner, columns),
      transposed: (y) => this.matrixProduct(turned, y, inner, rows, columns),
    };
  }

  async truncate(x: Share, f: number): Promise<Share> {
    const signed = this.field.toSigned(x.value);
    return clear(this.field.fromIntegers(signed.map((v) => v >> BigInt(f))));
  }

  async output(x: Share): Promise<Vector> {
    return x.value;
  }

  async outputTo(party: number, x: Share): Promise<Vector | null> {
    return party === this.self ? x.value : null;
  }
}

const clear = (value: Vector): Share => ({ value, mac: null });
