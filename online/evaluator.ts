/**
 * What computes on shares, whatever the family: the engine with other parties, or the clear with itself.
 * Everything about shapes, scales and ranges has been checked before it is called.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";
import type { Holder, Share } from "../protocols/share.ts";
import type { Call } from "./job.ts";

/** A matrix X that is open against its mask. Each call uses up one prepared product. */
export interface MaskedProducts {
  /** X·Y for Y of inner × columns. */
  product(y: Share, call: Call): Promise<Share>;
  /** Xᵀ·Y for Y of rows × columns. */
  transposedProduct(y: Share, call: Call): Promise<Share>;
}

export interface Evaluator {
  readonly field: Field;
  readonly self: number;
  readonly n: number;
  /** For what is linear, hence local. */
  readonly holder: Holder;
  /** What every result must say. */
  readonly labels: readonly string[];
  /** Throws what ended the run, once something has. What follows is `operation`, on operands of these scales. */
  assertRunning(operation: string, scales: readonly number[]): void;

  /** The owner passes its values, everybody else null. */
  input(owner: number, count: number, values: Vector | null, call: Call): Promise<Share>;
  multiply(x: Share, y: Share, call: Call): Promise<Share>;
  square(x: Share, call: Call): Promise<Share>;
  dot(x: Share, y: Share, call: Call): Promise<Share>;
  matrixProduct(x: Share, y: Share, size: Dimensions, call: Call): Promise<Share>;
  maskMatrix(x: Share, shape: MatrixShape, call: Call): Promise<MaskedProducts>;
  /** ⌊x/2^f⌋, or where `exact` is false perhaps one more. */
  truncate(x: Share, f: number, exact: boolean, call: Call): Promise<Share>;
  output(x: Share, call: Call): Promise<Vector>;
  outputTo(party: number, x: Share, call: Call): Promise<Vector | null>;
}

/** rows × inner by inner × columns. */
export interface Dimensions {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}
