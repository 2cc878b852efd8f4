/** What results stand for in real numbers, as a simulation has it of every record. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation } from "../../online/operation.ts";
import { Simulation, type Site } from "../../online/simulation.ts";
import type { MaskedMatrix } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL } from "../online/parties.ts";
import {
  type Arguments,
  call,
  examplesOf,
  isSecret,
  RECORDS,
  replacing,
  settled,
  shared,
} from "./examples.ts";

/** Of one run in the clear, by operation. */
async function simulated(program: (mpc: Mpc) => Promise<unknown>, n = 2) {
  const simulation = new Simulation(REAL, () => null);
  const mpcs = clearMpc(n, REAL, { turn: setImmediate, seed: "shadows", watch: simulation });
  await Promise.all(
    mpcs.map(async (mpc) => {
      await program(mpc);
      await settled(mpc);
      await mpc.close();
    }),
  );
  return simulation;
}

const siteOf = (simulation: Simulation, name: string): Site =>
  simulation.sites.find(({ operation }) => operation === name)!;

/** True of arguments that are rounded before they are computed with. */
const isRounded = (args: Arguments): boolean =>
  args.flat(2).some((x) => typeof x === "number" && !Number.isInteger(x));

/** Whether its result is a number, exactly what `plain` says. */
const isExact = (of: Operation, args: Arguments): boolean => {
  const said = of.plain(...(args as readonly never[]));
  return said !== null && typeof said !== "function" && of.accuracy === undefined;
};

describe("the shadow of an exact result is the result", () => {
  for (const of of RECORDS)
    for (const [k, example] of examplesOf(of, 0).entries()) {
      if (of.form === "other" || isRounded(example) || !isExact(of, example)) continue;
      // At a scale it is rounded to the grid: its shadow is not.
      const within = of.name === "shiftRight" ? 1 : 0;
      it(`of ${of.name}, example ${k}`, async () => {
        const simulation = await simulated(async (mpc) => {
          const args = await shared(mpc, examplesOf(of, mpc.self)[k]!);
          const result = await call(mpc, of, args);
          assert.ok(isSecret(result));
        });
        const { ulps, undefined: none, elements } = siteOf(simulation, of.name);
        assert.equal(none, 0);
        assert.equal(ulps.count, elements);
        assert.ok(ulps.worst <= within, `${ulps.worst} ulps`);
        assert.equal(simulation.first, null);
        assert.equal(simulation.outside, null);
      });
    }
});

/** With what owners can give as doubles in place of fractions that have more digits. */
const givable = (args: Arguments): Arguments =>
  replacing(args, (x) =>
    x.scale === 0 ? x : { ...x, values: x.values.map((v) => BigInt(Number(v))) },
  );

describe("a record that rounds is as far from the shadow of its samples as it says", () => {
  for (const of of RECORDS) {
    if (of.accuracy === undefined) continue;
    const { ulps, samples } = of.accuracy;
    it(`${of.name}: at most ${ulps} ulps`, async () => {
      const draw = (least: bigint, greatest: bigint) => least + (greatest - least) / 3n;
      const list = samples(draw as never) as readonly Arguments[];
      const simulation = await simulated(async (mpc) => {
        for (const args of list) await call(mpc, of, await shared(mpc, givable(args)));
      });
      const site = siteOf(simulation, of.name);
      assert.equal(site.undefined, 0);
      assert.ok(site.ulps.worst <= ulps, `${site.ulps.worst}`);
      assert.equal(simulation.first, null);
      assert.equal(simulation.outside, null);
    });
  }
});

describe("no record leaves open what its result stands for", () => {
  for (const of of RECORDS) {
    if (of.form === "other") continue;
    const said = of.accuracy !== undefined || of.real !== undefined;
    it(of.name, async () => {
      const simulation = await simulated(async (mpc) => {
        for (const example of examplesOf(of, mpc.self))
          await call(mpc, of, await shared(mpc, example));
      });
      const { undefined: none, elements } = siteOf(simulation, of.name);
      // Edges may be out of the domain of a function, such as 1/0.
      assert.ok(said ? none < elements : none === 0, `${none} of ${elements}`);
    });
  }
});

const numbers = Array.from({ length: 12 }, (_, j) => Math.sin(j * 7.3) * 3);
const FIXED = { scale: 16 };
const near = (given: readonly number[], expected: readonly number[]) => {
  assert.equal(given.length, expected.length);
  for (const [j, x] of expected.entries())
    assert.ok(Math.abs(given[j]! - x) < 1e-9 * Math.max(1, Math.abs(x)), `${given[j]} for ${x}`);
};

