/**
 * The same Mpc in the clear: the baseline "plain", and the model that tests hold the engines against. n programs in one
 * process share their inputs; nothing is secret and nothing is sent. A value stands as the only share of itself, so
 * that what is local is the very same code.
 *
 *   invariant   what the engines refuse is refused here: programs that differ, an end with something unchecked. What
 *               they cannot see is seen: a number that leaves its range, by operation, element and scales
 *   rounds      as the engines have them: all parties' programs wait for each other in every one
 *   rounding    truncation draws a mask and computes the engines' formula, so that results have the engines'
 *               distribution; the mask follows from a seed and the id of the call, and is the same at all parties
 */
import type { Field, Vector } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import { transpose } from "../algebra/transpose.ts";
import { portable, type Suite } from "../crypto/suite.ts";
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";
import type { Holder, Share } from "../protocols/share.ts";
import { type ClearMasks, clearMasks } from "./clear-masks.ts";
import { ClearRounds } from "./clear-rounds.ts";
import type { Dimensions, Evaluator, MaskedProducts } from "./evaluator.ts";
import type { Call } from "./job.ts";
import type { Mpc } from "./program.ts";
import { inRange } from "./range.ts";
import { maskedBy, shiftShares } from "./truncate.ts";
import { TypedMpc, type TypedOptions } from "./typed-mpc.ts";

export interface ClearOptions extends TypedOptions {
  /** "refuse", the default: a number that leaves ±M is an error. "wrap": it is reduced mod p, as in the engines. */
  readonly overflow?: "refuse" | "wrap";
  /** Makes what is rounded at random a function of this text. Tests only. */
  readonly seed?: string;
  readonly suite?: Suite;
  /** A later turn of the event loop; default setTimeout, a host brings something faster. */
  readonly turn?: (callback: () => void) => void;
}

export interface ClearMpc extends Mpc {
  /** The end of a program, together with the others'. @throws Error for what the engines refuse at the end. */
  close(): Promise<void>;
}

/** What results say of how they were rounded. */
export const ROUNDED = "truncation rounds at random, as the engines do";

/** One party's view each, of one run of n programs. */
export function clearMpc(
  n: number,
  field: Field = prime60(),
  options: ClearOptions = {},
): ClearMpc[] {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`clearMpc: ${n} parties`);
  const turn = options.turn ?? ((callback: () => void) => void setTimeout(callback, 0));
  const rounds = new ClearRounds(n, turn);
  const masks = clearMasks(field, options.suite ?? portable, options.seed);
  return Array.from({ length: n }, (_, self) => {
    const evaluator = new ClearEvaluator(n, self, field, rounds, masks, options);
    return new ClearTypedMpc(evaluator, options);
  });
}

class ClearTypedMpc extends TypedMpc implements ClearMpc {
  readonly #evaluator: ClearEvaluator;

  constructor(evaluator: ClearEvaluator, options: TypedOptions) {
    super(evaluator, options);
    this.#evaluator = evaluator;
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}

class ClearEvaluator implements Evaluator {
  readonly n: number;
  readonly self: number;
  /** As given; `holder` has the one that watches ranges. */
  readonly field: Field;
  readonly labels: readonly string[];
  /** P_0 adds public constants; whoever holds the whole value adds them too. */
  readonly holder: Holder;
  readonly #plain: Holder;
  readonly #rounds: ClearRounds;
  readonly #masks: ClearMasks;
  /** What is computed just now, for whoever finds it out of range. */
  #operation = "";
  #scales: readonly number[] = [];

