/** Matrix triples are made in parts. A chunk has blocks of A for one proof. A group has triples accepted together. */

import type { MatrixShape } from "../../items/kinds/matrix-triple.ts";
import { type BlockPlace, blocksOf, type Packing } from "../matrix-packing.ts";
import { countSums } from "../matrix-work.ts";

/** B, and B̂ for the sacrifice. */
export const FACTORS = 2;

/** A block of A, of the `triple`-th triple of its group. */
export interface Block extends BlockPlace {
  readonly triple: number;
}

/** Triples that are accepted together. */
export interface Group {
  /** Different for every group of a session. */
  readonly id: number;
  readonly packing: Packing;
  readonly triples: number;
}

/** The blocks of one proof, all of one group. */
export interface Chunk {
  readonly group: Group;
  readonly blocks: readonly Block[];
  readonly isLast: boolean;
}

/**
 * The chunks of `triples` triples, if one proof takes `most` blocks. A group has as many triples as one proof takes, or
 * one triple in several chunks. Groups are numbered from `firstGroup` on.
 */
export function matrixChunks(
  packing: Packing,
  most: number,
  triples: number,
  firstGroup: number,
): Chunk[] {
  const places = blocksOf(packing);
  const inOne = places.length;
  const perGroup = Math.max(1, Math.floor(most / inOne));
  const chunks: Chunk[] = [];
  let id = firstGroup;
  for (let left = triples; left > 0; left -= perGroup) {
    const group = { id: id++, packing, triples: Math.min(perGroup, left) };
    const blocks = Array.from({ length: group.triples * inOne }, (_, k) => ({
      triple: Math.floor(k / inOne),
      ...places[k % inOne]!,
    }));
    for (let from = 0; from < blocks.length; from += most) {
      const isLast = from + most >= blocks.length;
      chunks.push({ group, blocks: blocks.slice(from, from + most), isLast });
    }
  }
  return chunks;
}

/** The replies of one party to each peer for a chunk. The last chunk of a group has those for the group's MACs too. */
export function repliesOfChunk({ group, blocks, isLast }: Chunk): number {
  const { packing } = group;
  const { shape, degree } = packing;
  const sums = [...byTriple(blocks).values()].reduce(
    (all, own) => all + countSums(packing, own),
    0,
  );
  const products = FACTORS * sums;
  const { a, b, c } = sizesOf(shape);
  const vectors = (width: number) => Math.ceil((group.triples * width) / degree);
  return products + (isLast ? vectors(a + FACTORS * b) + vectors(FACTORS * c) : 0);
}

/** The blocks of each triple. */
export function byTriple<B extends Block>(blocks: readonly B[]): Map<number, B[]> {
  return Map.groupBy(blocks, ({ triple }) => triple);
}

/** Numbers of elements: of A, of one factor (pairs and transposed pairs), and of its products. */
function sizesOf({ rows, inner, columns, pairs, transposed }: MatrixShape) {
  const [tall, flat] = [rows * columns, inner * columns];
  return {
    a: rows * inner,
    b: pairs * flat + transposed * tall,
    c: pairs * tall + transposed * flat,
  };
}