describe("a shadow goes on in real numbers", () => {
  it("through products, functions, sums and public values, as doubles have it", async () => {
    const { outputs } = await simulated(async (mpc) => {
      const x = await mpc.input(0, 12, mpc.self === 0 ? numbers : null, FIXED);
      const y = await mpc.multiplyFixed(mpc.addPublic(x, 0.1), x);
      const e = await mpc.exp(mpc.negate(y));
      const z = await mpc.multiplyPublicFixed(mpc.add(e, y), 1 / 3);
      await mpc.output(z);
      await mpc.output(await mpc.mean(z));
      await mpc.output(mpc.cumulativeSum(mpc.multiplyPublic(z, 0.7, 10)));
    });
    const z = numbers.map((x) => {
      const y = (x + 0.1) * x;
      return (Math.exp(-y) + y) / 3;
    });
    near(outputs[0]!.shadows, z);
    near(outputs[1]!.shadows, [z.reduce((sum, v) => sum + v) / 12]);
    const sums = z.map((_, j) => 0.7 * z.slice(0, j + 1).reduce((sum, v) => sum + v));
    near(outputs[2]!.shadows, sums);
  });

  it("through broadcast quotients and products, sorting and choice", async () => {
    const { outputs } = await simulated(async (mpc) => {
      const x = await mpc.input(1, [3, 4], mpc.self === 1 ? numbers : null, FIXED);
      const row = await mpc.input(0, 4, mpc.self === 0 ? [0.3, 2.7, -1.1, 5.9] : null, FIXED);
      await mpc.output(await mpc.divideFixed(x, row));
      await mpc.output(await mpc.multiplyFixed(row, x));
      await mpc.output(await mpc.sort(mpc.reshape(x, 12)));
      await mpc.output(await mpc.select(await mpc.lessThan(x, row), x, row));
    });
    const row = [0.3, 2.7, -1.1, 5.9];
    near(
      outputs[0]!.shadows,
      numbers.map((x, j) => x / row[j % 4]!),
    );
    near(
      outputs[1]!.shadows,
      numbers.map((x, j) => x * row[j % 4]!),
    );
    near(
      outputs[2]!.shadows,
      numbers.toSorted((a, b) => a - b),
    );
    near(
      outputs[3]!.shadows,
      numbers.map((x, j) => Math.min(x, row[j % 4]!)),
    );
  });

  it("through products with a matrix that is masked, transposed too", async () => {
    const { outputs } = await simulated(async (mpc) => {
      const x = await mpc.input(0, [3, 4], mpc.self === 0 ? numbers : null, FIXED);
      const uses = { columns: 1, products: 1, transposed: 1 };
      const masked: MaskedMatrix = await mpc.maskMatrix(x, uses);
      const w = await mpc.input(1, 4, mpc.self === 1 ? [0.1, 0.2, 0.3, 0.4] : null, FIXED);
      const product = await masked.productFixed(w);
      await mpc.output(product);
      await mpc.output(await masked.transposedProduct(product));
    });
    const at = (r: number, c: number) => numbers[4 * r + c]!;
    const w = [0.1, 0.2, 0.3, 0.4];
    const product = [0, 1, 2].map((r) => w.reduce((sum, v, c) => sum + v * at(r, c), 0));
    near(outputs[0]!.shadows, product);
    near(
      outputs[1]!.shadows,
      w.map((_, c) => product.reduce((sum, v, r) => sum + v * at(r, c), 0)),
    );
  });

  it("with the rows that were shuffled, in their new order", async () => {
    const { outputs } = await simulated(async (mpc) => {
      const x = await mpc.input(0, [6, 2], mpc.self === 0 ? numbers : null, FIXED);
      await mpc.output(await mpc.shuffle(x));
    });
    const [{ values, shadows }] = outputs as [(typeof outputs)[number]];
    for (const [j, v] of values.entries())
      assert.ok(Math.abs(Number(v) / 2 ** 16 - shadows[j]!) <= 2 ** -17);
    assert.deepEqual(
      shadows.map((v) => v.toFixed(9)).sort(),
      numbers.map((v) => v.toFixed(9)).sort(),
    );
  });

  it("where an integer was rounded, as the nearest integer", async () => {
    const simulation = await simulated(async (mpc) => {
      const x = await mpc.input(0, 2, mpc.self === 0 ? [1.3, -1.4] : null, FIXED);
      const whole = await mpc.truncateExact(x, 16);
      await mpc.output(await mpc.oneHot(whole, 3));
    });
    assert.ok(Math.abs(siteOf(simulation, "truncateExact").ulps.worst - 0.6) < 1e-9);
    assert.deepEqual(simulation.outputs[0]!.shadows, [0, 1, 0, 0, 0, 0]);
  });
});
