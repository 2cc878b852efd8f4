/**
 * The part of Mpc that each party computes for itself: public values, sums, and moving elements about. Shapes, scales,
 * ranges and belonging are checked first.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import { transpose } from "../algebra/transpose.ts";
import {
  addPublic,
  addShares,
  concatShares,
  multiplyPublic,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sharePublic,
  sliceShare,
  subtractShares,
} from "../protocols/share.ts";
import { beside, eachVector } from "./arrange.ts";
import type { Evaluator } from "./evaluator.ts";
import { Holdings } from "./holdings.ts";
import { assertScale, maxScale, toResidues, toResiduesOf } from "./numbers.ts";
import { type Operation, type Origin, Origins, operation } from "./origin.ts";
import type { InputOptions, PublicValues, Secret, Shape } from "./program.ts";
import { asShape, assertSameScale, assertSameShape, describeShape, Held } from "./secret.ts";

const CONSTANT = operation("constant");
const ADD = operation("add");
const SUBTRACT = operation("subtract");
const NEGATE = operation("negate");
const ADD_PUBLIC = operation("addPublic");
const MULTIPLY_PUBLIC = operation("multiplyPublic");
const SUM = operation("sum");
const PUBLIC_PRODUCT = operation("publicProduct");
const TRANSPOSE = operation("transpose");
const RESHAPE = operation("reshape");
const ROWS = operation("rows");
const BESIDE = operation("beside");
const STACK = operation("stack");

export class LinearMpc {
  readonly #evaluator: Evaluator;
  readonly #holdings = new Holdings();
  protected readonly origins = new Origins();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** Zeroes every share that the program holds: at the end of the run. */
  protected zeroSecrets(): void {
    this.#holdings.zero();
  }

  get self(): number {
    return this.#evaluator.self;
  }

  get n(): number {
    return this.#evaluator.n;
  }

  get field(): Field {
    return this.#evaluator.field;
  }

  get labels(): readonly string[] {
    return this.#evaluator.labels;
  }

  constant(values: PublicValues, shape: number | Shape, { scale = 0 }: InputOptions = {}): Secret {
    const size = asShape("constant", shape);
    const clear = toResiduesOf(this.field, "constant", values, size[0] * size[1], scale);
    const { holder } = this.running(CONSTANT, scale);
    const origin = this.origins.ofCall(CONSTANT, [...size, scale], []);
    return this.hold(sharePublic(holder, clear), size, scale, origin);
  }

  add(x: Secret, y: Secret): Secret {
    const [a, b] = this.#alike("add", x, y);
    const { holder } = this.running(ADD, x.scale);
    return this.hold(addShares(holder, a, b), x.shape, x.scale, this.#result(ADD, [], x, y));
  }

  subtract(x: Secret, y: Secret): Secret {
    const [a, b] = this.#alike("subtract", x, y);
    const { holder } = this.running(SUBTRACT, x.scale);
    const origin = this.#result(SUBTRACT, [], x, y);
    return this.hold(subtractShares(holder, a, b), x.shape, x.scale, origin);
  }

  negate(x: Secret): Secret {
    const share = this.share("negate", x);
    const { holder } = this.running(NEGATE, x.scale);
    return this.hold(negateShare(holder, share), x.shape, x.scale, this.#result(NEGATE, [], x));
  }

  addPublic(x: Secret, c: PublicValues | number | bigint): Secret {
    const share = this.share("addPublic", x);
    const clear = toResiduesOf(this.field, "addPublic", c, x.length, x.scale);
    const { holder } = this.running(ADD_PUBLIC, x.scale);
    const sum = addPublic(holder, share, clear);
    return this.hold(sum, x.shape, x.scale, this.#publicly(ADD_PUBLIC, [], x));
  }

  multiplyPublic(x: Secret, c: PublicValues | number | bigint, scale = 0): Secret {
    const share = this.share("multiplyPublic", x);
    const total = this.scaleOfProduct("multiplyPublic", x.scale, scale);
    const single = typeof c === "number" || typeof c === "bigint";
    const clear: Scalar | Vector = toResiduesOf(
      this.field,
      "multiplyPublic",
      c,
      single ? 1 : x.length,
      scale,
    );
    const { holder } = this.running(MULTIPLY_PUBLIC, x.scale, scale);
    const product = single
      ? multiplyPublicScalar(holder, share, clear)
      : multiplyPublic(holder, share, clear);
    return this.hold(product, x.shape, total, this.#publicly(MULTIPLY_PUBLIC, [scale], x));
  }

  sum(x: Secret): Secret {
    const share = this.share("sum", x);
    const { field } = this.running(SUM, x.scale).holder;
    const total = eachVector(share, (v) => field.sum(v));
    return this.hold(total, [1, 1], x.scale, this.#result(SUM, [], x));
  }

  publicProduct(c: PublicValues, rows: number, x: Secret, scale = 0): Secret {
    const share = this.share("publicProduct", x);
    const [inner, columns] = x.shape;
    const shape = asShape("publicProduct", [rows, columns]);
    const total = this.scaleOfProduct("publicProduct", x.scale, scale);
    if (c.length !== rows * inner)
      throw new RangeError(`publicProduct: ${c.length} values for ${rows} × ${inner}`);
    const left = toResidues(this.field, "publicProduct", c, scale);
    const { field } = this.running(PUBLIC_PRODUCT, scale, x.scale).holder;
    const product = eachVector(share, (v) => field.matrixProduct(left, v, rows, inner, columns));
    return this.hold(product, shape, total, this.#publicly(PUBLIC_PRODUCT, [rows, scale], x));
  }

  transpose(x: Secret): Secret {
    const share = this.share("transpose", x);
    this.running(TRANSPOSE, x.scale);
    const [rows, columns] = x.shape;
    const turned = eachVector(share, (v) => transpose(v, rows, columns));
    return this.hold(turned, [columns, rows], x.scale, this.#result(TRANSPOSE, [], x));
  }

  reshape(x: Secret, shape: number | Shape): Secret {
    const share = this.share("reshape", x);
    this.running(RESHAPE, x.scale);
    const size = asShape("reshape", shape);
    if (size[0] * size[1] !== x.length)
      throw new RangeError(`reshape: ${describeShape(x.shape)} into ${describeShape(size)}`);
    return this.hold(share, size, x.scale, this.#result(RESHAPE, size, x));
  }

  rows(x: Secret, from: number, to: number): Secret {
    const share = this.share("rows", x);
    this.running(ROWS, x.scale);
    const [rows, columns] = x.shape;
    const sane = Number.isInteger(from) && Number.isInteger(to);
    if (!sane || from < 0 || to < from || to > rows)
      throw new RangeError(`rows: no rows [${from}, ${to}) of ${rows}`);
    const part = sliceShare(share, from * columns, to * columns);
    return this.hold(part, [to - from, columns], x.scale, this.#result(ROWS, [from, to], x));
  }

  beside(parts: readonly Secret[]): Secret {
    const shares = this.#parts(BESIDE, parts, (x) => x.shape[0], "rows");
    const rows = parts[0]!.shape[0];
    const widths = parts.map((x) => x.shape[1]);
    const join = (vectors: readonly Vector[]) => beside(vectors, rows, widths);
    const value = join(shares.map((s) => s.value));
    const mac = shares[0]!.mac === null ? null : join(shares.map((s) => s.mac!));
    const columns = widths.reduce((sum, w) => sum + w, 0);
    const origin = this.#result(BESIDE, [], ...parts);
    return this.hold({ value, mac }, asShape("beside", [rows, columns]), parts[0]!.scale, origin);
  }

  stack(parts: readonly Secret[]): Secret {
    const shares = this.#parts(STACK, parts, (x) => x.shape[1], "columns");
    const rows = parts.reduce((sum, x) => sum + x.shape[0], 0);
    const shape = asShape("stack", [rows, parts[0]!.shape[1]]);
    const origin = this.#result(STACK, [], ...parts);
    return this.hold(concatShares(shares), shape, parts[0]!.scale, origin);
  }

  protected hold(share: Share, shape: Shape, scale: number, origin: Origin): Secret {
    const held = new Held(this, share, shape, scale, origin);
    this.#holdings.add(held);
    return held;
  }

  protected share(what: string, x: Secret): Share {
    return Held.shareOf(this, what, x);
  }

  /** The evaluator, for an operation on operands of these scales, as long as nothing has ended the run. */
  protected running({ name }: Operation, ...scales: number[]): Evaluator {
    this.#evaluator.assertRunning(name, scales);
    return this.#evaluator;
  }

  /** The shares of operands of one shape. */
  protected factors(what: string, x: Secret, y: Secret): [Share, Share] {
    const shares: [Share, Share] = [this.share(what, x), this.share(what, y)];
    assertSameShape(what, x, y);
    return shares;
  }

  protected scaleOfProduct(what: string, x: number, y: number): number {
    assertScale(this.field, what, y);
    if (x + y > maxScale(this.field))
      throw new RangeError(
        `${what}: the scales add up to ${x + y}, more than ${maxScale(this.field)}; truncate first`,
      );
    return x + y;
  }

  #alike(what: string, x: Secret, y: Secret): [Share, Share] {
    const shares = this.factors(what, x, y);
    assertSameScale(what, x, y);
    return shares;
  }

  #parts(of: Operation, parts: readonly Secret[], side: (x: Secret) => number, word: string) {
    const { name } = of;
    if (parts.length === 0) throw new RangeError(`${name}: nothing to join`);
    const shares = parts.map((x) => this.share(name, x));
    this.running(of, parts[0]!.scale);
    for (const x of parts) {
      assertSameScale(name, parts[0]!, x);
      if (side(x) !== side(parts[0]!))
        throw new RangeError(`${name}: ${side(parts[0]!)} and ${side(x)} ${word}`);
    }
    return shares;
  }

  /** Of what follows from secrets alone. */
  #result(of: Operation, parameters: readonly number[], ...operands: Secret[]): Origin {
    return this.origins.ofResult(of, parameters, operands.map(Held.originOf));
  }

  /** Of what takes public values besides. */
  #publicly(of: Operation, parameters: readonly number[], x: Secret): Origin {
    return this.origins.ofCall(of, parameters, [Held.originOf(x)]);
  }
}
