/** What to do about material that is made while a program runs. */

import type { PartyStatistics } from "../host/node/party/statistics.ts";
import type { Security } from "../host/party/combination.ts";
import { formatDemand } from "../items/demand.ts";

/** Before: nothing is known of what the program will take. */
export const noNeeds = (why: string): string =>
  `what the program takes is not known before it runs (${why}; about.outputs or about.needs could say): its material is being made online`;

/** After: the very items, to be made before the next run. Null where none were made online. */
export function itemsAdvice(
  { madeOnline, used }: Pick<PartyStatistics, "madeOnline" | "used">,
  parties: number,
  security: Security,
): string | null {
  if (!madeOnline) return null;
  const items = formatDemand(new Map(Object.entries(used)));
  return (
    "online times, rounds and bytes include the making of material, as it was not known before what the program takes; " +
    `made before, for spdz party:\n  spdz offline --parties ${parties} --security ${security} --items ${items} --directory ./stores`
  );
}
