/**
 * Sharing a party's private values.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Input": P_k broadcasts ε = x − r; ⟦x⟧ = ⟦r⟧ + ε
 *   rounds     1, and 1 to echo ε (n > 2)
 *   traffic    t elements from the owner to each
 *   items      t input masks of the owner
 *   security   r is uniform to everybody but its owner, so ε says nothing; the echo keeps all honest
 *              parties on the same ε. A wrong ε is the owner's choice of another input.
 */
import type { Vector } from "../algebra/field.ts";
import { type InputMasks, takeInputMasks } from "../items/kinds/input-mask.ts";
import { addPublic, type Holder, type Share } from "../protocols/share.ts";
import { type Job, NOTHING } from "./job.ts";
import type { Material } from "./material.ts";

/** `values`: the owner's, in [0, p); null at all others. */
export function input(
  h: Holder,
  items: Material,
  owner: number,
  count: number,
  values: Vector | null,
): Job<InputMasks, Share> {
  return {
    label: `input P${owner} ${count}`,
    opens: 0,
    material: takeInputMasks(items, owner, count),
    masked: () => NOTHING,
    broadcast: {
      owner,
      count,
      values: ({ clear }) => {
        if (values === null || clear === null) throw new TypeError("input: not the owner's masks");
        return h.field.subtract(values, clear);
      },
    },
    finish: (epsilon, { mask }) => addPublic(h, mask, epsilon),
  };
}
