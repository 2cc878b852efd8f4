/** Leaving out items that a public vector rules out. */
import { concatVectors, type Vector } from "../../algebra/field.ts";
import type { Share } from "../../protocols/share.ts";

/** Of each share the elements j with `selector`_j ≠ 0, as copies; the selector is public. */
export function whereNonZero(shares: readonly Share[], selector: Vector): Share[] {
  const runs = nonZeroRuns(selector);
  const keep = (v: Vector): Vector =>
    runs.length === 0
      ? new BigUint64Array(0)
      : concatVectors(runs.map(([from, to]) => v.subarray(from, to)));
  return shares.map(({ value, mac }) => ({
    value: keep(value),
    mac: mac === null ? null : keep(mac),
  }));
}

/** Where x is not 0: the longest runs [from, to), in order. */
export function nonZeroRuns(x: Vector): [from: number, to: number][] {
  const runs: [number, number][] = [];
  let from = 0;
  for (let zero = x.indexOf(0n); zero >= 0; zero = x.indexOf(0n, from)) {
    if (zero > from) runs.push([from, zero]);
    from = zero + 1;
  }
  if (from < x.length) runs.push([from, x.length]);
  return runs;
}
