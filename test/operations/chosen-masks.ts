/** A kernel of one party that knows everything: its comparison masks are given, all other items are zeros. */
import { lengthOf, settle } from "../../algebra/deferred.ts";
import type { Vector } from "../../algebra/field.ts";
import { bitOf } from "../../algebra/words.ts";
import { type ItemKind, widthsOf } from "../../items/kinds.ts";
import type { Kernel } from "../../online/kernel.ts";
import { Unchecked } from "../../online/unchecked.ts";
import type { Share } from "../../protocols/share.ts";
import { REAL } from "../online/parties.ts";

const CONTEXT = { field: REAL, self: 0, macKeyShare: null };
const never = () => Promise.reject(new TypeError("not here"));

/** Every call takes these masks, from the first on. */
export const kernelWithMasks = (masks: Vector): Kernel => ({
  self: 0,
  n: 1,
  field: REAL,
  family: "plain",
  local: CONTEXT,
  residues: CONTEXT,
  async take(item: ItemKind, count: number) {
    if (item.kind === "comparison-mask") {
      const r = masks.slice(0, count);
      return [r, ...Array.from({ length: REAL.bits }, (_, i) => bitOf(r, i))];
    }
    const widths = widthsOf(item, { field: REAL, family: "plain", party: 0 });
    return widths.map((width) => new BigUint64Array(width * count));
  },
  async open({ opens, material, masked, finish }) {
    const items = await material;
    const opened = new BigUint64Array(opens);
    let at = 0;
    for (const { value } of masked(items)) {
      settle(REAL, opened.subarray(at, at + lengthOf(value)), value);
      at += lengthOf(value);
    }
    return finish(new Unchecked(opened), items);
  },
  broadcast: never,
  output: never,
  outputTo: never,
  checked: never,
});

/** Residues as the only share of themselves. */
export const shareOf = (values: readonly bigint[]): Share => ({
  value: BigUint64Array.from(values, (v) => ((v % REAL.p) + REAL.p) % REAL.p),
  mac: null,
});

/** The residues at both ends of the field, and some between: masks with which sums wrap, or just do not. */
export function edgesOfField(reach: number): bigint[] {
  const near = Array.from({ length: reach }, (_, j) => BigInt(j));
  const ends = near.flatMap((v) => [v, REAL.p - 1n - v]);
  return [...ends, REAL.p / 2n, 2n ** 18n, REAL.p - 2n ** 18n, 0x123456789abcdefn];
}

/** Every x with every mask, as two lists. */
export const allPairs = (xs: readonly bigint[], masks: readonly bigint[]) => ({
  xs: xs.flatMap((x) => masks.map(() => x)),
  masks: BigUint64Array.from(xs.flatMap(() => masks)),
});
