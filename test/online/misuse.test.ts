import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { referenceField } from "../../algebra/reference.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

interface Given {
  /** 2 × 3 integers. */
  readonly x: Secret;
  /** 3 × 1 integers. */
  readonly v: Secret;
  /** 2 × 3 at scale 16. */
  readonly fixed: Secret;
}

type Misuse = (mpc: Mpc, given: Given) => unknown;

const big = MAX_INTEGER + 1n;

/** What a program may do wrong, besides secrets that are none (test/operations/misuse.test.ts), and what it is told. */
const MISUSES: [string, Misuse, typeof TypeError | typeof RangeError, RegExp][] = [
  ["scales that differ", (m, { x, fixed }) => m.subtract(x, fixed), RangeError, /scales 0 and 16/],
  ["shapes of a dot", (m, { x, v }) => m.dot(x, v), RangeError, /dot: shapes/],
  ["a matrix product", (m, { x }) => m.matrixProduct(x, x), RangeError, /2 × 3 times 2 × 3/],
  ["NaN", (m, { x }) => m.addPublic(x, Number.NaN), RangeError, /value 0 is not finite/],
  ["infinity", (m, { x }) => m.multiplyPublic(x, Infinity), RangeError, /not finite/],
  [
    "a fraction",
    (m, { x }) => m.addPublic(x, 0.5),
    RangeError,
    /not an integer; the secret has scale 0/,
  ],
  ["a text", (m) => m.constant(["1"] as never, 1), TypeError, /value 0 is not a number/],
  ["out of range", (m) => m.constant([1n, big], 2), RangeError, /value 1 is out of range/],
  ["out of range below", (m) => m.constant([-big], 1), RangeError, /out of range/],
  ["out of range scaled", (m) => m.constant([2 ** 50], 1, { scale: 16 }), RangeError, /range/],
  ["too few values", (m) => m.constant([1, 2], 3), RangeError, /2 values for 3 elements/],
  ["a shape below nothing", (m) => m.constant([], -1), RangeError, /no shape of -1/],
  ["half a row", (m) => m.constant([1], [0.5, 2]), RangeError, /no shape/],
  ["a wild scale", (m) => m.constant([1], 1, { scale: 59 }), RangeError, /scale 59/],
  ["a negative scale", (m, { x }) => m.multiplyPublic(x, 1, -1), RangeError, /scale -1/],
  ["rows beyond", (m, { x }) => m.rows(x, 1, 3), RangeError, /no rows \[1, 3\) of 2/],
  ["rows backwards", (m, { x }) => m.rows(x, 1, 0), RangeError, /no rows/],
  ["a reshape", (m, { x }) => m.reshape(x, [4, 2]), RangeError, /2 × 3 into 4 × 2/],
  ["besides", (m, { x }) => m.beside([x, m.constant([1, 2, 3], 3)]), RangeError, /2 and 3 rows/],
  [
    "a stack",
    (m, { x }) => m.stack([x, m.constant([1, 2, 3], 3)]),
    RangeError,
    /stack: shapes 2 × 3 and 3 do not fit/,
  ],
  ["a stack of scales", (m, { x, fixed }) => m.stack([x, fixed]), RangeError, /scales 0 and 16/],
  ["nothing to stack", (m) => m.stack([]), RangeError, /nothing to join/],
  [
    "a public matrix",
    (m, { x }) => m.publicProduct([1, 2, 3], 2, x),
    RangeError,
    /3 values for 2 × 2/,
  ],
  ["truncating nothing", (m, { x }) => m.truncate(x, 0), RangeError, /0 bits/],
  ["truncating all", (m, { x }) => m.truncateExact(x, 59), RangeError, /59 bits/],
  ["truncating below 0", (m, { fixed }) => m.truncate(fixed, 17), RangeError, /16 fractional bits/],
  ["owner beyond", (m) => m.input(2, 1, null), RangeError, /no party 2 among 2/],
  ["output beyond", (m, { x }) => m.outputTo(-1, x), RangeError, /no party -1/],
  [
    "a mask of nothing",
    (m, { x }) => m.maskMatrix(x, { columns: 1, products: 0, transposed: 0 }),
    RangeError,
    /0 products/,
  ],
  [
    "more products than one item has",
    (m, { x }) => m.maskMatrix(x, { columns: 1, products: 2 ** 26, transposed: 0 }),
    RangeError,
    /^maskMatrix: \d+ elements, at most 67108864 are made as one item/,
  ],
  [
    "a product larger than an item",
    (m) => {
      const long = Array<number>(8192).fill(1);
      return m.matrixProduct(m.constant(long, [8192, 1]), m.constant(long, [1, 8192]));
    },
    RangeError,
    /^matrixProduct: \d+ elements, at most 67108864 are made as one item/,
  ],
  [
    "a single value that is no bit",
    (m) => m.constant(7 as never, [], { type: "bit" }),
    RangeError,
    /^constant: value 0 is not a bit/,
  ],
  [
    "a single value out of its range",
    (m) => m.constant(7 as never, 3, { range: [0, 1] }),
    RangeError,
    /^constant: value 0 is not in the declared range, 0 to 1/,
  ],
  [
    "a range whose ends are reversed",
    (m) => m.constant([1], 1, { range: [5, 1] }),
    RangeError,
    /^constant: range 5 to 1; the least number stands first$/,
  ],
  [
    "a type that there is not",
    (m) => m.constant([1], 1, { type: "bits" as never }),
    RangeError,
    /^constant: no type "bits"/,
  ],
  [
    "a shape of infinitely many times nothing",
    (m) => m.constant([], [...Array<number>(40).fill(2 ** 28), 0]),
    RangeError,
    /^constant: no shape of /,
  ],
  [
    "half a product",
    (m, { x }) => m.maskMatrix(x, { columns: 1, products: 0.5, transposed: 0 }),
    RangeError,
    /0.5 products/,
  ],
  [
    "others' input",
    (m) => m.input(m.self === 0 ? 1 : 0, 1, [1]),
    TypeError,
    /everybody else passes null/,
  ],
  ["own input left out", (m) => m.input(m.self, 1, null), TypeError, /its owner gives the values/],
  [
    "scales that add up",
    async (m, { fixed }) => m.square(await m.square(await m.square(fixed))),
    RangeError,
    /scales add up to 64/,
  ],
];

