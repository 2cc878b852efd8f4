/**
 * The Mpc of program.ts over any evaluator: shapes, scales, ranges and belonging are checked here, before
 * anything is sent. What is local stands in linear.ts.
 */
import { attended } from "./attended.ts";
import type { Evaluator, MaskedProducts } from "./evaluator.ts";
import type { Call } from "./job.ts";
import { LinearMpc } from "./linear.ts";
import { MaskedSecret, type ProductKind } from "./masked-secret.ts";
import { assertScale, toNumbers, toResiduesOf, toSigned } from "./numbers.ts";
import { type Operation, type Origin, operation } from "./origin.ts";
import type { InputOptions, MaskedMatrix, Mpc, PublicValues, Secret, Shape } from "./program.ts";
import { asShape, describeShape, Held } from "./secret.ts";
import { assertTruncatable } from "./truncate.ts";

export interface TypedOptions {
  /** What `truncate` and `multiplyFixed` do: "floor" always truncates exactly. Equal at all parties. */
  readonly rounding?: "probabilistic" | "floor";
}

const MULTIPLY = operation("multiply");
const SQUARE = operation("square");
const DOT = operation("dot");
const MATRIX_PRODUCT = operation("matrixProduct");
const MASK_MATRIX = operation("maskMatrix");
const PRODUCT = operation("product");
const TRANSPOSED_PRODUCT = operation("transposedProduct");
const TRUNCATE = operation("truncate");
const TRUNCATE_EXACT = operation("truncateExact");
const MULTIPLY_FIXED = operation("multiplyFixed");
const OUTPUT = operation("output");
const OUTPUT_NUMBERS = operation("outputNumbers");
const OUTPUT_TO = operation("outputTo");

export class TypedMpc extends LinearMpc implements Mpc {
  readonly #exact: boolean;
  /** By owner. */
  readonly #inputs: Operation[] = [];

  constructor(evaluator: Evaluator, { rounding = "probabilistic" }: TypedOptions = {}) {
    super(evaluator);
    this.#exact = rounding === "floor";
  }

