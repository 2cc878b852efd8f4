/** How many items the batches of the semi-honest twin have. */
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import type { BasicItem } from "../../items/kinds.ts";
import { batchSizes } from "../pipeline.ts";
import type { BatchCounts } from "../planned-material.ts";
import { repliesOfMatrix } from "./matrix.ts";

/** AGREEMENT: vectors of a batch. It bounds memory. */
const VECTORS = 8;

/** As Backend.largestBatch. */
export const largestBatch = (item: BasicItem, slots: number): number =>
  item.kind === "matrix-triple" ? 1 : VECTORS * slots;

/** The vectors of each batch, for `count` triples or squares. */
export const vectorsOf = (count: number, slots: number): number[] =>
  batchSizes(count, slots, VECTORS, 0);

export const semiHonestCounts = ({ parties, degree, maxReplies }: BgvParameters): BatchCounts => ({
  maxReplies,
  largestBatch: (item) => largestBatch(item, degree),
  batches(item, count) {
    if (item.kind === "triple" || item.kind === "square") {
      const vectors = vectorsOf(count, degree).reduce((a, b) => a + b);
      return { takes: [], delivers: degree * vectors, replies: vectors * (parties - 1) };
    }
    // What needs no products of vectors is made one by one.
    const each = item.kind === "matrix-triple" ? repliesOfMatrix(item.shape, degree) : 0;
    return { takes: [], delivers: count, replies: count * each * (parties - 1) };
  },
});