async function given(mpc: Mpc): Promise<Given> {
  return {
    x: mpc.constant([1, 2, 3, 4, 5, 6], [2, 3]),
    v: mpc.constant([1, 2], 2),
    fixed: mpc.constant([1, 2, 3, 4, 5, 6], [2, 3], { scale: 16 }),
  };
}

/** What `act` throws or rejects with. */
async function failure(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return null;
}

describe("misuse", () => {
  const check = async (mpc: Mpc) => {
    const all = await given(mpc);
    for (const [what, act, type, text] of MISUSES) {
      const error = await failure(() => act(mpc, all));
      assert.ok(error instanceof type, `${what}: ${String(error)}`);
      assert.match(error.message, text, what);
    }
    return mpc.output(all.x);
  };

  it("is refused in the clear, and the run goes on", async () => {
    const results = await Promise.all(clearMpc(2).map(check));
    assert.deepEqual(results[0], [1n, 2n, 3n, 4n, 5n, 6n]);
  });

  it("is refused by the engine before anything is sent, and the run goes on", async () => {
    const { results, tags } = await runEngines(check);
    for (const result of results) assert.deepEqual(result, [1n, 2n, 3n, 4n, 5n, 6n]);
    // One square on the way to the scale that is too much, the output with its announcement, the end.
    assert.equal(tags.filter((tag) => tag === "rounds").length, 2 * (1 + 2 + 1));
  });

  it("is refused for a masked matrix that is used up or multiplied by another shape", async () => {
    const use = async (mpc: Mpc) => {
      const x = mpc.constant([1, 2, 3, 4, 5, 6], [2, 3]);
      const masked = await mpc.maskMatrix(x, { columns: 1, products: 1, transposed: 0 });
      const y = mpc.constant([1, 1, 1], 3);
      const shape = await failure(() => masked.product(mpc.constant([1, 1], 2)));
      const z = await masked.product(y);
      const spent = await failure(() => masked.product(y));
      const never = await failure(() => masked.transposedProduct(z));
      return [await mpc.output(z), String(shape), String(spent), String(never)];
    };
    const { results } = await runEngines(use);
    for (const [z, shape, spent, never] of [
      ...results,
      ...(await Promise.all(clearMpc(2).map(use))),
    ] as [bigint[], string, string, string][]) {
      assert.deepEqual(z, [6n, 15n]);
      assert.match(shape, /RangeError: product: times 2, prepared for 3 × 1/);
      assert.match(spent, /RangeError: product: every prepared product is used up/);
      assert.match(never, /RangeError: transposedProduct: every prepared product is used up/);
    }
  });

  it("of truncation in a tiny field is refused", async () => {
    const tiny = referenceField(101n);
    const mpc = clearMpc(1, tiny)[0]!;
    const x = mpc.constant([50, -50], 2);
    await assert.rejects(mpc.truncate(x, 1), /works in p = 2\^60/);
    assert.throws(() => mpc.constant([51], 1), /out of range/);
  });

  it("errors and inspection never show a secret", async () => {
    const secret = 123456789123456n;
    const { results } = await runEngines(async (mpc) => {
      const x = await inputOf(mpc, 0, [secret]);
      const error = await failure(() => mpc.input(mpc.self, 1, [secret * 10n ** 9n]));
      await mpc.output(x);
      const shown = inspect([x, mpc], { depth: 20, showHidden: true });
      return [shown, `${await failure(() => JSON.stringify(x))}`, String(error)];
    });
    for (const texts of results as string[][])
      for (const text of texts) {
        assert.doesNotMatch(text, /123456789/);
        assert.doesNotMatch(text, /BigUint64Array/);
      }
  });
});

