/** How many items the batches of the semi-honest twin have. */
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import type { BasicItem } from "../../items/kinds.ts";
import { batchSizes } from "../pipeline.ts";
import type { BatchCounts } from "../planned-material.ts";

/** AGREEMENT: vectors of a batch. It bounds memory. */
const VECTORS = 8;

/** As Backend.largestBatch. */
export const largestBatch = (item: BasicItem, slots: number): number =>
  item.kind === "matrix-triple" ? 1 : VECTORS * slots;

/** The vectors of each batch, for `count` triples or squares. */
export const vectorsOf = (count: number, slots: number): number[] =>
  batchSizes(count, slots, VECTORS, 0);

export const semiHonestCounts = ({ degree: slots }: BgvParameters): BatchCounts => ({
  largestBatch: (item) => largestBatch(item, slots),
  batches(item, count) {
    const products = item.kind === "triple" || item.kind === "square";
    // What needs no products is made one by one.
    const delivers = products ? slots * vectorsOf(count, slots).reduce((a, b) => a + b) : count;
    return { takes: [], delivers };
  },
});
