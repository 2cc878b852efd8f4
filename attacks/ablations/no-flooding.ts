/** Replies are flooded by a single bit: what they hide of a party's own factor depends on the noise in them. */
import { WITHOUT } from "../../offline/labels.ts";
import { BOXES } from "../../offline/lowgear/boxes.ts";
import { ablation } from "./ablation.ts";

export const noFlooding = ablation({
  name: "no-flooding",
  labels: [`${WITHOUT}flooding`],
  boxes: BOXES,
  flooding: "none",
});
