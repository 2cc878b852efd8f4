/** Replies are flooded by a single bit: what they hide of a party's own factor depends on the noise in them. */
import { WITHOUT } from "../../offline/labels.ts";
import { type Ablation, BOXES } from "../../offline/lowgear/boxes.ts";

export const noFlooding = {
  name: "no-flooding",
  labels: [`${WITHOUT}flooding`],
  boxes: BOXES,
  flooding: "none",
} as const satisfies Ablation;
