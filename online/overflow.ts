/** What declared ranges say of a program before it runs: that a number can leave ±M, and where. */

import type { TypedCall } from "./evaluator.ts";
import type { Range, SecretType } from "./secret-type.ts";
import { describeShape } from "./shape.ts";

/** A result can leave ±M, or an operand the domain of an operation, although all that it is computed from keeps to its declared range. */
export class CanOverflow extends Error {
  override readonly name = "CanOverflow";
  /** The ranges that inputs were declared with until then, each once. */
  readonly declared: readonly Range[];

  constructor(operation: string, { operands, beyond }: TypedCall, declared: readonly Range[]) {
    const of = operands.map(
      ({ range, scale, shape }) =>
        `${describeRange(range!)} at scale ${scale} (${describeShape(shape)})`,
    );
    const why = beyond ?? "the result can leave ±(2^58 − 2^18)";
    super(`${operation}: ${why} for operands of ${of.join(" and of ")}`);
    this.declared = declared;
  }
}

/** "-3 to 4.5" */
export const describeRange = ([least, greatest]: Range): string =>
  `${shortened(least)} to ${shortened(greatest)}`;

const shortened = (x: number): string =>
  Number.isInteger(x) && Math.abs(x) < 1e9 ? `${x}` : `${Number(x.toPrecision(4))}`;

/** True if all operands have a range, and the result has none: it may leave ±M. */
export const canOverflow = (operands: readonly SecretType[], gives: SecretType): boolean =>
  operands.length > 0 && gives.range === null && operands.every(({ range }) => range !== null);

/** `factor` times that range, within it on the grid of the scale; 0 ≤ factor ≤ 1. */
export function narrowed(gives: SecretType, factor: number): SecretType {
  if (gives.range === null || gives.type === "bit" || factor === 1) return gives;
  const grid = 2 ** gives.scale;
  const [least, greatest] = gives.range.map((x) => Math.trunc(x * grid * factor) / grid);
  return { ...gives, range: [least! + 0, greatest! + 0] };
}
