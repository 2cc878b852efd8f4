import type { Plain } from "../../online/operation.ts";
import type { Fraction } from "../examples.ts";
import type { VarianceOptions } from "./centred.ts";

/** (n·Σ xy − Σ x·Σ y)/(n·(n − ddof)) of each column of x with each of y, as fractions. */
export function covariancesOf(x: Plain, y: Plain, { ddof = 0 }: VarianceOptions = {}): Fraction[] {
  const n = BigInt(x.shape[0]!);
  const columnsOf = ({ shape: [rows, width = 1], values }: Plain) =>
    Array.from({ length: width }, (_, c) =>
      Array.from({ length: rows! }, (_, r) => values[r * width + c]!),
    );
  const total = (list: readonly bigint[]) => list.reduce((sum, v) => sum + v, 0n);
  const denominator = (n * (n - BigInt(ddof))) << BigInt(x.scale + y.scale);
  return columnsOf(x).flatMap((p) =>
    columnsOf(y).map((q): Fraction => {
      const products = total(p.map((v, j) => v * q[j]!));
      return [n * products - total(p) * total(q), denominator];
    }),
  );
}
