/** What stores hold after a fill that ended early: for people, and as JSON. */

import type { StorePlaces } from "../host/node/stock/places.ts";
import { showStore } from "../host/node/stock/show.ts";
import { type Demand, wordFor } from "../items/demand.ts";

export interface Left extends StorePlaces {
  /** Items by kind, as users write it. All can be spent except those of the last batch that another party lacks. */
  readonly items: Readonly<Record<string, number>>;
  /** Why nothing can be spent; null if the store is ready. */
  readonly gone: string | null;
}

/** What is left at those places that have, or had, a store. */
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
    // No store was begun, or it cannot be read. Its next user is told that. Here the cause of the failure comes first.
    return null;
  }
}

/** "…/stock: these can be spent: 524288 of 1200000 triples, …" */
export function describeLeft({ directory, items, gone }: Left, demand: Demand): string {
  if (gone !== null) return `${directory}: nothing is left of it: ${gone}`;
  const kept = [...demand].map(([kind, count]) => {
    const word = wordFor(kind);
    return `${items[word] ?? 0} of ${count} ${word}`;
  });
  return `${directory}: these can be spent: ${kept.join(", ")}; except what another party lacks of the last batch`;
}
