/**
 * How many items are reserved at once. A session takes whole blocks, and loses what it does not use of a block. Large
 * blocks cost less, but a large block would take the whole of a small store.
 */
import { prime60 } from "../../../algebra/prime60.ts";
import type { Family } from "../../../items/columns.ts";
import type { Demand } from "../../../items/demand.ts";
import { KindSegment } from "./disk-medium.ts";

/** AGREEMENT, for all of these constants: the block size is part of the store's id. */
export const BLOCK_BYTES = 1 << 16;
const LEAST_BLOCK_BYTES = 1 << 10;
/** How many blocks the smallest kind should have, unless blocks would be smaller than LEAST_BLOCK_BYTES. */
const BLOCKS_PER_KIND = 64;
/** How many blocks a store has at most, about: each costs a key. */
const MOST_BLOCKS = 1 << 16;

/** The block size of a store that is filled with `demand`: a power of two, the same at all parties. */
export function blockBytesFor(demand: Demand, family: Family): number {
  const sizes = [...demand].map(([kind, count]) => count * sharedBytes(kind, family));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = Math.max(Math.min(...sizes) / BLOCKS_PER_KIND, total / MOST_BLOCKS);
  let bytes = LEAST_BLOCK_BYTES;
  while (2 * bytes <= Math.min(wanted, BLOCK_BYTES)) bytes *= 2;
  return bytes;
}

/** Bytes of an item, without the columns that only one party has. */
const sharedBytes = (kind: string, family: Family): number =>
  new KindSegment("", kind, { field: prime60(), family, party: 0 }, BLOCK_BYTES).sharedBytes;