  input(
    owner: number,
    shape: number | Shape,
    values: PublicValues | null,
    { scale = 0 }: InputOptions = {},
  ): Promise<Secret> {
    return attended("input", async () => {
      this.#assertParty("input", owner);
      const size = asShape("input", shape);
      assertScale(this.field, "input", scale);
      if (owner === this.self && values === null)
        throw new TypeError("input: its owner gives the values");
      if (owner !== this.self && values !== null)
        throw new TypeError(`input: the values are P${owner}'s; everybody else passes null`);
      const count = size[0] * size[1];
      const own = values === null ? null : toResiduesOf(this.field, "input", values, count, scale);
      this.#inputs[owner] ??= operation(`input of P${owner}`);
      const evaluator = this.running(this.#inputs[owner], scale);
      const { origin, call } = this.#calling(this.#inputs[owner], [...size, scale], []);
      return this.hold(await evaluator.input(owner, count, own, call), size, scale, origin);
    });
  }

  multiply(x: Secret, y: Secret): Promise<Secret> {
    return attended(MULTIPLY.name, () => this.#multiply(MULTIPLY, x, y));
  }

  square(x: Secret): Promise<Secret> {
    return attended(SQUARE.name, async () => {
      const share = this.share("square", x);
      const scale = this.scaleOfProduct("square", x.scale, x.scale);
      const evaluator = this.running(SQUARE, x.scale, x.scale);
      const { origin, call } = this.#calling(SQUARE, [], [x]);
      return this.hold(await evaluator.square(share, call), x.shape, scale, origin);
    });
  }

  dot(x: Secret, y: Secret): Promise<Secret> {
    return attended(DOT.name, async () => {
      const [a, b] = this.factors("dot", x, y);
      const scale = this.scaleOfProduct("dot", x.scale, y.scale);
      const evaluator = this.running(DOT, x.scale, y.scale);
      const { origin, call } = this.#calling(DOT, [], [x, y]);
      return this.hold(await evaluator.dot(a, b, call), [1, 1], scale, origin);
    });
  }

  matrixProduct(x: Secret, y: Secret): Promise<Secret> {
    return attended(MATRIX_PRODUCT.name, async () => {
      const a = this.share("matrixProduct", x);
      const b = this.share("matrixProduct", y);
      const [rows, inner] = x.shape;
      const columns = y.shape[1];
      if (y.shape[0] !== inner)
        throw new RangeError(
          `matrixProduct: ${describeShape(x.shape)} times ${describeShape(y.shape)}`,
        );
      const shape = asShape("matrixProduct", [rows, columns]);
      const scale = this.scaleOfProduct("matrixProduct", x.scale, y.scale);
      const evaluator = this.running(MATRIX_PRODUCT, x.scale, y.scale);
      const { origin, call } = this.#calling(MATRIX_PRODUCT, [], [x, y]);
      const product = await evaluator.matrixProduct(a, b, { rows, inner, columns }, call);
      return this.hold(product, shape, scale, origin);
    });
  }

  maskMatrix(
    x: Secret,
    uses: { columns: number; products: number; transposed: number },
  ): Promise<MaskedMatrix> {
    return attended(MASK_MATRIX.name, async () => {
      const share = this.share("maskMatrix", x);
      const [rows, inner] = x.shape;
      const { columns, products: pairs, transposed } = uses;
      asShape("maskMatrix", [Math.max(rows, inner), columns]);
      const sane = Number.isInteger(pairs) && Number.isInteger(transposed);
      if (!sane || pairs < 0 || transposed < 0 || pairs + transposed === 0)
        throw new RangeError(`maskMatrix: ${pairs} products and ${transposed} transposed products`);
      const shape = { rows, inner, columns, pairs, transposed };
      const evaluator = this.running(MASK_MATRIX, x.scale);
      const { origin, call } = this.#calling(MASK_MATRIX, [columns, pairs, transposed], [x]);
      const masked = await evaluator.maskMatrix(share, shape, call);
      return new MaskedSecret(x, uses, (kind, matrix, y) =>
        attended(kind, () => this.#maskedProduct(kind, matrix, origin, masked, y)),
      );
    });
  }

  truncate(x: Secret, f: number): Promise<Secret> {
    return attended(TRUNCATE.name, () => this.#truncate(TRUNCATE, x, f, this.#exact));
  }

  truncateExact(x: Secret, f: number): Promise<Secret> {
    return attended(TRUNCATE_EXACT.name, () => this.#truncate(TRUNCATE_EXACT, x, f, true));
  }

  multiplyFixed(x: Secret, y: Secret): Promise<Secret> {
    return attended(MULTIPLY_FIXED.name, async () => {
      const f = Math.min(x.scale, y.scale);
      if (f > 0) assertTruncatable(this.field, "multiplyFixed", f);
      const product = await this.#multiply(MULTIPLY_FIXED, x, y);
      return f === 0 ? product : this.#truncate(MULTIPLY_FIXED, product, f, this.#exact);
    });
  }

  output(x: Secret): Promise<bigint[]> {
    return attended(OUTPUT.name, async () => {
      const share = this.share("output", x);
      const evaluator = this.running(OUTPUT, x.scale);
      const { call } = this.#calling(OUTPUT, [], [x]);
      return toSigned(this.field, await evaluator.output(share, call));
    });
  }

  outputNumbers(x: Secret): Promise<number[]> {
    return attended(OUTPUT_NUMBERS.name, async () => {
      const share = this.share("outputNumbers", x);
      const evaluator = this.running(OUTPUT_NUMBERS, x.scale);
      const { call } = this.#calling(OUTPUT_NUMBERS, [], [x]);
      return toNumbers(this.field, await evaluator.output(share, call), x.scale);
    });
  }

  outputTo(party: number, x: Secret): Promise<bigint[] | null> {
    return attended(OUTPUT_TO.name, async () => {
      this.#assertParty("outputTo", party);
      const share = this.share("outputTo", x);
      const evaluator = this.running(OUTPUT_TO, x.scale);
      const { call } = this.#calling(OUTPUT_TO, [party], [x]);
      const opened = await evaluator.outputTo(party, share, call);
      return opened === null ? null : toSigned(this.field, opened);
    });
  }

  async #multiply(of: Operation, x: Secret, y: Secret): Promise<Secret> {
    const [a, b] = this.factors(of.name, x, y);
    const scale = this.scaleOfProduct(of.name, x.scale, y.scale);
    const evaluator = this.running(of, x.scale, y.scale);
    const { origin, call } = this.#calling(MULTIPLY, [], [x, y]);
    return this.hold(await evaluator.multiply(a, b, call), x.shape, scale, origin);
  }

  async #truncate(of: Operation, x: Secret, f: number, exact: boolean): Promise<Secret> {
    const { name } = of;
    const share = this.share(name, x);
    assertTruncatable(this.field, name, f);
    // An integer has no fractional bits to lose: its truncation is a division by 2^f, again an integer.
    if (x.scale !== 0 && x.scale < f)
      throw new RangeError(`${name}: ${f} bits of a value with ${x.scale} fractional bits`);
    const scale = x.scale === 0 ? 0 : x.scale - f;
    const evaluator = this.running(of, x.scale);
    const { origin, call } = this.#calling(exact ? TRUNCATE_EXACT : TRUNCATE, [f], [x]);
    return this.hold(await evaluator.truncate(share, f, exact, call), x.shape, scale, origin);
  }

  async #maskedProduct(
    kind: ProductKind,
    matrix: MaskedSecret,
    masked: Origin,
    products: MaskedProducts,
    y: Secret,
  ): Promise<Secret> {
    const of = kind === "product" ? PRODUCT : TRANSPOSED_PRODUCT;
    const share = this.share(kind, y);
    const shape = matrix.productShape(kind, y);
    const scale = this.scaleOfProduct(kind, matrix.scale, y.scale);
    this.running(of, matrix.scale, y.scale);
    matrix.spend(kind);
    const operands = [masked, Held.originOf(y)];
    const origin = this.origins.ofCall(of, [], operands);
    const product = await products[kind](share, { id: origin.id, operands });
    return this.hold(product, shape, scale, origin);
  }

  /** Notes a call of a program, in call order, once nothing can be wrong with it any more. */
  #calling(of: Operation, parameters: readonly number[], secrets: readonly Secret[]) {
    const operands = secrets.map(Held.originOf);
    const origin = this.origins.ofCall(of, parameters, operands);
    return { origin, call: { id: origin.id, operands } satisfies Call };
  }

  #assertParty(what: string, party: number): void {
    if (!Number.isInteger(party) || party < 0 || party >= this.n)
      throw new RangeError(`${what}: no party ${party} among ${this.n}`);
  }
}
