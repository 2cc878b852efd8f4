import type { MaskedMatrix, Secret, Shape } from "./program.ts";
import { describeShape, Opaque } from "./secret.ts";

/** X·Y, or Xᵀ·Y. */
export type ProductKind = "product" | "transposedProduct";

type Multiply = (kind: ProductKind, matrix: MaskedSecret, y: Secret) => Promise<Secret>;

/** A masked matrix as a program holds it: what it is prepared for, and what of that is left. */
export class MaskedSecret extends Opaque implements MaskedMatrix {
  readonly shape: Shape;
  readonly scale: number;
  readonly #columns: number;
  readonly #left: Record<ProductKind, number>;
  readonly #multiply: Multiply;

  constructor(
    { shape, scale }: Secret,
    uses: { columns: number; products: number; transposed: number },
    multiply: Multiply,
  ) {
    super();
    this.shape = shape;
    this.scale = scale;
    this.#columns = uses.columns;
    this.#left = { product: uses.products, transposedProduct: uses.transposed };
    this.#multiply = multiply;
  }

  product(y: Secret): Promise<Secret> {
    return this.#multiply("product", this, y);
  }

  transposedProduct(y: Secret): Promise<Secret> {
    return this.#multiply("transposedProduct", this, y);
  }

  /** The shape of the product with y. RangeError unless it is prepared for. */
  productShape(kind: ProductKind, y: Secret): Shape {
    const [rows, inner] = this.shape;
    const [into, from] = kind === "product" ? [rows, inner] : [inner, rows];
    const prepared: Shape = [from, this.#columns];
    if (y.shape[0] !== prepared[0] || y.shape[1] !== prepared[1])
      throw new RangeError(
        `${kind}: times ${describeShape(y.shape)}, prepared for ${describeShape(prepared)}`,
      );
    if (this.#left[kind] === 0) throw new RangeError(`${kind}: every prepared product is used up`);
    return [into, this.#columns];
  }

  spend(kind: ProductKind): void {
    this.#left[kind]--;
  }

  protected describe(): string {
    return `a masked secret matrix (${describeShape(this.shape)})`;
  }
}
