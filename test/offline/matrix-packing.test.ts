import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { transpose } from "../../algebra/transpose.ts";
import type { MatrixShape } from "../../items/kinds/matrix-triple.ts";
import {
  blocksOf,
  choosePacking,
  type Packing,
  packLeft,
  unpackLeft,
} from "../../offline/matrix-packing.ts";
import { countSums, sumsOfProducts } from "../../offline/matrix-work.ts";
import { uniformVectors } from "../support/dealt.ts";

const field = prime60();
const { p: P } = field;

/** In F_p[X]/(X^N + 1), by the definition. */
function multiplyPolynomials(a: Vector, b: Vector): Vector {
  const n = a.length;
  const out = new Array<bigint>(n).fill(0n);
  for (const [i, x] of a.entries())
    if (x !== 0n)
      for (const [j, y] of b.entries()) {
        const at = (i + j) % n;
        out[at] = (out[at]! + (i + j < n ? x * y : P - ((x * y) % P))) % P;
      }
  return BigUint64Array.from(out);
}

/** Sums of products of blocks, as the protocol makes them where `most` blocks are there at a time. */
function products(packing: Packing, most: number, a: Vector, b: Vector, bT: Vector) {
  const { rows, inner, columns, pairs, transposed } = packing.shape;
  const c = new BigUint64Array(rows * columns * pairs);
  const cT = new BigUint64Array(inner * columns * transposed);
  const all = blocksOf(packing);
  assert.equal(new Set(all.map(({ x, y }) => `${x} ${y}`)).size, all.length, "every block once");
  for (let from = 0; from < all.length; from += most) {
    const blocks = all.slice(from, from + most);
    const left = blocks.map(({ x, y }) => packLeft(packing, a, x, y));
    const sums = sumsOfProducts(field, packing, { a, factors: [{ b, c, bT, cT }] }, blocks);
    assert.equal(sums.length, countSums(packing, blocks));
    for (const sum of sums) {
      const by = sum.products.map((product) => product.multiplicand());
      const weight = by.flatMap((v) => [...v]).filter((x) => x !== 0n).length;
      assert.ok(weight <= packing.degree, "no more than a reply's flood hides");
      const parts = by.map((v, k) => multiplyPolynomials(left[sum.products[k]!.block]!, v));
      sum.add(parts.reduce((x, y) => field.add(x, y)));
    }
  }
  return { c, ct: cT };
}

const part = (v: Vector, k: number, size: number): Vector => v.slice(k * size, (k + 1) * size);

function assertMultiplies(shape: MatrixShape, degree: number, most: number): void {
  const { rows, inner, columns, pairs, transposed } = shape;
  const packing = choosePacking(shape, degree, most);
  assert.ok(packing.rows * packing.inner * packing.columns <= degree);
  const [a] = uniformVectors(field, 1, rows * inner, "a");
  const [b] = uniformVectors(field, 1, inner * columns * pairs, "b");
  const [bt] = uniformVectors(field, 1, rows * columns * transposed, "bt");
  const { c, ct } = products(packing, most, a!, b!, bt!);
  for (let k = 0; k < pairs; k++)
    assert.deepEqual(
      part(c, k, rows * columns),
      field.matrixProduct(a!, part(b!, k, inner * columns), rows, inner, columns),
    );
  for (let k = 0; k < transposed; k++)
    assert.deepEqual(
      part(ct, k, inner * columns),
      field.matrixProduct(
        transpose(a!, rows, inner),
        part(bt!, k, rows * columns),
        inner,
        rows,
        columns,
      ),
    );
}

describe("packing of matrices", () => {
  it("multiplies blocks of any shape in both ways", () =>
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 1, max: 12 }),
          inner: fc.integer({ min: 1, max: 12 }),
          columns: fc.integer({ min: 1, max: 5 }),
          pairs: fc.integer({ min: 0, max: 3 }),
          transposed: fc.integer({ min: 0, max: 3 }),
        }),
        fc.constantFrom(8, 16, 64),
        fc.constantFrom(1, 2, 5, 12),
        (shape, degree, most) => {
          fc.pre(shape.pairs + shape.transposed > 0);
          assertMultiplies(shape, degree, most);
        },
      ),
      { numRuns: 150 },
    ));

  it("fills a polynomial to the last coefficient without a collision", () => {
    for (const [rows, inner, columns] of [
      [4, 4, 4],
      [64, 1, 1],
      [1, 64, 1],
      [1, 1, 64],
      [2, 2, 16],
    ] as const)
      assertMultiplies({ rows, inner, columns, pairs: 1, transposed: 1 }, 64, 4);
  });

  it("unpacks what it packed, block by block", () => {
    const shape = { rows: 5, inner: 7, columns: 2, pairs: 1, transposed: 0 };
    const packing = choosePacking(shape, 16, 4);
    const [a] = uniformVectors(field, 1, 35, "unpack");
    const back = new BigUint64Array(35);
    for (let x = 0; x < packing.rowBlocks; x++)
      for (let y = 0; y < packing.innerBlocks; y++)
        unpackLeft(packing, packLeft(packing, a!, x, y), back, x, y);
    assert.deepEqual(back, a);
  });

  it("cuts large products about as often as there are multiplications for a polynomial, and adds most of them up", () => {
    const square = { rows: 100, inner: 100, columns: 100, pairs: 1, transposed: 0 };
    const packing = choosePacking(square, 16384, 12);
    const { rowBlocks, innerBlocks, pairBlocks } = packing;
    const count = rowBlocks * innerBlocks * pairBlocks;
    assert.ok(count < 1.25 * Math.ceil(1e6 / 16384), `${count} products`);
    const sums = countSums(packing, blocksOf(packing));
    assert.ok(sums <= 10, `${sums} sums`);
    const alone = choosePacking(square, 16384, 1);
    const { rowBlocks: x, innerBlocks: y, pairBlocks: z } = alone;
    assert.ok(x * y * z < 1.25 * Math.ceil(1e6 / 16384), "where no two blocks are there at a time");
    const column = { rows: 64, inner: 30, columns: 1, pairs: 4, transposed: 4 };
    const wide = choosePacking(column, 16384, 12);
    assert.deepEqual([wide.rowBlocks, wide.innerBlocks, wide.pairBlocks], [1, 1, 1]);
  });

  it("cuts the largest items quickly", () => {
    for (const shape of [
      { rows: 1 << 25, inner: 1, columns: 1, pairs: 1, transposed: 0 },
      { rows: 1, inner: 1 << 25, columns: 1, pairs: 1, transposed: 0 },
      { rows: 4000, inner: 4000, columns: 1, pairs: 1, transposed: 1 },
    ])
      assert.ok(choosePacking(shape, 16384, 12).rowBlocks > 0);
  });
});
