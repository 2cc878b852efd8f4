/** The part of the security budget that items add, with the items that they are derived of. */
import type { Field } from "../algebra/field.ts";
import { type SecurityTerm, times } from "../protocols/security.ts";
import type { Demand } from "./demand.ts";
import type { Item, Needs } from "./kind.ts";
import { kindOf, parseKind } from "./kinds.ts";

/**
 * The terms of `items`, by kindName, in this field. What is there 0 times has none. `proved`: the parties made the items
 * and proved to each other that they are right. Otherwise their maker is trusted with that.
 * @throws RangeError for a name of no kind: nothing is left out of an account.
 */
export const termsOf = (items: Demand, field: Field, proved: boolean): SecurityTerm[] =>
  [...items].flatMap(([name, count]) => {
    const item = parseKind(name);
    return count === 0 ? [] : termsOfItem(item, count, field, proved);
  });

/** Its own terms, times `count`, and the terms of what it is derived of, as often as that is needed. */
function termsOfItem(item: Item, count: number, field: Field, proved: boolean): SecurityTerm[] {
  const own = kindOf(item).terms.filter(({ of }) => proved || of === "use");
  return [
    ...own.map((term) => times(term, count)),
    ...needsOf(item, field).flatMap(([needed, many]) =>
      termsOfItem(needed, count * many, field, proved),
    ),
  ];
}

/** What one item is derived of. */
function needsOf(item: Item, field: Field): Needs {
  const { derive } = kindOf(item);
  if (derive === null) return [];
  return derive.from === "batches" ? [[derive.of, 1]] : derive.needs(item, field, 1);
}

/** The numerator over p of what adds up with each use: of `items`, by kindName, and of `others`. */
export const addedOverP = (
  items: Demand,
  field: Field,
  others: readonly SecurityTerm[] = [],
): number =>
  [...termsOf(items, field, false), ...others].reduce(
    (sum, { rule, bound: { numerator, over } }) =>
      rule === "adds" && over === "p" ? sum + numerator : sum,
    0,
  );
