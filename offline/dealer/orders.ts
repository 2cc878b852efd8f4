/** How many items a party orders of the dealer, and what comes of that. */
import type { Demand } from "../../items/demand.ts";
import { kindOf, parseKind } from "../../items/kinds.ts";
import type { PlannedFor, PlannedMaterial } from "../planned-material.ts";
import { batchItems } from "./dealt-batch.ts";

/**
 * How many items to order when `count` are asked for. That is what is missing and a reserve: as many as were used
 * before, at most a batch. The reserve is filled up once less than half of it is left.
 */
export function orderFor(
  { ordered, used }: { readonly ordered: number; readonly used: number },
  count: number,
  batch: number,
): number {
  const left = ordered - used - count;
  const reserve = Math.min(used, batch);
  return 2 * left < reserve || left < 0 ? reserve - left : 0;
}

/**
 * For a run that takes its items ahead, kind by kind, as takeMany takes them. A kind that is asked for again is ordered
 * ahead. What of that has come by the end differs from run to run, so it is a bound.
 */
export function plannedOrders(demand: Demand, { field, family }: PlannedFor): PlannedMaterial {
  const [made, left] = [new Map<string, number>(), new Map<string, number>()];
  for (const [name, count] of demand) {
    if (count === 0) continue;
    const item = parseKind(name);
    const each = kindOf(item).single ? 1 : count;
    const batch = batchItems({ field, family }, item);
    let ordered = 0;
    for (let used = 0; used < count; used += each)
      ordered += orderFor({ ordered, used }, each, batch);
    made.set(name, ordered);
    if (ordered > count) left.set(name, ordered - count);
  }
  const atMost = [...left.keys()];
  return { made, spent: new Map(), left, atMost, replies: null, discards: new Map() };
}
