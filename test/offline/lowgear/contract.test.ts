import { prime60 } from "../../../algebra/prime60.ts";
import { preprocessingContract } from "../../contracts/preprocessing.ts";
import { smallLowGear } from "../../support/lowgear.ts";

preprocessingContract("LowGear", smallLowGear, {
  parties: [2, 3, 4],
  fields: [prime60()],
  families: ["authenticated"],
});
