import { place } from "./chunks.ts";
import type { Vector } from "./field.ts";
import { BLOCK, CHUNK, type KernelMemory } from "./kernel/load.ts";

/**
 * A (rows×inner) times B (inner×columns), row-major, in blocks that fit the second-level cache.
 * RangeError unless the lengths are rows·inner and inner·columns.
 */
export function matrixProduct(
  memory: KernelMemory,
  a: Vector,
  b: Vector,
  rows: number,
  inner: number,
  columns: number,
): Vector {
  if (![rows, inner, columns].every((x) => Number.isSafeInteger(x) && x >= 0))
    throw new RangeError(`matrixProduct: ${rows}×${inner}×${columns} are not lengths`);
  if (a.length !== rows * inner || b.length !== inner * columns)
    throw new RangeError(
      `matrixProduct: ${a.length} and ${b.length} for ${rows}×${inner}×${columns}`,
    );
  return columns === 1
    ? matrixVector(memory, a, b, rows, inner)
    : blockwise(memory, a, b, rows, inner, columns);
}

/** Position and size of a block of a matrix. */
interface Block {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Copies a block of `matrix`, which has `columns` columns, into `raw`, row-major. */
function placeBlock(memory: KernelMemory, matrix: Vector, columns: number, block: Block): void {
  const { view } = memory.raw;
  const first = block.row * columns + block.column;
  if (block.columns === columns) {
    view.set(matrix.subarray(first, first + block.rows * columns));
    return;
  }
  for (let i = 0; i < block.rows; i++) {
    const from = first + i * columns;
    view.set(matrix.subarray(from, from + block.columns), i * block.columns);
  }
}

/** Calls `step(from, n)` for the consecutive parts of a length. */
function each(length: number, most: number, step: (from: number, n: number) => void): void {
  for (let from = 0; from < length; from += most) step(from, Math.min(most, length - from));
}

function blockwise(
  memory: KernelMemory,
  a: Vector,
  b: Vector,
  rows: number,
  inner: number,
  columns: number,
): Vector {
  const { kernels, raw, left, right, product } = memory;
  const out = new BigUint64Array(rows * columns);
  each(rows, BLOCK, (row, height) => {
    each(columns, BLOCK, (column, width) => {
      product.view.fill(0n, 0, height * BLOCK);
      each(inner, BLOCK, (middle, depth) => {
        placeBlock(memory, a, inner, { row, column: middle, rows: height, columns: depth });
        kernels.splitLeft(left, raw.at, height * depth);
        placeBlock(memory, b, columns, { row: middle, column, rows: depth, columns: width });
        kernels.splitRight(right, raw.at, depth, width);
        kernels.matrixProduct(product.at, left, right, height, depth, width, 8 * BLOCK);
      });
      for (let i = 0; i < height; i++)
        out.set(product.view.subarray(i * BLOCK, i * BLOCK + width), (row + i) * columns + column);
    });
  });
  return out;
}

/** A (rows×inner) times a vector: one inner product per row. */
function matrixVector(
  memory: KernelMemory,
  a: Vector,
  b: Vector,
  rows: number,
  inner: number,
): Vector {
  const { kernels, raw, slots } = memory;
  const { at, view } = slots[0]!;
  const out = new BigUint64Array(rows);
  const depthAtMost = Math.min(inner, CHUNK);
  const heightAtMost = Math.min(CHUNK, Math.floor(raw.view.length / Math.max(1, depthAtMost)));
  each(rows, heightAtMost, (row, height) => {
    view.fill(0n, 0, height);
    each(inner, CHUNK, (column, depth) => {
      placeBlock(memory, a, inner, { row, column, rows: height, columns: depth });
      const coefficients = place(memory, 1, b, column, depth);
      kernels.matrixVector(at, raw.at, coefficients, height, depth);
    });
    out.set(view.subarray(0, height), row);
  });
  return out;
}

/** Σ_j a_j·b_j of vectors of one length. */
export function dot(memory: KernelMemory, a: Vector, b: Vector): Vector {
  const out = new BigUint64Array(1);
  const { at, view } = memory.scalars;
  view.fill(0n);
  each(a.length, CHUNK, (from, n) => {
    const x = place(memory, 1, a, from, n);
    memory.kernels.matrixVector(at, x, place(memory, 2, b, from, n), 1, n);
  });
  out.set(view.subarray(0, 1));
  return out;
}
