/**
 * The Mpc of programs.ts over any evaluator: shapes, scales, ranges and belonging are checked here, before
 * anything is sent; what is linear is computed here, locally.
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
import { attended } from "./attended.ts";
import type { Evaluator, MaskedProducts } from "./evaluator.ts";
import { Holdings } from "./holdings.ts";
import { assertScale, maxScale, toNumbers, toResidues, toResiduesOf, toSigned } from "./numbers.ts";
import type { InputOptions, MaskedMatrix, Mpc, PublicValues, Secret, Shape } from "./program.ts";
import { asShape, assertSameScale, assertSameShape, describeShape, Held } from "./secret.ts";
import { assertTruncatable } from "./truncate.ts";

export interface TypedOptions {
  /** What `truncate` and `multiplyFixed` do: "floor" always truncates exactly. Equal at all parties. */
  readonly rounding?: "probabilistic" | "floor";
}

export class TypedMpc implements Mpc {
  readonly #evaluator: Evaluator;
  readonly #exact: boolean;
  readonly #holdings = new Holdings();

  constructor(evaluator: Evaluator, { rounding = "probabilistic" }: TypedOptions = {}) {
    this.#evaluator = evaluator;
    this.#exact = rounding === "floor";
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

  input(
    owner: number,
    shape: number | Shape,
    values: PublicValues | null,
    { scale = 0 }: InputOptions = {},
  ): Promise<Secret> {
    return attended(async () => {
      this.#assertParty("input", owner);
      const size = asShape("input", shape);
      assertScale(this.field, "input", scale);
      if (owner === this.self && values === null)
        throw new TypeError("input: its owner gives the values");
      if (owner !== this.self && values !== null)
        throw new TypeError(`input: the values are P${owner}'s; everybody else passes null`);
      const count = size[0] * size[1];
      const own = values === null ? null : toResiduesOf(this.field, "input", values, count, scale);
      return this.#hold(await this.#running().input(owner, count, own), size, scale);
    });
  }

  constant(values: PublicValues, shape: number | Shape, { scale = 0 }: InputOptions = {}): Secret {
    const size = asShape("constant", shape);
    const clear = toResiduesOf(this.field, "constant", values, size[0] * size[1], scale);
    return this.#hold(sharePublic(this.#running().holder, clear), size, scale);
  }

  add(x: Secret, y: Secret): Secret {
    const [a, b] = this.#alike("add", x, y);
    return this.#hold(addShares(this.#running().holder, a, b), x.shape, x.scale);
  }

  subtract(x: Secret, y: Secret): Secret {
    const [a, b] = this.#alike("subtract", x, y);
    return this.#hold(subtractShares(this.#running().holder, a, b), x.shape, x.scale);
  }

  negate(x: Secret): Secret {
    const share = this.#share("negate", x);
    return this.#hold(negateShare(this.#running().holder, share), x.shape, x.scale);
  }

  addPublic(x: Secret, c: PublicValues | number | bigint): Secret {
    const share = this.#share("addPublic", x);
    const clear = toResiduesOf(this.field, "addPublic", c, x.length, x.scale);
    return this.#hold(addPublic(this.#running().holder, share, clear), x.shape, x.scale);
  }

  multiplyPublic(x: Secret, c: PublicValues | number | bigint, scale = 0): Secret {
    const share = this.#share("multiplyPublic", x);
    const total = this.#scaleOfProduct("multiplyPublic", x.scale, scale);
    if (typeof c === "number" || typeof c === "bigint") {
      const factor: Scalar = toResiduesOf(this.field, "multiplyPublic", c, 1, scale);
      return this.#hold(
        multiplyPublicScalar(this.#running().holder, share, factor),
        x.shape,
        total,
      );
    }
    const factors = toResiduesOf(this.field, "multiplyPublic", c, x.length, scale);
    return this.#hold(multiplyPublic(this.#running().holder, share, factors), x.shape, total);
  }

  sum(x: Secret): Secret {
    const { field } = this.#running();
    const share = this.#share("sum", x);
    return this.#hold(
      eachVector(share, (v) => field.sum(v)),
      [1, 1],
      x.scale,
    );
  }

  publicProduct(c: PublicValues, rows: number, x: Secret, scale = 0): Secret {
    const { field } = this.#running();
    const share = this.#share("publicProduct", x);
    const [inner, columns] = x.shape;
    const shape = asShape("publicProduct", [rows, columns]);
    const total = this.#scaleOfProduct("publicProduct", x.scale, scale);
    if (c.length !== rows * inner)
      throw new RangeError(`publicProduct: ${c.length} values for ${rows} × ${inner}`);
    const left = toResidues(field, "publicProduct", c, scale);
    const product = eachVector(share, (v) => field.matrixProduct(left, v, rows, inner, columns));
    return this.#hold(product, shape, total);
  }

