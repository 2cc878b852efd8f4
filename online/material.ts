import { type ItemKind, noneOf } from "../items/kinds.ts";
import type { Preprocessing } from "../items/preprocessing.ts";

/** What operations take from. */
export type Material = Pick<Preprocessing, "family" | "take">;

/** Of nothing operations take nothing: no source is asked for 0 items. */
export function materialOf(items: Preprocessing, self: number): Material {
  const { family, field } = items;
  return {
    family,
    take: (item: ItemKind, count: number) =>
      count === 0
        ? Promise.resolve(noneOf(item, { field, family, party: self }))
        : items.take(item, count),
  };
}
