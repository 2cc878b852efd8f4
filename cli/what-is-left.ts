/** What stores hold after a fill that did not come to its end: for people, and as JSON. */

import type { StorePlaces } from "../host/node/stock/places.ts";
import { showStore } from "../host/node/stock/show.ts";
import { type Demand, wordFor } from "../items/demand.ts";

export interface Left extends StorePlaces {
  /** Items that can be spent, but for what another party lacks of the last batch. By kind, as users write them. */
  readonly items: Readonly<Record<string, number>>;
  /** Why there are none; null if there are some. */
  readonly gone: string | null;
}

/** Of those places where there is, or was, a store. */
export async function leftIn(places: readonly StorePlaces[]): Promise<Left[]> {
  const all = await Promise.all(places.map(leftAt));
  return all.filter((left) => left !== null);
}

async function leftAt(places: StorePlaces): Promise<Left | null> {
  try {
    const { state, epitaph, kinds } = await showStore(places);
    const items = Object.fromEntries(kinds.map(({ kind, left }) => [wordFor(kind), left]));
    const gone = state === "ready" ? null : (epitaph ?? "it is unfinished");
    return { ...places, items, gone };
  } catch {
    // None was begun; or it cannot be looked at, which whoever uses it next is told. Why the fill failed comes first.
    return null;
  }
}

/** "…/stock: kept 524288 of 1200000 triples, …" */
export function describeLeft({ directory, items, gone }: Left, demand: Demand): string {
  if (gone !== null) return `${directory}: nothing is left of it: ${gone}`;
  const kept = [...demand].map(([kind, count]) => {
    const word = wordFor(kind);
    return `${items[word] ?? 0} of ${count} ${word}`;
  });
  return `${directory}: kept, and can be spent, ${kept.join(", ")}; but for what another party lacks of the last batch`;
}
