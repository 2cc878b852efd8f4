/** Replies are flooded by a single bit. How much they hide of their sender's factor depends on their noise. */
import { WITHOUT } from "../../offline/labels.ts";
import { BOXES } from "../../offline/lowgear/boxes.ts";
import { ablation } from "./ablation.ts";

export const noFlooding = ablation({
  name: "no-flooding",
  labels: [`${WITHOUT}flooding`],
  boxes: BOXES,
  flooding: "none",
});