describe("a secret has no value that a program could see", () => {
  /** What programs do with it by mistake. */
  const MISTAKES: Record<string, (x: never) => unknown> = {
    "x > 2": (x) => x > 2,
    "x + 1": (x) => x + 1,
    "-x": (x) => -x,
    "a text": (x) => `${x}`,
    "String(x)": (x) => String(x),
    "Number(x)": (x) => Number(x),
    "x.toString()": (x: object) => x.toString(),
    "x.toLocaleString()": (x: object) => x.toLocaleString(),
    "x.valueOf()": (x: object) => x.valueOf(),
    "JSON.stringify": (x) => JSON.stringify({ x }),
    "a key": (x) => ({})[x],
    "an index": (x) => [1, 2, 3].at(x),
    "Math.max": (x) => Math.max(x, 1),
    "a sorted list": (x) => [x, x].sort(),
  };
  const given = async (mpc: Mpc) => {
    const x = await mpc.input(0, [2, 1], mpc.self === 0 ? [3, 4] : null, { scale: 5 });
    const masked = await mpc.maskMatrix(x, { columns: 1, products: 1, transposed: 0 });
    return [x, masked];
  };

  for (const [what, mistake] of Object.entries(MISTAKES))
    it(`${what} throws, and says what to do`, async () => {
      const check = async (mpc: Mpc) => {
        for (const x of await given(mpc))
          assert.throws(
            () => mistake(x as never),
            (error) => {
              assert.ok(error instanceof TypeError);
              assert.match(error.message, /secret.*2 × 1.* has no value here: output it/);
              return true;
            },
          );
        await mpc.output(mpc.constant([1], 1));
      };
      await check(clearMpc(1, REAL, { turn: setImmediate })[0]!);
      for (const result of (await runEngines(check)).results) assert.equal(result, undefined);
    });

  it("inspected it shows its shape and scale, however deep, with what is hidden too", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const [x, masked] = await given(mpc!);
    const shown = inspect({ deep: { er: [x, masked] } }, { depth: 20, showHidden: true });
    assert.match(shown, /\[a secret \(2 × 1, scale 5\)\]/);
    assert.match(shown, /\[a masked secret matrix \(2 × 1\)\]/);
    assert.doesNotMatch(shown, /96n|128n|BigUint64Array/);
  });
});

describe("numbers", () => {
  it("are rounded to the nearest multiple of 2^-scale, signs and extremes included", async () => {
    const mpc = clearMpc(1, REAL)[0]!;
    const x = mpc.constant([0.5, -0.5, 1 / 3, -2.25, 3], 5, { scale: 4 });
    assert.deepEqual(await mpc.output(x), [8n, -8n, 5n, -36n, 48n]);
    assert.deepEqual(await mpc.outputNumbers(x), [0.5, -0.5, 0.3125, -2.25, 3]);
    const extremes = [MAX_INTEGER, -MAX_INTEGER, Number(MAX_INTEGER), 0, -0];
    const y = mpc.constant(extremes, 5);
    assert.deepEqual(await mpc.output(y), [MAX_INTEGER, -MAX_INTEGER, MAX_INTEGER, 0n, 0n]);
  });

  it("may come as typed arrays", async () => {
    const mpc = clearMpc(1, REAL)[0]!;
    const whole = mpc.constant(BigInt64Array.of(-5n, 7n), 2);
    const real = mpc.constant(Float64Array.of(-0.5, 7), 2, { scale: 1 });
    assert.deepEqual(await mpc.output(whole), [-5n, 7n]);
    assert.deepEqual(await mpc.output(real), [-1n, 14n]);
  });
});

describe("a secret", () => {
  it("keeps its range, whoever has it in hands, and cannot be zeroed by a program", () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = mpc!.constant([1, 2, 3, 4, 5, 6], [2, 3], { range: [0, 6] });
    assert.throws(() => (x.range as unknown as number[]).pop(), TypeError);
    assert.equal((x as { zero?: unknown }).zero, undefined);
  });

  it("of another declared range or type is another call: programs that differ in it are told so", async () => {
    for (const differing of [{ type: "bit" }, { range: [0, 2] }] as const) {
      const settled = await Promise.allSettled(
        clearMpc(2, REAL, { turn: setImmediate }).map(async (mpc) => {
          const declared = mpc.self === 0 ? differing : {};
          return mpc.input(0, 1, mpc.self === 0 ? [1] : null, declared);
        }),
      );
      const constants = await Promise.allSettled(
        clearMpc(2, REAL, { turn: setImmediate }).map(async (mpc) =>
          mpc.output(mpc.constant([1], 1, mpc.self === 0 ? differing : {})),
        ),
      );
      for (const one of [...settled, ...constants])
        assert.match(String((one as PromiseRejectedResult).reason), /programs-diverged/);
    }
  });
});
