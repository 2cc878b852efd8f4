/** Moves the elements of row-major matrices. Pure. Secrets are moved as pairs of words, never as bigints. */
import type { Vector } from "../algebra/field.ts";
import type { Share } from "../protocols/share.ts";

/** Applies a rearrangement to values and MACs alike. */
export const eachVector = (x: Share, f: (v: Vector) => Vector): Share => ({
  value: f(x.value),
  mac: x.mac === null ? null : f(x.mac),
});

function beside(parts: readonly Vector[], rows: number, widths: readonly number[]): Vector {
  const columns = widths.reduce((sum, w) => sum + w, 0);
  const out = new BigUint64Array(rows * columns);
  let left = 0;
  for (const [k, part] of parts.entries()) {
    const width = widths[k]!;
    for (let r = 0; r < rows; r++)
      out.set(part.subarray(r * width, (r + 1) * width), r * columns + left);
    left += width;
  }
  return out;
}

/** Matrices of `rows` rows each, side by side; `widths` are their columns. */
export function besideShares(
  parts: readonly Share[],
  rows: number,
  widths: readonly number[],
): Share {
  const join = (of: (x: Share) => Vector) => beside(parts.map(of), rows, widths);
  return { value: join((x) => x.value), mac: parts[0]!.mac === null ? null : join((x) => x.mac!) };
}

/** out_j = v[source_j] */
export function gather(v: Vector, source: Uint32Array): Vector {
  const out = new BigUint64Array(source.length);
  const from = new Uint32Array(v.buffer, v.byteOffset, 2 * v.length);
  const to = new Uint32Array(out.buffer);
  for (let j = 0; j < source.length; j++) {
    to[2 * j] = from[2 * source[j]!]!;
    to[2 * j + 1] = from[2 * source[j]! + 1]!;
  }
  return out;
}
