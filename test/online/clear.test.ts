import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Abort } from "../../network/abort.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import type { Secret } from "../../online/values.ts";
import { type ClearMpc, type ClearOptions, clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { inputOf, runEngines } from "./parties.ts";

const M = MAX_INTEGER;
const HALF = 1n << 57n;

/** Runs a program at all parties, to its end; what each returned or threw. */
function inTheClear<T>(
  program: (mpc: ClearMpc) => Promise<T>,
  { n = 2, ...options }: ClearOptions & { readonly n?: number } = {},
): Promise<PromiseSettledResult<T>[]> {
  const parties = clearMpc(n, undefined, { turn: setImmediate, seed: "clear", ...options });
  return Promise.allSettled(
    parties.map(async (mpc) => {
      const result = await program(mpc);
      await mpc.close();
      return result;
    }),
  );
}

const reasonOf = (settled: PromiseSettledResult<unknown>): Error => {
  assert.ok(settled.status === "rejected", "nothing was refused");
  return settled.reason as Error;
};

/** Programs with a number that leaves the range, and what is said of it. */
const OVERFLOWS: Record<string, { program: (mpc: Mpc) => unknown; says: RegExp }> = {
  "a fixed-point product": {
    program: async (m) => {
      const x = await inputOf(m, 0, [1, 1231234], 16);
      return m.multiplyFixed(x, x);
    },
    says: /^multiplyFixed: element 1 of the result leaves the range, at scales 16 and 16: .*\|x\| ≤ 67108863\.9/,
  },
  "a product": {
    program: (m) => m.multiply(m.constant([1, 2 ** 30], 2), m.constant([1, -(2 ** 30)], 2)),
    says: /^multiply: element 1 .* at scales 0 and 0/,
  },
  "a product that comes back by p": {
    program: (m) => m.square(m.constant([1n << 57n], 1)),
    says: /^square: element 0 /,
  },
  "a sum": { program: (m) => m.sum(m.constant(Array(4).fill(HALF), 4)), says: /^sum: element 0 / },
  "a constant": {
    program: (m) =>
      m.add(m.constant([0n, M], 2, { scale: 3 }), m.constant([0n, 1n], 2, { scale: 3 })),
    says: /^constant: value 1 is out of range/,
  },
  "an addition": {
    program: (m) => m.add(m.constant([0n, M], 2), m.constant([0n, 1n], 2)),
    says: /^add: element 1 of the result leaves the range, at scale 0/,
  },
  "a subtraction": {
    program: (m) => m.subtract(m.constant([-M], 1), m.constant([1n], 1)),
    says: /^subtract: element 0 /,
  },
  "an addition of a constant": {
    program: (m) => m.addPublic(m.constant([3n, M], 2), 1),
    says: /^addPublic: element 1 /,
  },
  "a multiple": {
    program: (m) => m.multiplyPublic(m.constant([1n, HALF], 2), 3),
    says: /^multiplyPublic: element 1 /,
  },
  "a multiple of each": {
    program: (m) => m.multiplyPublic(m.constant([HALF, 1n], 2), [3, 1]),
    says: /^multiplyPublic: element 0 /,
  },
  "a sum of products": {
    program: (m) =>
      m.dot(m.constant(Array(2).fill(2 ** 29), 2), m.constant(Array(2).fill(2 ** 28), 2)),
    says: /^dot: element 0 /,
  },
  "a public product": {
    program: (m) => m.publicProduct([1, 0, 0, 2], 2, m.constant([HALF, HALF], 2)),
    says: /^publicProduct: element 1 /,
  },
  "a matrix product": {
    program: (m) => m.matrixProduct(m.constant([1n, 0n, 0n, HALF], [2, 2]), m.constant([1, 2], 2)),
    says: /^matrixProduct: element 1 /,
  },
  "a masked product": {
    program: async (m) => {
      const x = m.constant([1n, 0n, 0n, HALF], [2, 2]);
      const masked = await m.maskMatrix(x, { columns: 1, products: 1, transposed: 1 });
      return masked.product(m.constant([1, 2], 2));
    },
    says: /^product: element 1 /,
  },
  "a transposed product": {
    program: async (m) => {
      const x = m.constant([0n, HALF], [1, 2]);
      const masked = await m.maskMatrix(x, { columns: 1, products: 1, transposed: 1 });
      return masked.transposedProduct(m.constant([2], 1));
    },
    says: /^transposedProduct: element 1 /,
  },
};

describe("in the clear", () => {
  for (const [what, { program, says }] of Object.entries(OVERFLOWS))
    it(`a number that leaves the range is shown, by operation, element and scales: ${what}`, async () => {
      const settled = await inTheClear(async (mpc) => program(mpc));
      for (const one of settled) {
        const reason = reasonOf(one);
        assert.ok(reason instanceof RangeError);
        assert.match(reason.message, says);
      }
    });

  it("a number is refused exactly if it leaves ±M", async () => {
    const near = fc.oneof(
      fc.bigInt(-M, M),
      fc.bigInt(-(1n << 30n), 1n << 30n),
      fc.constantFrom(M, -M, 1n, -1n, 0n, 1n << 29n, (1n << 29n) - 1n),
    );
    const seen = { refused: 0, right: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(near, { minLength: 4, maxLength: 4 }),
        fc.constantFrom(
          "add",
          "subtract",
          "multiply",
          "dot",
          "sum",
          "matrixProduct",
          "publicProduct",
        ),
        async ([a, b, c, d], op) => {
          const [mpc] = clearMpc(1, undefined, { turn: setImmediate });
          const [x, y] = [mpc!.constant([a!, b!], 2), mpc!.constant([c!, d!], 2)];
          const results: Record<string, bigint[]> = {
            add: [a! + c!, b! + d!],
            subtract: [a! - c!, b! - d!],
            multiply: [a! * c!, b! * d!],
            dot: [a! * c! + b! * d!],
            sum: [a! + b!],
            matrixProduct: [a! * c! + b! * d!],
            publicProduct: [a! * c! + b! * d!],
          };
          const act: Record<string, () => Secret | Promise<Secret>> = {
            add: () => mpc!.add(x, y),
            subtract: () => mpc!.subtract(x, y),
            multiply: () => mpc!.multiply(x, y),
            dot: () => mpc!.dot(x, y),
            sum: () => mpc!.sum(x),
            matrixProduct: () => mpc!.matrixProduct(mpc!.transpose(x), y),
            publicProduct: () => mpc!.publicProduct([a!, b!], 1, y),
          };
          const fits = results[op]!.every((v) => v <= M && v >= -M);
          const made = (async () => mpc!.output(await act[op]!()))();
          seen[fits ? "right" : "refused"]++;
          if (fits) assert.deepEqual(await made, results[op]);
          else await assert.rejects(made, RangeError);
        },
      ),
      { numRuns: 400, seed: 20270 },
    );
    assert.ok(seen.refused > 50 && seen.right > 50);
  });

  it("truncation rounds up with the probability of the rest, alike at all parties, for both signs", async () => {
    const t = 20_000;
    const settled = await inTheClear(async (mpc) => {
      const out: bigint[][] = [];
      for (const x of [5.5, -5.5, 5.25, -0.0001, 3])
        out.push(
          await mpc.output(
            await mpc.truncate(mpc.constant(Array(t).fill(x), t, { scale: 16 }), 16),
          ),
        );
      return out;
    });
    const [here, there] = settled.map((one) => {
      assert.ok(one.status === "fulfilled");
      return one.value;
    });
    assert.deepEqual(here, there);
    const rests = [0.5, 0.5, 0.25, 1 - 7 / 2 ** 16, 0];
    for (const [k, floor] of [5n, -6n, 5n, -1n, 3n].entries()) {
      const ups = here![k]!.filter((v) => v === floor + 1n).length;
      assert.equal(ups + here![k]!.filter((v) => v === floor).length, t);
      // Six standard deviations.
      assert.ok(Math.abs(ups / t - rests[k]!) <= 6 * Math.sqrt(0.25 / t), `${ups} of ${t}`);
    }
  });

  it("a weight that decays five hundred times keeps its mean", async () => {
    const [settled] = await inTheClear(
      async (mpc) => {
        let w = mpc.constant(Array(50).fill(1), 50, { scale: 16 });
        const d = mpc.constant(Array(50).fill(1 - 1 / 256), 50, { scale: 16 });
        for (let k = 0; k < 500; k++) w = await mpc.multiplyFixed(w, d);
        return (await mpc.outputNumbers(w)).reduce((a, b) => a + b, 0) / 50;
      },
      { n: 1 },
    );
    assert.ok(settled!.status === "fulfilled");
    assert.ok(Math.abs(settled!.value / (1 - 1 / 256) ** 500 - 1) < 1 / 300, `${settled!.value}`);
  });

  it("results say how they are rounded, and rounding can be repeated by a seed, or left out", async () => {
    const run = async (options: ClearOptions) => {
      const [settled] = await inTheClear(
        async (mpc) => ({
          labels: mpc.labels,
          values: String(
            await mpc.output(await mpc.truncate(mpc.constant(Array(99).fill(1), 99), 1)),
          ),
        }),
        { n: 1, ...options },
      );
      assert.ok(settled!.status === "fulfilled");
      return settled!.value;
    };
    const random = await run({ seed: "a" });
    assert.deepEqual(random.labels, [
      "plain: no protection",
      "truncation rounds at random, as the engines do",
    ]);
    assert.deepEqual(await run({ seed: "a" }), random);
    assert.notEqual((await run({ seed: "b" })).values, random.values);
    const floor = await run({ rounding: "floor" });
    assert.deepEqual(floor.labels, ["plain: no protection"]);
    assert.equal(floor.values, Array(99).fill("0").join());
  });

  it("an output that is not awaited is refused, as on the engines", async () => {
    const settled = await inTheClear(async (mpc) => {
      const x = await inputOf(mpc, 0, [1]);
      void mpc.output(x);
    });
    for (const one of settled)
      assert.match(reasonOf(one).message, /still under way; await it: output$/);
  });

  it("an operation that nobody waits for is named as the program called it, however it is carried out", async () => {
    const settled = await inTheClear(async (mpc) => {
      const x = await inputOf(mpc, 0, [1]);
      void mpc.greaterThan(x, x);
    });
    for (const one of settled)
      assert.match(reasonOf(one).message, /still under way; await it: greaterThan$/);
  });

  it("an end with something unchecked is refused, as on the engines", async () => {
    const settled = await inTheClear(async (mpc) => {
      const x = await inputOf(mpc, 0, [1]);
      await mpc.multiply(x, x);
    });
    for (const one of settled)
      assert.match(reasonOf(one).message, /2 opened elements were never checked/);
  });

  it("programs that differ are told so, and where", async () => {
    const differ: [(mpc: Mpc, x: Secret) => Promise<unknown>, RegExp][] = [
      [
        (m, x) => (m.self === 0 ? m.square(x) : m.output(x)),
        /operation 1 is square 1 at P0, output 1 at P1/,
      ],
      [
        (m, x) => (m.self === 0 ? m.output(x) : Promise.resolve()),
        /operation 1 is output 1 at P0, close at P1/,
      ],
      [
        (m, x) => {
          const started = [() => m.square(x), () => m.square(m.negate(x))];
          return Promise.all((m.self === 0 ? started : started.reverse()).map((start) => start()));
        },
        /operation 1 at P0, square 1 of input of P0, is operation 2 at P1/,
      ],
    ];
    for (const [program, says] of differ) {
      const settled = await inTheClear(async (mpc) => program(mpc, await inputOf(mpc, 0, [1])));
      for (const one of settled) {
        const reason = reasonOf(one);
        assert.ok(reason instanceof Abort);
        assert.equal(reason.code, "programs-diverged");
        assert.deepEqual(reason.culprits, []);
        assert.match(reason.message, says);
      }
    }
  });
});

