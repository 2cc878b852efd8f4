import { prime60 } from "../../../algebra/prime60.ts";
import { preprocessingContract } from "../../contracts/preprocessing.ts";
import { smallSemiHonest } from "../../support/lowgear.ts";

preprocessingContract("semi-honest HE", smallSemiHonest, {
  parties: [2, 3, 4],
  fields: [prime60()],
  families: ["plain"],
});
