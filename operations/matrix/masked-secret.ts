/**
 * A matrix that is open against its mask, and the products with it.
 *
 *   source     Beaver's trick on matrices (paper-notes/spdz.md)
 *   rounds     1 for each product; in fixed point as for matrixProductFixed
 *   traffic    k×l by l×m: lm elements to each; transposed km; in fixed point those of a truncation of the result besides
 *   items      none: one of the prepared products of the matrix triple; in fixed point those of a truncation
 *   security   each Y − B is uniform; each prepared pair is used once; as of a truncation
 */

import { transpose } from "../../algebra/transpose.ts";
import type { MatrixPair, MatrixTriple } from "../../items/kinds/matrix-triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import { type Dimensions, recombineMatrices, transposed } from "../../online/local-maps.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { type Calling, operation, type Plain } from "../../online/operation.ts";
import type { Origin } from "../../online/origin.ts";
import { describeShape, type Shape, sameShape } from "../../online/shape.ts";
import { Operand, zeroShare } from "../../online/shared-secret.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import type { MaskedMatrix, Secret } from "../../online/values.ts";
import { maskShares, type Share } from "../../protocols/share.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { inTurn } from "../cost.ts";
import { picked, plain } from "../examples.ts";
import { rescale } from "../fixed/rescale.ts";
import { emptyProduct } from "./dimensions.ts";
import { timesPlain } from "./plain-product.ts";

/** X·Y, or Xᵀ·Y. */
type ProductKind = "product" | "transposedProduct";

/** Of `maskMatrix`: how many products X·Y and Xᵀ·Y are prepared, each with a Y of so many columns. */
export interface Uses {
  /** Of every Y. */
  readonly columns: number;
  /** How many X·Y. */
  readonly products: number;
  /** How many Xᵀ·Y. */
  readonly transposed: number;
}

/** What opening X against A has left: E = X − A, and the triple. */
interface OpenedMatrix {
  readonly e: Unchecked;
  readonly triple: MatrixTriple;
}

/** ⟦A⟧ and E, or both transposed, and the pair (B, C) of one product. */
interface Spent extends MatrixPair {
  readonly a: Share;
  readonly e: Unchecked;
}

/** A masked matrix as a program holds it: what it is prepared for, and how much of that is left. */
export class MaskedSecret extends Operand implements MaskedMatrix {
  readonly shape: Shape;
  readonly scale: number;
  /** Of X. */
  readonly secret: Secret;
  readonly #columns: number;
  readonly #left: Record<ProductKind, number>;
  /** Null where X or every Y has no element. */
  readonly #opened: OpenedMatrix | null;
  readonly #calling: Calling;
  #turned: Pick<Spent, "a" | "e"> | null = null;

  constructor(
    run: object,
    origin: Origin,
    x: Secret,
    uses: Uses,
    opened: OpenedMatrix | null,
    calling: Calling,
  ) {
    super(run, origin);
    this.shape = x.shape;
    this.scale = x.scale;
    this.secret = x;
    this.#columns = uses.columns;
    this.#left = { product: uses.products, transposedProduct: uses.transposed };
    this.#opened = opened;
    this.#calling = calling;
  }

  product(y: Secret): Promise<Secret> {
    return this.#calling.call(product, this, y);
  }

  transposedProduct(y: Secret): Promise<Secret> {
    return this.#calling.call(transposedProduct, this, y);
  }

  productFixed(y: Secret): Promise<Secret> {
    return this.#calling.call(productFixed, this, y);
  }

  transposedProductFixed(y: Secret): Promise<Secret> {
    return this.#calling.call(transposedProductFixed, this, y);
  }

