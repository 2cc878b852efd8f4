/** Nothing is sacrificed: no b̂, ĉ, or second vector of squares is made, and no product is tested. */
import { WITHOUT } from "../../offline/labels.ts";
import { BOXES } from "../../offline/lowgear/boxes.ts";
import { ablation } from "./ablation.ts";

const nothing = async (): Promise<void> => {};

export const noSacrifice = ablation({
  name: "no-sacrifice",
  labels: [`${WITHOUT}the sacrifice`],
  boxes: { ...BOXES, sacrifice: { spares: 0, products: nothing, squares: nothing } },
});
