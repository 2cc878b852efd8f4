/** What became of a session's material: made, used, wasted. */
import { addDemands, type Demand, missingFrom } from "../../../items/demand.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { Stock } from "../../../items/stock.ts";
import type { PartyStatistics } from "./statistics.ts";

type Counted = Pick<Preprocessing, "used" | "spare">;

/**
 * `source` is what the session began with, `spent` where its programs took from: the same, or what was taken
 * of it into memory. Items of a store were made before; what is left of them is kept.
 */
export function itemCounts(
  source: Counted,
  spent: Pick<Counted, "used">,
): Pick<PartyStatistics, "made" | "used" | "wasted"> {
  const supplied = addDemands(source.used(), source.spare());
  return {
    made: source instanceof Stock ? {} : counts(supplied),
    used: counts(spent.used()),
    wasted: counts(missingFrom(spent.used(), supplied)),
  };
}

/** Without zeros. */
const counts = (demand: Demand): Record<string, number> =>
  Object.fromEntries([...demand].filter(([, count]) => count > 0));
