import type { Vector } from "./field.ts";

/** Xᵀ of a rows × columns matrix, row-major; X itself if it is a row or a column. Elements never become bigints. */
export function transpose(x: Vector, rows: number, columns: number): Vector {
  if (rows === 1 || columns === 1) return x;
  const out = new BigUint64Array(x.length);
  const from = new Uint32Array(x.buffer, x.byteOffset, 2 * x.length);
  const to = new Uint32Array(out.buffer);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const source = 2 * (r * columns + c);
      const target = 2 * (c * rows + r);
      to[target] = from[source]!;
      to[target + 1] = from[source + 1]!;
    }
  return out;
}
