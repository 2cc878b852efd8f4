/**
 * Opening a result, to all or to one party. The engine checks everything opened before, opens these, and
 * checks a batch that contains them before it lets anyone see what `finish` returns.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Output"
 *   rounds     1 opening between two MAC checks
 *   traffic    t elements to each
 *   items      to one party: t of its input masks, unused before
 *   security   to one party: y − r is opened and r is known to that party alone; the check covers y − r,
 *              so that it cannot be given a wrong y either
 */
import type { Vector } from "../algebra/field.ts";
import { type InputMasks, takeInputMasks } from "../items/kinds/input-mask.ts";
import { type Holder, maskShares, type Share } from "../protocols/share.ts";
import type { Job } from "./job.ts";
import type { Material } from "./material.ts";

export function output(x: Share): Job<null, Vector> {
  return {
    label: `output ${x.value.length}`,
    opens: x.value.length,
    material: Promise.resolve(null),
    masked: () => [x],
    finish: (opened) => opened,
  };
}

/** Null at everyone but `party`. */
export function outputTo(
  h: Holder,
  items: Material,
  party: number,
  x: Share,
): Job<InputMasks, Vector | null> {
  return {
    label: `output P${party} ${x.value.length}`,
    opens: x.value.length,
    material: takeInputMasks(items, party, x.value.length),
    masked: ({ mask }) => [maskShares(x, mask)],
    finish: (opened, { clear }) => (clear === null ? null : h.field.add(opened, clear)),
  };
}