  /** RangeError naming `what` unless it is prepared for Y of this shape, and some such product is left. */
  assertPrepared(what: string, kind: ProductKind, y: Shape): void {
    const [height, width] = this.size;
    const rows = kind === "product" ? width : height;
    const fits =
      sameShape(y, [rows, this.#columns]) || (this.#columns === 1 && sameShape(y, [rows]));
    if (!fits)
      throw new RangeError(
        `${what}: times ${describeShape(y)}, prepared for ${describeShape([rows, this.#columns])}`,
      );
    if (this.#left[kind] === 0) throw new RangeError(`${what}: every prepared product is used up`);
  }

  /** Rows and columns; a vector is a column. */
  get size(): readonly [rows: number, columns: number] {
    return [this.shape[0]!, this.shape[1] ?? 1];
  }

  /** False where X or every Y has no element. */
  get opens(): boolean {
    return this.#opened !== null;
  }

  /** Takes one of the prepared products; null where there is nothing to multiply. */
  static spend(matrix: MaskedSecret, kind: ProductKind): Spent | null {
    return matrix.#spend(kind);
  }

  #spend(kind: ProductKind): Spent | null {
    const left = this.#left[kind]--;
    if (this.#opened === null) return null;
    const { e, triple } = this.#opened;
    const straight = kind === "product";
    const pairs = straight ? triple.pairs : triple.transposed;
    return {
      ...(straight ? { a: triple.a, e } : this.#transposed()),
      ...pairs[pairs.length - left]!,
    };
  }

  /** What A hides X with, and what is prepared: with the opened E they are a share of X. */
  protected zeroShares(): void {
    if (this.#opened === null) return;
    const { a, pairs, transposed: turned } = this.#opened.triple;
    for (const share of [a, ...[...pairs, ...turned].flatMap(({ b, c }) => [b, c])])
      zeroShare(share);
    if (this.#turned !== null) zeroShare(this.#turned.a);
  }

  protected describe(): string {
    return `a masked secret matrix (${describeShape(this.shape)})`;
  }

  #transposed(): Pick<Spent, "a" | "e"> {
    const [rows, columns] = this.size;
    const { e, triple } = this.#opened!;
    this.#turned ??= {
      a: eachVector(triple.a, (v) => transpose(v, rows, columns)),
      e: transposed(e, rows, columns),
    };
    return this.#turned;
  }
}

/** The same in plain integers. */
function maskedPlain(kind: ProductKind, { shape, values, scale }: Plain, y: Plain): Plain {
  const [rows, columns = 1] = shape as [number, number?];
  const x = plain([rows, columns], values, scale);
  const left = kind === "product" ? x : picked(x, [columns, rows], ([r, c]) => [c!, r!]);
  return timesPlain(left, y);
}

const productWith = (kind: ProductKind, fixed: boolean) => {
  const name = fixed ? `${kind}Fixed` : kind;
  return operation({
    name,
    does: `${kind === "product" ? "X·Y" : "Xᵀ·Y"}${fixed ? " in fixed point" : ""}`,
    prepare(c, matrix: MaskedSecret, y: Secret) {
      const operands = [c.own(y)];
      matrix.assertPrepared(name, kind, y.shape);
      const [height, width] = matrix.size;
      const [rows, inner] = kind === "product" ? [height, width] : [width, height];
      const size = { rows, inner, columns: y.shape[1] ?? 1 };
      const shape = [rows, ...y.shape.slice(1)];
      const raw = typeOfProduct(c.field, name, matrix.secret, y, shape, inner);
      const last = rescale(c, name, raw, fixed ? Math.min(matrix.scale, y.scale) : 0);
      const opened = matrix.opens ? y.length : 0;
      return {
        operands,
        others: [matrix],
        scales: [matrix.scale, y.scale],
        gives: last.gives,
        cost: () => inTurn({ rounds: 1, opened, items: [] }, last.cost()),
        run: async (k, [share]) => last.run(k, await multiplyMasked(k, matrix, kind, share!, size)),
      };
    },
    // No example can write a masked matrix down. The tests of matrices show it.
    plain: () => null,
    real: (_, matrix: Plain, y: Plain) => maskedPlain(kind, matrix, y),
    examples: () => [],
  });
};

/** ⟦X·Y⟧ or ⟦Xᵀ·Y⟧, with one of the prepared products. */
function multiplyMasked(
  k: Kernel,
  matrix: MaskedSecret,
  kind: ProductKind,
  y: Share,
  size: Dimensions,
): Promise<Share> {
  const spent = MaskedSecret.spend(matrix, kind);
  if (spent === null) return emptyProduct(k, "masked-product", size);
  const { rows, inner, columns } = size;
  const { a, b, c, e } = spent;
  return k.open({
    label: `masked-product ${rows}x${inner}x${columns}`,
    opens: y.value.length,
    material: Promise.resolve(null),
    masked: () => [maskShares(y, b)],
    finish: (d) => recombineMatrices(k.local, { a, b, c }, e, d, size),
  });
}

const product = productWith("product", false);
const transposedProduct = productWith("transposedProduct", false);
const productFixed = productWith("product", true);
const transposedProductFixed = productWith("transposedProduct", true);
