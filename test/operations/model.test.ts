import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Expected, Operation, Plain } from "../../online/operation.ts";
import { bitsOf, numbersOf, type Range, type SecretType } from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import type { MaskedMatrix, Secret } from "../../online/values.ts";
import { M } from "../../operations/examples.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { LONG } from "../support/long.ts";
import { BY_PRODUCTS, CLEAR, EVERYWHERE } from "./everywhere.ts";
import {
  type Arguments,
  call,
  compares,
  examplesOf,
  expectedOf,
  integersOf,
  isSecret,
  plainsIn,
  prepared,
  RECORDS,
  replacing,
  settled,
  shared,
} from "./examples.ts";

/** What one party has of a call: integers, or a matrix with which it can multiply; null if nothing. */
async function shown(mpc: Mpc, result: unknown, args: Arguments): Promise<bigint[] | null> {
  if (result === null) return null;
  if (Array.isArray(result)) return integersOf(result);
  if (isSecret(result)) return mpc.output(result);
  return productsOf(mpc, result as MaskedMatrix, args);
}

interface Uses {
  readonly columns: number;
  readonly products: number;
  readonly transposed: number;
}

const usesIn = (args: Arguments): Uses =>
  args.find((x) => typeof x === "object" && x !== null && "transposed" in x) as Uses;

/** 1, 2, 3 … */
const counting = (count: number) => Array.from({ length: count }, (_, j) => j + 1);

/** Every product that a masked matrix is prepared for, with a matrix of 1, 2, 3 … */
async function productsOf(mpc: Mpc, matrix: MaskedMatrix, args: Arguments): Promise<bigint[]> {
  const { columns, products, transposed } = usesIn(args);
  const [rows, inner = 1] = matrix.shape as [number, number?];
  const right = (height: number) => mpc.constant(counting(height * columns), [height, columns]);
  const made: bigint[][] = [];
  for (let k = 0; k < products; k++)
    made.push(await mpc.output(await matrix.product(right(inner))));
  for (let k = 0; k < transposed; k++)
    made.push(await mpc.output(await matrix.transposedProduct(right(rows))));
  return made.flat();
}

/** The same in integers, from the only plain value among the arguments. */
function productsIn(args: Arguments): bigint[] {
  const [{ shape, values }] = plainsIn(args) as [Plain];
  const { columns, products, transposed } = usesIn(args);
  const [rows, inner = 1] = shape as [number, number?];
  const times = (height: number, width: number, at: (r: number, k: number) => bigint) =>
    Array.from({ length: height * columns }, (_, j) => {
      const [r, c] = [Math.floor(j / columns), j % columns];
      return counting(width).reduce(
        (sum, k) => sum + at(r, k - 1) * BigInt((k - 1) * columns + c + 1),
        0n,
      );
    });
  const straight = times(rows, inner, (r, k) => values[r * inner + k]!);
  const turned = times(inner, rows, (r, k) => values[k * inner + r]!);
  return [...Array(products).fill(straight), ...Array(transposed).fill(turned)].flat();
}

/** What a party has of one call, and the type of it, if it is a secret. */
interface Given {
  readonly values: readonly bigint[];
  readonly type: SecretType | null;
}

function assertExpected(of: Operation, example: number, { values, type }: Given, n: number) {
  const expected = expectedOf(of, example, n) ?? productsIn(examplesOf(of, 0)[example]!);
  const what = `example ${example}: ${values}`;
  if (type === null) assert.deepEqual(values, expected, what);
  else assertSecret(expected as Expected, type, values, what);
}

/** Values, shape and scale are what the record says, and the rest of the type goes with them. */
function assertSecret(
  expected: Expected,
  type: SecretType,
  values: readonly bigint[],
  what: string,
): void {
  const { shape, scale } = type;
  const given: Plain = { shape, scale, values };
  if (typeof expected === "function") assert.ok(expected(given), what);
  else assert.deepEqual(given, expected, what);
  assertTyped(type, values, what);
}

const typeOf = ({ shape, type, scale, range }: SecretType): SecretType => ({
  shape,
  type,
  scale,
  range,
});

/** Shape, scale, type and range say of these integers what is so. */
function assertTyped(type: SecretType, given: readonly bigint[], what: string): void {
  const { shape, scale, range } = type;
  assert.equal(sizeOf(shape), given.length, what);
  assert.equal(type.type === "fixed", scale > 0, what);
  if (type.type === "bit") assert.ok(given.every((v) => v === 0n || v === 1n) && range, what);
  if (range === null) return;
  // Exact: an integer is compared with a double as it is, and times 2^scale a double stays what it is.
  const [least, greatest] = [range[0] * 2 ** scale, range[1] * 2 ** scale];
  for (const v of given)
    assert.ok(least <= v && v <= greatest, `${what}: ${v} at ${scale} not in ${range}`);
}

