/** What a demand comes down to: items that backends make in batches, and bits, of which others are derived. */
import type { Field } from "../algebra/field.ts";
import { addDemands, type Demand, demandOf } from "./demand.ts";
import { type ItemKind, kindOf, parseKind } from "./kinds.ts";

/** Of what is derived of other items in stock, those; all else as it is. */
export function basicDemand(demand: Demand, field: Field): Demand {
  return addDemands(
    ...[...demand].map(([name, count]) => {
      const item = parseKind(name);
      const { derive } = kindOf(item);
      if (derive === null || derive.from === "batches") return demandOf(item, count);
      const needs = derive.needs(item, field, count);
      return basicDemand(
        addDemands(...needs.map(([of, many]) => demandOf(of as ItemKind, many))),
        field,
      );
    }),
  );
}