  constructor(
    n: number,
    self: number,
    field: Field,
    rounds: ClearRounds,
    masks: ClearMasks,
    { overflow = "refuse", rounding = "probabilistic" }: ClearOptions,
  ) {
    this.n = n;
    this.self = self;
    this.field = field;
    this.labels = ["plain: no protection", ...(rounding === "floor" ? [] : [ROUNDED])];
    this.#plain = { field, self: 0, macKeyShare: null };
    const where = () => ({ operation: this.#operation, scales: this.#scales });
    this.holder =
      overflow === "wrap" ? this.#plain : { ...this.#plain, field: inRange(field, where) };
    this.#rounds = rounds;
    this.#masks = masks;
  }

  assertRunning(operation: string, scales: readonly number[]): void {
    this.#rounds.assertRunning(this.self);
    this.#operation = operation;
    this.#scales = scales;
  }

  async input(owner: number, count: number, values: Vector | null, call: Call): Promise<Share> {
    const told = await this.#rounds.run(this.self, `input P${owner} ${count}`, call, 0, values);
    return clear(told!);
  }

  multiply(x: Share, y: Share, call: Call): Promise<Share> {
    const t = x.value.length;
    return this.#round(`multiply ${t}`, call, 2 * t, this.#field.multiply(x.value, y.value));
  }

  square(x: Share, call: Call): Promise<Share> {
    const t = x.value.length;
    return this.#round(`square ${t}`, call, t, this.#field.multiply(x.value, x.value));
  }

  dot(x: Share, y: Share, call: Call): Promise<Share> {
    const t = x.value.length;
    return this.#round(`dot ${t}`, call, 2 * t, this.#field.dot(x.value, y.value));
  }

  matrixProduct(x: Share, y: Share, size: Dimensions, call: Call): Promise<Share> {
    return this.#product("matrix-product", x, y, size, call);
  }

  async maskMatrix(x: Share, shape: MatrixShape, call: Call): Promise<MaskedProducts> {
    const { rows, inner, columns, pairs, transposed } = shape;
    const name = `mask-matrix ${rows}x${inner}x${columns}*${pairs}+${transposed}`;
    await this.#round(name, call, x.value.length, x.value);
    const turned = clear(transpose(x.value, rows, inner));
    const size = { rows, inner, columns };
    const turnedSize = { rows: inner, inner: rows, columns };
    return {
      product: (y, of) => this.#product("masked-product", x, y, size, of),
      transposedProduct: (y, of) => this.#product("masked-product", turned, y, turnedSize, of),
    };
  }

  async truncate(x: Share, f: number, exact: boolean, call: Call): Promise<Share> {
    const { length } = x.value;
    const label = `truncate${exact ? "-exact" : ""} ${f} ${length}`;
    if (exact) {
      const floors = this.field.toSigned(x.value).map((v) => v >> BigInt(f));
      return this.#round(label, call, length, this.field.fromIntegers(floors));
    }
    const masks = this.#masks(call.id, f, length);
    const c = maskedBy(this.#plain, x, masks.r).value;
    await this.#round(label, call, length, c);
    return shiftShares(this.#plain, { c, masks }, f);
  }

  output(x: Share, call: Call): Promise<Vector> {
    const { length } = x.value;
    return this.#rounds.output(this.self, `output ${length}`, call, x.value);
  }

  async outputTo(party: number, x: Share, call: Call): Promise<Vector | null> {
    const { length } = x.value;
    const opened = await this.#rounds.output(
      this.self,
      `output P${party} ${length}`,
      call,
      x.value,
    );
    return party === this.self ? opened : null;
  }

  close(): Promise<void> {
    return this.#rounds.close(this.self);
  }

  get #field(): Field {
    return this.holder.field;
  }

  #product(name: string, x: Share, y: Share, size: Dimensions, call: Call): Promise<Share> {
    const { rows, inner, columns } = size;
    const product = this.#field.matrixProduct(x.value, y.value, rows, inner, columns);
    const label = `${name} ${rows}x${inner}x${columns}`;
    return this.#round(label, call, rows * columns === 0 ? 0 : y.value.length, product);
  }

  /** One operation that opens so many elements; `result` is there when its round is over. */
  async #round(label: string, call: Call, opens: number, result: Vector): Promise<Share> {
    await this.#rounds.run(this.self, label, call, opens, null);
    return clear(result);
  }
}

const clear = (value: Vector): Share => ({ value, mac: null });
