import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clearMpc } from "../../operations/clear.ts";
import { createEngine } from "../../operations/engine.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { lowGearSupply } from "../support/lowgear.ts";
import { runParties } from "../support/parties.ts";
import { FAMILIES, runEngines } from "./parties.ts";

type Size = readonly [rows: number, inner: number, columns: number];

/** The last is longer than a ciphertext of the small ring. */
const SIZES: readonly Size[] = [
  ...[[1, 1, 1] as const, [1, 5, 1] as const, [5, 1, 5] as const],
  ...[[1, 1, 7] as const, [7, 1, 1] as const, [1, 7, 3] as const, [2, 300, 3] as const],
];

const entriesOf = (count: number, step: number) =>
  Array.from({ length: count }, (_, k) => ((k * step) % 101) - 50);

/** X·Y by itself and of a masked X, and Xᵀ·Z, less what plain arithmetic gives. */
async function errorsOf(mpc: Mpc, [rows, inner, columns]: Size): Promise<bigint[]> {
  const [a, b, c] = [
    entriesOf(rows * inner, 37),
    entriesOf(inner * columns, 53),
    entriesOf(rows * columns, 29),
  ];
  const [x, y] = await Promise.all([
    mpc.input(0, [rows, inner], mpc.self === 0 ? a : null),
    mpc.input(1, [inner, columns], mpc.self === 1 ? b : null),
  ]);
  const masked = await mpc.maskMatrix(x!, { columns, products: 1, transposed: 1 });
  const products = await Promise.all([
    mpc.matrixProduct(x!, y!),
    masked.product(y!),
    masked.transposedProduct(mpc.constant(c, [rows, columns])),
  ]);
  const right = Array.from({ length: rows * columns }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return Array.from({ length: inner }, (_, m) => a[i * inner + m]! * b[m * columns + j]!).reduce(
      (s, v) => s + v,
      0,
    );
  });
  const turned = Array.from({ length: inner * columns }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return Array.from({ length: rows }, (_, m) => a[m * inner + i]! * c[m * columns + j]!).reduce(
      (s, v) => s + v,
      0,
    );
  });
  const opened = await Promise.all(products.map((z) => mpc.output(z)));
  const expected = [...right, ...right, ...turned];
  return opened.flat().map((v, k) => v - BigInt(expected[k]!));
}

const program = async (mpc: Mpc): Promise<bigint[]> => {
  const errors: bigint[] = [];
  for (const size of SIZES) errors.push(...(await errorsOf(mpc, size)));
  return errors;
};

const assertRight = (results: readonly unknown[]) => {
  for (const errors of results) {
    assert.ok(Array.isArray(errors), String(errors));
    assert.ok(errors.length > 900 && errors.every((e) => e === 0n));
  }
};

describe("matrices with a row or a column, masked and transposed, give what plain arithmetic gives", () => {
  it("in the clear", async () => {
    assertRight(await Promise.all(clearMpc(2, undefined, { turn: setImmediate }).map(program)));
  });

  it("on the engines with dealt items", async () => {
    for (const family of FAMILIES) assertRight((await runEngines(program, { family })).results);
  });

  it("with LowGear's", async () => {
    const { parties, close } = await lowGearSupply(2, "matrices with a one");
    const { results } = await runParties(2, async (session) => {
      const mpc = createEngine(session, parties[session.self]!);
      const errors = await program(mpc);
      await mpc.close();
      return errors;
    });
    assertRight(results);
    await close();
  });
});

describe("what a masked matrix is prepared for", () => {
  it("is what it was called with, whatever becomes of that", async () => {
    const { results } = await runEngines(async (mpc) => {
      const uses = { columns: 1, products: 1, transposed: 0 };
      const under = mpc.maskMatrix(mpc.constant([1, 2, 3, 4], [2, 2]), uses);
      uses.products = 3;
      const masked = await under;
      const y = mpc.constant([1, 1], 2);
      const product = await mpc.output(await masked.product(y));
      await assert.rejects(masked.product(y), /every prepared product is used up/);
      return product;
    });
    assert.deepEqual(results, Array(2).fill([3n, 7n]));
  });
});
