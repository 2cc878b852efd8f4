/**
 * Blocks of matrices as polynomials of R = F_p[X]/(X^N + 1). One product of polynomials holds the product of two
 * blocks. For blocks A (r×i), B (i×k) with r·i·k ≤ N:
 *
 *     A[x][y] at X^(x·i·k + y)
 *     B[y][z] at X^(z·i + i − 1 − y)      (A·B)[x][z] at X^(x·i·k + z·i + i − 1)
 *     B[x][z] at X^(z·i − x·i·k)          (Aᵀ·B)[y][z] at X^(z·i + y), for B (r×k)
 *
 * No other term falls on these exponents mod N, so one A serves products of both kinds. (X^N = −1: a negative exponent
 * grows by N, and the sign changes.) The factors of a triple stand side by side as one wide factor.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";

/** How the matrices of a shape are cut into blocks. Blocks at the edges are filled up with zeros. */
export interface Packing {
  readonly degree: number;
  readonly shape: MatrixShape;
  /** r, i, k */
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** How many blocks A has from top to bottom, and from left to right. */
  readonly rowBlocks: number;
  readonly innerBlocks: number;
  /** How many blocks stand side by side in the wide factor of A·B, and in that of Aᵀ·B. */
  readonly pairBlocks: number;
  readonly transposedBlocks: number;
}

/**
 * AGREEMENT: relative costs. A block of A includes its share of a proof. A reply to a sum of products includes its
 * transfer and its decryption.
 */
const COST_OF_BLOCK = 7;
const COST_OF_PRODUCT = 2;
const COST_OF_REPLY = 10;

/** The cheapest cut for polynomials of `degree` coefficients, if `most` blocks of A are there at a time. */
export function choosePacking(shape: MatrixShape, degree: number, most: number): Packing {
  const wide = shape.columns * Math.max(shape.pairs, shape.transposed);
  let best: Packing | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const rows of pieceSizes(shape.rows, degree))
    for (const inner of pieceSizes(shape.inner, Math.floor(degree / rows))) {
      const columns = Math.min(wide, Math.floor(degree / (rows * inner)));
      const packing = cut(shape, degree, rows, inner, columns);
      const cost = costOf(packing, most);
      if (cost < lowest) [best, lowest] = [packing, cost];
    }
  return best!;
}

function costOf(p: Packing, most: number): number {
  const blocks = p.rowBlocks * p.innerBlocks;
  const products = blocks * (p.pairBlocks + p.transposedBlocks);
  const replies =
    p.rowBlocks * Math.ceil(p.innerBlocks / Math.min(most, inPairs(p))) * p.pairBlocks +
    p.innerBlocks * Math.ceil(p.rowBlocks / Math.min(most, inTransposed(p))) * p.transposedBlocks;
  return COST_OF_BLOCK * blocks + COST_OF_PRODUCT * products + COST_OF_REPLY * replies;
}

/** How many products one reply may add up. Their multiplicands have at most N coefficients in all. */
const inPairs = (p: Packing): number => Math.floor(p.degree / (p.inner * p.columns));
const inTransposed = (p: Packing): number => Math.floor(p.degree / (p.rows * p.columns));

/** The place of a block of A: its index from the top, and from the left. */
export interface BlockPlace {
  readonly x: number;
  readonly y: number;
}

/** All blocks of A. Blocks whose products are added up follow one another. */
export function blocksOf(p: Packing): BlockPlace[] {
  const { rowBlocks, innerBlocks } = p;
  const along = p.pairBlocks >= p.transposedBlocks;
  return Array.from({ length: rowBlocks * innerBlocks }, (_, k) =>
    along
      ? { x: Math.floor(k / innerBlocks), y: k % innerBlocks }
      : { x: k % rowBlocks, y: Math.floor(k / rowBlocks) },
  );
}

/**
 * Which of these blocks of one A have products that one reply adds up, as runs of their indices. For A·B a run is
 * within one row of blocks, for Aᵀ·B within one column.
 */
export function summands(
  p: Packing,
  blocks: readonly BlockPlace[],
): { readonly pairs: number[][]; readonly transposed: number[][] } {
  return {
    pairs:
      p.pairBlocks === 0
        ? []
        : runsOf(
            blocks.map(({ x }) => x),
            inPairs(p),
          ),
    transposed:
      p.transposedBlocks === 0
        ? []
        : runsOf(
            blocks.map(({ y }) => y),
            inTransposed(p),
          ),
  };
}

/** Runs of the indices of equal keys, at most `most` in one run. */
function runsOf(keys: readonly number[], most: number): number[][] {
  const runs: number[][] = [];
  const open = new Map<number, number[]>();
  for (const [index, key] of keys.entries()) {
    let run = open.get(key);
    if (run === undefined || run.length === most) {
      run = [];
      open.set(key, run);
      runs.push(run);
    }
    run.push(index);
  }
  return runs;
}

function cut(
  shape: MatrixShape,
  degree: number,
  rows: number,
  inner: number,
  columns: number,
): Packing {
  return {
    degree,
    shape,
    rows,
    inner,
    columns,
    rowBlocks: Math.ceil(shape.rows / rows),
    innerBlocks: Math.ceil(shape.inner / inner),
    pairBlocks: Math.ceil((shape.columns * shape.pairs) / columns),
    transposedBlocks: Math.ceil((shape.columns * shape.transposed) / columns),
  };
}

/** The sizes, up to `most`, of pieces into which a length can be cut evenly: ⌈length/1⌉, ⌈length/2⌉, …, 1. */
function pieceSizes(length: number, most: number): number[] {
  const sizes: number[] = [];
  for (let pieces = Math.ceil(length / most); ; ) {
    const size = Math.ceil(length / pieces);
    sizes.push(size);
    if (size === 1) return sizes;
    pieces = Math.ceil(length / (size - 1));
  }
}