describe("what is unchecked at the end, in the clear as on the engines", () => {
  const programs: Record<string, [(mpc: Mpc, x: Secret) => Promise<unknown>, RegExp | null]> = {
    "two outputs of one turn cover once what precedes them": [
      async (m, x) => {
        const y = await m.multiply(x, x);
        await Promise.all([m.output(y), m.output(x)]);
        await m.multiply(x, y);
      },
      /2 opened elements were never checked/,
    ],
    "an output covers what is opened beside it": [
      (m, x) => Promise.all([m.output(x), m.multiply(x, x)]),
      null,
    ],
  };
  for (const [what, [program, says]] of Object.entries(programs))
    it(what, async () => {
      const work = async (mpc: Mpc & { close(): Promise<void> }) => {
        const x = await inputOf(mpc, 0, [1]);
        await program(mpc, x);
        await mpc.close();
      };
      const clear = await Promise.allSettled(
        clearMpc(2, undefined, { turn: setImmediate }).map(work),
      );
      const { results } = await runEngines(
        (mpc) =>
          work(mpc).then(
            () => null,
            (error: Error) => error.message,
          ),
        { close: false },
      );
      for (const one of clear) {
        if (says === null) assert.equal(one.status, "fulfilled");
        else assert.match(reasonOf(one).message, says);
      }
      for (const said of results as (string | null)[])
        if (says === null) assert.equal(said, null);
        else assert.match(said!, says);
    });
});