describe("what a record says in plain integers is what comes", () => {
  for (const of of RECORDS)
    for (const { name, run } of [...EVERYWHERE, ...(compares(of) ? BY_PRODUCTS : [])])
      it(`${of.name} on ${name}`, async () => {
        for (const n of LONG ? [2, 3] : [2]) {
          const results = await run(n, async (mpc) => {
            const all: (Given | null)[] = [];
            for (const example of examplesOf(of, mpc.self)) {
              const args = await shared(mpc, example);
              const result = await call(mpc, of, args);
              const type = isSecret(result) ? typeOf(result) : null;
              if (type !== null) {
                const made = prepared(of, example, { n, self: mpc.self });
                assert.deepEqual(type, "gives" in made && typeOf(made.gives));
              }
              const values = await shown(mpc, result, example);
              all.push(values && { values, type });
              await settled(mpc);
            }
            return all;
          });
          for (const [example] of examplesOf(of, 0).entries()) {
            const given = results.flatMap((one) => {
              if (one instanceof Error) throw one;
              return one[example] ?? [];
            });
            assert.ok(given.length > 0, "nobody has anything");
            for (const one of given) assertExpected(of, example, one, n);
          }
        }
      });
});

/** Values in a declared range, or bits, of the shape and scale of a plain value. */
const valuesLike = ({ shape, scale, values, type }: Plain): fc.Arbitrary<Declared> => {
  const upTo = (most: bigint) => fc.bigInt({ min: -most, max: most }).map(Number);
  const bound = fc.oneof(...[3n, 2n ** 12n, 2n ** 29n, 2n ** 57n, M].map(upTo));
  const count = values.length;
  const numbers = fc.tuple(bound, bound).chain(([a, b]) => {
    const [least, greatest] = [Math.min(a, b), Math.max(a, b)];
    const value = fc.oneof(
      fc.bigInt({ min: BigInt(least), max: BigInt(greatest) }),
      fc.constantFrom(BigInt(least), BigInt(greatest)),
    );
    // What a double holds, where fractions are given as doubles: still within, as both ends are doubles.
    const held = (v: bigint) => (scale === 0 ? v : BigInt(Number(v)));
    return fc.array(value, { minLength: count, maxLength: count }).map((list) => ({
      x: { shape, scale, values: list.map(held) },
      range: [least / 2 ** scale, greatest / 2 ** scale] as const,
      bit: false,
    }));
  });
  if (scale > 0) return numbers;
  const bits = fc
    .array(fc.constantFrom(0n, 1n), { minLength: count, maxLength: count })
    .map((list) => ({
      x: { shape, scale, values: list },
      range: [0, 1] as const,
      bit: true,
    }));
  if (type === "bit") return bits;
  return fc.oneof({ weight: 3, arbitrary: numbers }, { weight: 1, arbitrary: bits });
};

interface Declared {
  readonly x: Plain;
  readonly range: Range;
  readonly bit: boolean;
}

describe("a range that is declared holds of what follows", () => {
  for (const of of RECORDS) {
    const examples = examplesOf(of, 0).filter((args) => plainsIn(args).length > 0);
    if (of.form === "other" || examples.length === 0) continue;
    it(`of ${of.name}`, async () => {
      const cases = fc
        .constantFrom(...examples)
        .chain((args) =>
          fc
            .tuple(...plainsIn(args).map(valuesLike))
            .map((declared) => ({ declared, args: replacing(args, (_, k) => declared[k]!.x) })),
        );
      let known = 0;
      await fc.assert(
        fc.asyncProperty(cases, async ({ declared, args }) => {
          let at = 0;
          const made = prepared(of, args, {
            typeOf: ({ shape, scale }) => {
              const { range, bit } = declared[at++]!;
              return bit ? bitsOf(shape) : numbersOf(shape, scale, range);
            },
          });
          assert.ok("gives" in made);
          const { gives } = made;
          if (gives.range === null) return;
          known++;
          const stated = of.plain(...(args as unknown as readonly never[])) as Expected;
          if (typeof stated !== "function") {
            assertSecret(stated, gives, stated.values, of.name);
            return;
          }
          // Where it rounds at random, what comes; in range, so that nothing is refused in the clear.
          const [given] = await CLEAR.run(2, async (mpc) => {
            const secrets = await shared(mpc, args, (_, k) =>
              declared[k]!.bit ? { type: "bit" } : { range: declared[k]!.range },
            );
            return mpc.output((await call(mpc, of, secrets)) as Secret);
          });
          if (given instanceof Error) throw given;
          assertSecret(stated, gives, given!, of.name);
        }),
        { numRuns: LONG ? 120 : 60, seed: 20271 },
      );
      assert.ok(known > 10, `${known} ranges`);
    });
  }
});
