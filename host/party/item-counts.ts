/** What became of a session's material: made, used, wasted. */
import { addDemands, type Demand, missingFrom } from "../../items/demand.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Stock } from "../../items/stock.ts";

/** Items by kindName, without zeros. */
export interface ItemCounts {
  /** What was made for this session, here with the others. */
  readonly made: Readonly<Record<string, number>>;
  /** What the programs took. */
  readonly used: Readonly<Record<string, number>>;
  /** What was made, or taken from a store, and neither used nor kept. */
  readonly wasted: Readonly<Record<string, number>>;
}

type Counted = Pick<Preprocessing, "used" | "spare">;

/**
 * `source` is what the session began with. `spent` is where its programs took from: the source, or what was taken of it
 * into memory. Items of a store were made before the session, and what is left of them stays there.
 */
export function itemCounts(source: Counted, spent: Pick<Counted, "used">): ItemCounts {
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
