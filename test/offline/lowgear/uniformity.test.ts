import { prime60 } from "../../../algebra/prime60.ts";
import { uniformityContract } from "../../contracts/uniformity.ts";
import { LONG } from "../../support/long.ts";
import { lowGearSupply } from "../../support/lowgear.ts";

// 7000 items: a share in sixteen replaced by 0 is four times its bound.
uniformityContract(
  "LowGear",
  (n, _field, _family, seed) => lowGearSupply(n, seed, { degree: 1024, batch: 8 }),
  {
    field: prime60(),
    families: ["authenticated"],
    items: 7000,
    include: (kind, n) =>
      LONG ||
      (n === 2 ? !/^(comparison|truncation)-mask$/.test(kind) : !/-mask$|^matrix/.test(kind)),
    matrix: { rows: 84, inner: 84, columns: 84 },
  },
);
