/**
 * What computes on shares, whatever the family: the engine with other parties, or the clear with itself.
 * Everything about shapes, scales and ranges has been checked before it is called.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { MatrixShape } from "../offline/preprocessing.ts";
import type { Holder, Share } from "../protocols/share.ts";

/** A matrix X that is open against its mask. Each call uses up one prepared product. */
export interface MaskedProducts {
  /** X·Y for Y of inner × columns. */
  product(y: Share): Promise<Share>;
  /** Xᵀ·Y for Y of rows × columns. */
  transposed(y: Share): Promise<Share>;
}

export interface Evaluator {
  readonly field: Field;
  readonly self: number;
  readonly n: number;
  /** For what is linear, hence local. */
  readonly holder: Holder;
  /** What every result must say. */
  readonly labels: readonly string[];
  /** Throws what ended the run, once something has. */
  assertRunning(): void;

  /** The owner passes its values, everybody else null. */
  input(owner: number, count: number, values: Vector | null): Promise<Share>;
  multiply(x: Share, y: Share): Promise<Share>;
  square(x: Share): Promise<Share>;
  dot(x: Share, y: Share): Promise<Share>;
  matrixProduct(x: Share, y: Share, rows: number, inner: number, columns: number): Promise<Share>;
  maskMatrix(x: Share, shape: MatrixShape): Promise<MaskedProducts>;
  /** ⌊x/2^f⌋, or where `exact` is false perhaps one more. */
  truncate(x: Share, f: number, exact: boolean): Promise<Share>;
  output(x: Share): Promise<Vector>;
  outputTo(party: number, x: Share): Promise<Vector | null>;
}
