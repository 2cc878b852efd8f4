/** How matrix triples are made in parts: blocks of A in chunks for one proof, triples in groups that are accepted. */
import type { Packing } from "../matrix-packing.ts";
import type { MatrixShape } from "../preprocessing.ts";

/** B and B̂ */
export const FACTORS = 2;

/** Block (x, y) of A of the `triple`-th triple of its group. */
interface Block {
  readonly triple: number;
  readonly x: number;
  readonly y: number;
}

/** Triples that are accepted together. */
export interface Group {
  /** Different for every group of a session. */
  readonly id: number;
  readonly packing: Packing;
  readonly triples: number;
}

/** As many blocks as one proof takes, of one group. */
export interface Chunk {
  readonly group: Group;
  readonly blocks: readonly Block[];
  readonly isLast: boolean;
}

/**
 * The chunks of so many triples: in groups of as many as one proof takes, or of one in several chunks. Groups are
 * numbered from `firstGroup` on.
 */
export function matrixChunks(
  packing: Packing,
  most: number,
  triples: number,
  firstGroup: number,
): Chunk[] {
  const inOne = packing.rowBlocks * packing.innerBlocks;
  const perGroup = Math.max(1, Math.floor(most / inOne));
  const chunks: Chunk[] = [];
  let id = firstGroup;
  for (let left = triples; left > 0; left -= perGroup) {
    const group = { id: id++, packing, triples: Math.min(perGroup, left) };
    const blocks = Array.from({ length: group.triples * inOne }, (_, k) => ({
      triple: Math.floor(k / inOne),
      x: k % packing.rowBlocks,
      y: Math.floor((k % inOne) / packing.rowBlocks),
    }));
    for (let from = 0; from < blocks.length; from += most) {
      const isLast = from + most >= blocks.length;
      chunks.push({ group, blocks: blocks.slice(from, from + most), isLast });
    }
  }
  return chunks;
}

/** Replies of one party to each peer for a chunk; those of its group's MACs are in its last one. */
export function repliesOfChunk({ group, blocks, isLast }: Chunk): number {
  const { pairBlocks, transposedBlocks, shape, degree } = group.packing;
  const products = FACTORS * (pairBlocks + transposedBlocks) * blocks.length;
  const { a, b, c } = sizesOf(shape);
  const vectors = (width: number) => Math.ceil((group.triples * width) / degree);
  return products + (isLast ? vectors(a + FACTORS * b) + vectors(FACTORS * c) : 0);
}

/** Elements of A, of one factor (pairs and transposed ones), of its products. */
function sizesOf({ rows, inner, columns, pairs, transposed }: MatrixShape) {
  const [tall, flat] = [rows * columns, inner * columns];
  return {
    a: rows * inner,
    b: pairs * flat + transposed * tall,
    c: pairs * tall + transposed * flat,
  };
}
