import { prime60 } from "../../../algebra/prime60.ts";
import { uniformityContract } from "../../contracts/uniformity.ts";
import { LONG } from "../../support/long.ts";
import { smallSemiHonest } from "../../support/lowgear.ts";

uniformityContract("semi-honest HE", smallSemiHonest, {
  field: prime60(),
  families: ["plain"],
  items: 7000,
  include: (kind, n) =>
    LONG ||
    (kind !== "truncation-mask" &&
      (n === 2 || !/^(comparison-mask|digit-mask|matrix-triple)$/.test(kind))),
  matrix: { rows: 84, inner: 84, columns: 84 },
});
