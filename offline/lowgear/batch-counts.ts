/** How many items LowGear's batches have. */
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import { RANDOM } from "../../items/kinds/random.ts";
import type { BasicItem } from "../../items/kinds.ts";
import { choosePacking } from "../matrix-packing.ts";
import { batchSizes } from "../pipeline.ts";
import type { BatchCounts } from "../planned-material.ts";
import { matrixChunks, repliesOfChunk } from "./matrix-chunks.ts";
import { ciphertextsOfSquares } from "./squares.ts";

/** What decides sizes. */
export interface BatchSetting {
  readonly parties: number;
  /** Items of a vector. */
  readonly slots: number;
  /** Ciphertexts of a full batch. */
  readonly U: number;
}

/** AGREEMENT: the last item of a batch of these kinds is thrown away, as it hid the others in a check. */
const lostOf = (item: BasicItem): number => (item.kind === "input-mask" ? 0 : 1);

/** The largest number of vectors, or pairs of vectors, in a batch with `most` ciphertexts. */
const mostVectors = (item: BasicItem, most: number, parties: number): number =>
  item.kind === "square" ? Math.max(1, Math.floor(most / ciphertextsOfSquares(parties, 1))) : most;

/** The vectors of each batch, or its pairs of vectors, for `count` items other than matrices. */
export const vectorsOf = (
  item: BasicItem,
  count: number,
  most: number,
  { parties, slots }: BatchSetting,
): number[] => batchSizes(count, slots, mostVectors(item, most, parties), lostOf(item));

/** Replies of one party to each peer for a batch of so many vectors, or pairs of vectors. */
export const repliesOf = {
  triple: (vectors: number) => 6 * vectors + 1,
  square: (pairs: number) => 4 * pairs + 1,
  random: (vectors: number) => vectors,
  "input-mask": (vectors: number) => vectors,
} as const;

/** As Backend.largestBatch. */
export function largestBatch(item: BasicItem, { parties, slots, U }: BatchSetting): number {
  if (item.kind !== "matrix-triple") return mostVectors(item, U, parties) * slots;
  const { rowBlocks, innerBlocks } = choosePacking(item.shape, slots, U);
  return Math.max(1, Math.floor(U / (rowBlocks * innerBlocks)));
}

/** Of batches of full size: on links that are slow, parties agree upon smaller ones. */
export function lowGearCounts({ parties, degree, U, maxReplies }: BgvParameters): BatchCounts {
  const setting = { parties, slots: degree, U };
  const sum = (each: readonly number[]) => each.reduce((a, b) => a + b, 0) * (parties - 1);
  return {
    maxReplies,
    largestBatch: (item) => largestBatch(item, setting),
    batches(item, count) {
      if (item.kind === "matrix-triple") {
        const chunks = matrixChunks(choosePacking(item.shape, degree, U), U, count, 0);
        const replies = sum(chunks.map(repliesOfChunk));
        return { takes: [[RANDOM, chunks.length]], delivers: count, replies };
      }
      const vectors = vectorsOf(item, count, U, setting);
      const delivers = vectors.reduce((all, v) => all + v * degree - lostOf(item), 0);
      const masked = item.kind === "input-mask";
      return {
        takes: masked ? [[RANDOM, vectors.length]] : [],
        delivers,
        replies: sum(vectors.map(repliesOf[item.kind])),
      };
    },
  };
}
