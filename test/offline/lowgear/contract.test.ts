import { prime60 } from "../../../algebra/prime60.ts";
import { preprocessingContract } from "../../contracts/preprocessing.ts";
import { LONG } from "../../support/long.ts";
import { smallLowGear } from "../../support/lowgear.ts";

preprocessingContract("LowGear", smallLowGear, {
  parties: LONG ? [2, 3, 4] : [2, 3],
  fields: [prime60()],
  families: ["authenticated"],
});