/** Indices of entries in a matrix, and the exponent of each in a polynomial. */
interface Places {
  readonly matrix: Int32Array;
  readonly polynomial: Int32Array;
}

/**
 * The entries of block (v, h) of a matrix with `height` rows. Its parts of `columns` columns lie one behind the other,
 * each row-major. Blocks are high × broad.
 */
function places(
  { height, columns, parts }: { height: number; columns: number; parts: number },
  { v, h, high, broad }: { v: number; h: number; high: number; broad: number },
  at: (row: number, column: number) => number,
): Places {
  const rows = Math.min(high, height - v * high);
  const width = Math.min(broad, columns * parts - h * broad);
  const matrix = new Int32Array(rows * width);
  const polynomial = new Int32Array(rows * width);
  for (let r = 0, k = 0; r < rows; r++)
    for (let c = 0; c < width; c++, k++) {
      const column = h * broad + c;
      const part = Math.floor(column / columns);
      matrix[k] = (part * height + v * high + r) * columns + (column - part * columns);
      polynomial[k] = at(r, c);
    }
  return { matrix, polynomial };
}

const left = (p: Packing, x: number, y: number): Places =>
  places(
    { height: p.shape.rows, columns: p.shape.inner, parts: 1 },
    { v: x, h: y, high: p.rows, broad: p.inner },
    (r, c) => r * p.inner * p.columns + c,
  );

/** N coefficients that hold block (x, y) of A. */
export function packLeft(p: Packing, a: Vector, x: number, y: number): Vector {
  const out = new BigUint64Array(p.degree);
  const { matrix, polynomial } = left(p, x, y);
  move(a, matrix, out, polynomial);
  return out;
}

/** Inverse of packLeft. Writes the block into `a`. */
export function unpackLeft(
  p: Packing,
  coefficients: Vector,
  a: Vector,
  x: number,
  y: number,
): void {
  const { matrix, polynomial } = left(p, x, y);
  move(coefficients, polynomial, a, matrix);
}

/** N coefficients that hold block (y, z) of the wide factor of A·B. */
export function packRight(p: Packing, b: Vector, y: number, z: number): Vector {
  const { inner, columns, pairs: parts } = p.shape;
  const { matrix, polynomial } = places(
    { height: inner, columns, parts },
    { v: y, h: z, high: p.inner, broad: p.columns },
    (r, c) => c * p.inner + p.inner - 1 - r,
  );
  const out = new BigUint64Array(p.degree);
  move(b, matrix, out, polynomial);
  return out;
}

/** N coefficients that hold block (x, z) of the wide factor of Aᵀ·B. */
export function packTransposed(field: Field, p: Packing, b: Vector, x: number, z: number): Vector {
  const { rows, columns, transposed: parts } = p.shape;
  const stride = p.inner * p.columns;
  const { matrix, polynomial } = places(
    { height: rows, columns, parts },
    { v: x, h: z, high: p.rows, broad: p.columns },
    (r, c) => c * p.inner - r * stride,
  );
  // Exponents of the first row are not negative. All others are, so −B[x][z] stands N further on.
  const positive = polynomial.findIndex((at) => at < 0);
  const end = positive < 0 ? polynomial.length : positive;
  const out = new BigUint64Array(p.degree);
  move(
    field.negate(b),
    matrix.subarray(end),
    out,
    polynomial.subarray(end).map((at) => at + p.degree),
  );
  move(b, matrix.subarray(0, end), out, polynomial.subarray(0, end));
  return out;
}

/** Adds block (x, z) of A·B, as it stands in a product of blocks, to the wide C; mutates `c`. */
export function addProduct(
  field: Field,
  p: Packing,
  coefficients: Vector,
  c: Vector,
  x: number,
  z: number,
): void {
  const { rows, columns, pairs: parts } = p.shape;
  const stride = p.inner * p.columns;
  const where = places(
    { height: rows, columns, parts },
    { v: x, h: z, high: p.rows, broad: p.columns },
    (r, k) => r * stride + k * p.inner + p.inner - 1,
  );
  addAt(field, coefficients, c, where);
}

/** Adds block (y, z) of Aᵀ·B to the wide C; mutates `c`. */
export function addTransposed(
  field: Field,
  p: Packing,
  coefficients: Vector,
  c: Vector,
  y: number,
  z: number,
): void {
  const { inner, columns, transposed: parts } = p.shape;
  const where = places(
    { height: inner, columns, parts },
    { v: y, h: z, high: p.inner, broad: p.columns },
    (r, k) => k * p.inner + r,
  );
  addAt(field, coefficients, c, where);
}

function addAt(
  field: Field,
  coefficients: Vector,
  c: Vector,
  { matrix, polynomial }: Places,
): void {
  const straight = Int32Array.from(matrix.keys());
  const [old, more] = [new BigUint64Array(matrix.length), new BigUint64Array(matrix.length)];
  move(c, matrix, old, straight);
  move(coefficients, polynomial, more, straight);
  move(field.add(old, more), straight, c, matrix);
}

/**
 * to[target_k] ← from[source_k]. Residues below 2^60 are moved as doubles, never as bigints. As doubles they are never
 * NaN, which a move might change.
 */
function move(from: Vector, sources: Int32Array, to: Vector, targets: Int32Array): void {
  const source = new Float64Array(from.buffer, from.byteOffset, from.length);
  const target = new Float64Array(to.buffer, to.byteOffset, to.length);
  for (let k = 0; k < sources.length; k++) target[targets[k]!] = source[sources[k]!]!;
}