  transpose(x: Secret): Secret {
    const share = this.#share("transpose", x);
    this.#running();
    const [rows, columns] = x.shape;
    return this.#hold(
      eachVector(share, (v) => transpose(v, rows, columns)),
      [columns, rows],
      x.scale,
    );
  }

  reshape(x: Secret, shape: number | Shape): Secret {
    const share = this.#share("reshape", x);
    this.#running();
    const size = asShape("reshape", shape);
    if (size[0] * size[1] !== x.length)
      throw new RangeError(`reshape: ${describeShape(x.shape)} into ${describeShape(size)}`);
    return this.#hold(share, size, x.scale);
  }

  rows(x: Secret, from: number, to: number): Secret {
    const share = this.#share("rows", x);
    this.#running();
    const [rows, columns] = x.shape;
    const sane = Number.isInteger(from) && Number.isInteger(to);
    if (!sane || from < 0 || to <= from || to > rows)
      throw new RangeError(`rows: no rows [${from}, ${to}) of ${rows}`);
    return this.#hold(
      sliceShare(share, from * columns, to * columns),
      [to - from, columns],
      x.scale,
    );
  }

  beside(parts: readonly Secret[]): Secret {
    const shares = this.#parts("beside", parts, (x) => x.shape[0], "rows");
    const rows = parts[0]!.shape[0];
    const widths = parts.map((x) => x.shape[1]);
    const join = (vectors: readonly Vector[]) => beside(vectors, rows, widths);
    const value = join(shares.map((s) => s.value));
    const mac = shares[0]!.mac === null ? null : join(shares.map((s) => s.mac!));
    const columns = widths.reduce((sum, w) => sum + w, 0);
    return this.#hold({ value, mac }, asShape("beside", [rows, columns]), parts[0]!.scale);
  }

  stack(parts: readonly Secret[]): Secret {
    const shares = this.#parts("stack", parts, (x) => x.shape[1], "columns");
    const rows = parts.reduce((sum, x) => sum + x.shape[0], 0);
    const shape = asShape("stack", [rows, parts[0]!.shape[1]]);
    return this.#hold(concatShares(shares), shape, parts[0]!.scale);
  }

  multiply(x: Secret, y: Secret): Promise<Secret> {
    return attended(async () => {
      const [a, b] = this.#factors("multiply", x, y);
      const scale = this.#scaleOfProduct("multiply", x.scale, y.scale);
      return this.#hold(await this.#running().multiply(a, b), x.shape, scale);
    });
  }

  square(x: Secret): Promise<Secret> {
    return attended(async () => {
      const share = this.#share("square", x);
      const scale = this.#scaleOfProduct("square", x.scale, x.scale);
      return this.#hold(await this.#running().square(share), x.shape, scale);
    });
  }

  dot(x: Secret, y: Secret): Promise<Secret> {
    return attended(async () => {
      const [a, b] = this.#factors("dot", x, y);
      const scale = this.#scaleOfProduct("dot", x.scale, y.scale);
      return this.#hold(await this.#running().dot(a, b), [1, 1], scale);
    });
  }

  matrixProduct(x: Secret, y: Secret): Promise<Secret> {
    return attended(async () => {
      const a = this.#share("matrixProduct", x);
      const b = this.#share("matrixProduct", y);
      const [rows, inner] = x.shape;
      const columns = y.shape[1];
      if (y.shape[0] !== inner)
        throw new RangeError(
          `matrixProduct: ${describeShape(x.shape)} times ${describeShape(y.shape)}`,
        );
      const shape = asShape("matrixProduct", [rows, columns]);
      const scale = this.#scaleOfProduct("matrixProduct", x.scale, y.scale);
      const product = await this.#running().matrixProduct(a, b, rows, inner, columns);
      return this.#hold(product, shape, scale);
    });
  }

  maskMatrix(
    x: Secret,
    uses: { columns: number; products: number; transposed: number },
  ): Promise<MaskedMatrix> {
    return attended(async () => {
      const share = this.#share("maskMatrix", x);
      const [rows, inner] = x.shape;
      const { columns, products: pairs, transposed } = uses;
      asShape("maskMatrix", [Math.max(rows, inner), columns]);
      const sane = Number.isInteger(pairs) && Number.isInteger(transposed);
      if (!sane || pairs < 0 || transposed < 0 || pairs + transposed === 0)
        throw new RangeError(`maskMatrix: ${pairs} products and ${transposed} transposed products`);
      const shape = { rows, inner, columns, pairs, transposed };
      const masked = await this.#running().maskMatrix(share, shape);
      return this.#maskedMatrix(x, columns, pairs, transposed, masked);
    });
  }

  truncate(x: Secret, f: number): Promise<Secret> {
    return attended(() => this.#truncate("truncate", x, f, this.#exact));
  }

  truncateExact(x: Secret, f: number): Promise<Secret> {
    return attended(() => this.#truncate("truncateExact", x, f, true));
  }

  multiplyFixed(x: Secret, y: Secret): Promise<Secret> {
    return attended(async () => {
      const f = Math.min(x.scale, y.scale);
      if (f > 0) assertTruncatable(this.field, "multiplyFixed", f);
      const product = await this.multiply(x, y);
      return f === 0 ? product : this.truncate(product, f);
    });
  }

  output(x: Secret): Promise<bigint[]> {
    return attended(async () => {
      return toSigned(this.field, await this.#running().output(this.#share("output", x)));
    });
  }

  outputNumbers(x: Secret): Promise<number[]> {
    return attended(async () => {
      const opened = await this.#running().output(this.#share("outputNumbers", x));
      return toNumbers(this.field, opened, x.scale);
    });
  }

  outputTo(party: number, x: Secret): Promise<bigint[] | null> {
    return attended(async () => {
      this.#assertParty("outputTo", party);
      const opened = await this.#running().outputTo(party, this.#share("outputTo", x));
      return opened === null ? null : toSigned(this.field, opened);
    });
  }

  async #truncate(what: string, x: Secret, f: number, exact: boolean): Promise<Secret> {
    const share = this.#share(what, x);
    assertTruncatable(this.field, what, f);
    // An integer has no fractional bits to lose: its truncation is a division by 2^f, again an integer.
    if (x.scale !== 0 && x.scale < f)
      throw new RangeError(`${what}: ${f} bits of a value with ${x.scale} fractional bits`);
    const scale = x.scale === 0 ? 0 : x.scale - f;
    return this.#hold(await this.#running().truncate(share, f, exact), x.shape, scale);
  }

  #maskedMatrix(
    x: Secret,
    columns: number,
    products: number,
    transposed: number,
    masked: MaskedProducts,
  ): MaskedMatrix {
    const [rows, inner] = x.shape;
    const check = (what: string, y: Secret, left: number, [r, c]: Shape) => {
      const share = this.#share(what, y);
      if (y.shape[0] !== r || y.shape[1] !== c)
        throw new RangeError(
          `${what}: times ${describeShape(y.shape)}, prepared for ${describeShape([r, c])}`,
        );
      if (left === 0) throw new RangeError(`${what}: every prepared product is used up`);
      this.#running();
      return { share, scale: this.#scaleOfProduct(what, x.scale, y.scale) };
    };
    return {
      shape: x.shape,
      scale: x.scale,
      product: (y) =>
        attended(async () => {
          const { share, scale } = check("product", y, products, [inner, columns]);
          products--;
          return this.#hold(await masked.product(share), [rows, columns], scale);
        }),
      transposedProduct: (y) =>
        attended(async () => {
          const { share, scale } = check("transposedProduct", y, transposed, [rows, columns]);
          transposed--;
          return this.#hold(await masked.transposed(share), [inner, columns], scale);
        }),
    };
  }

  #hold(share: Share, shape: Shape, scale: number): Secret {
    const held = new Held(this, share, shape, scale);
    this.#holdings.add(held);
    return held;
  }

  #share(what: string, x: Secret): Share {
    return Held.shareOf(this, what, x);
  }

  #running(): Evaluator {
    this.#evaluator.assertRunning();
    return this.#evaluator;
  }

  #alike(what: string, x: Secret, y: Secret): [Share, Share] {
    const shares = this.#factors(what, x, y);
    assertSameScale(what, x, y);
    return shares;
  }

  #factors(what: string, x: Secret, y: Secret): [Share, Share] {
    const shares: [Share, Share] = [this.#share(what, x), this.#share(what, y)];
    assertSameShape(what, x, y);
    return shares;
  }

  #parts(what: string, parts: readonly Secret[], of: (x: Secret) => number, side: string): Share[] {
    this.#running();
    if (parts.length === 0) throw new RangeError(`${what}: nothing to join`);
    const shares = parts.map((x) => this.#share(what, x));
    for (const x of parts) {
      assertSameScale(what, parts[0]!, x);
      if (of(x) !== of(parts[0]!))
        throw new RangeError(`${what}: ${of(parts[0]!)} and ${of(x)} ${side}`);
    }
    return shares;
  }

  #scaleOfProduct(what: string, x: number, y: number): number {
    assertScale(this.field, what, y);
    if (x + y > maxScale(this.field))
      throw new RangeError(
        `${what}: the scales add up to ${x + y}, more than ${maxScale(this.field)}; truncate first`,
      );
    return x + y;
  }

  #assertParty(what: string, party: number): void {
    if (!Number.isInteger(party) || party < 0 || party >= this.n)
      throw new RangeError(`${what}: no party ${party} among ${this.n}`);
  }
}
