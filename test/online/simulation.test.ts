import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulation } from "../../online/simulation.ts";
import { clearMpc } from "../../operations/clear.ts";
import { M } from "../../operations/examples.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL } from "./parties.ts";

async function simulated(program: (mpc: Mpc) => Promise<unknown>, n = 2) {
  const simulation = new Simulation(REAL, () => "here:1");
  const mpcs = clearMpc(n, REAL, { turn: setImmediate, seed: "simulation", watch: simulation });
  const results = await Promise.allSettled(mpcs.map(program));
  return { simulation, results };
}

const given = (mpc: Mpc, values: number[], declared = {}) =>
  mpc.input(1, values.length, mpc.self === 1 ? values : null, declared);

describe("a simulation", () => {
  it("counts each element once, whichever party has it, and calls of one line together", async () => {
    const { simulation } = await simulated(async (mpc) => {
      const x = await given(mpc, [1, 2, 3]);
      const y = mpc.add(x, x);
      mpc.add(y, y);
      // Of one party alone, as a program may.
      if (mpc.self === 1) mpc.negate(x);
      await mpc.outputTo(0, y);
    }, 3);
    const counts = simulation.sites.map(({ operation, calls, elements }) => [
      ...[operation, calls, elements],
    ]);
    assert.deepEqual(counts, [
      ["input", 1, 3],
      ["add", 2, 6],
      ["negate", 1, 3],
      ["outputTo", 1, 3],
    ]);
    assert.deepEqual(simulation.outputs, [
      { operation: "outputTo", at: "here:1", scale: 0, values: [2n, 4n, 6n], shadows: [2, 4, 6] },
    ]);
  });

  it("has errors of inputs that are rounded, and of what follows, and sizes against ±M", async () => {
    const { simulation } = await simulated(async (mpc) => {
      const x = await given(mpc, [0.25, 0.3, 2 ** 40], { scale: 2, range: [0, 2 ** 41] });
      mpc.sum(x);
    });
    const [input, sum] = simulation.sites;
    assert.ok(Math.abs(input!.ulps.worst - 0.2) < 1e-9);
    assert.ok(Math.abs(input!.ulps.sum - 0.2) < 1e-9);
    assert.equal(input!.largest, 2 ** 40);
    assert.equal(input!.ofLimit, 2 ** 42 / Number(M));
    assert.deepEqual(input!.range, [0, 2 ** 41]);
    assert.ok(Math.abs(sum!.ulps.worst - 0.2) < 1e-9);
    assert.ok(sum!.relative.worst < 1e-12);
  });

  it("says which number left ±M first, in an operation too, and goes on as an engine would", async () => {
    const { simulation, results } = await simulated(async (mpc) => {
      const x = await given(mpc, [1, 2 ** 12, 2 ** 15], { scale: 16 });
      const y = await mpc.multiplyFixed(x, x);
      await mpc.multiplyFixed(y, y);
      return mpc.output(y);
    });
    assert.deepEqual(simulation.first, {
      operation: "multiplyFixed",
      at: "here:1",
      element: 2,
      value: 2 ** 30,
      limits: [-Number(M) / 2 ** 32, Number(M) / 2 ** 32],
      remedy: "5 fewer fractional bits in all, or numbers whose result is 16 times as small",
      fits: null,
    });
    assert.ok(results.every(({ status }) => status === "fulfilled"));
    assert.deepEqual(simulation.outputs[0]!.shadows, [1, 2 ** 24, 2 ** 30]);
  });

  it("and keeps quiet of ±M itself", async () => {
    const { simulation } = await simulated(async (mpc) => {
      const x = await mpc.input(1, 2, mpc.self === 1 ? [M, -M] : null);
      await mpc.output(mpc.negate(x));
    });
    assert.equal(simulation.first, null);
  });

  for (const [what, values, declared, expected] of [
    [
      "a range that was declared",
      [1, 7, -2],
      { range: [0, 5] as const },
      { element: 1, value: 7, limits: [0, 5], remedy: "a range of -2 to 7", fits: [-2, 7] },
    ],
    [
      "±M at its scale",
      [1, 2 ** 30],
      { scale: 30 },
      {
        ...{ element: 1, value: 2 ** 30, limits: [-Number(M) / 2 ** 30, Number(M) / 2 ** 30] },
        ...{ remedy: "fewer fractional bits, or smaller numbers", fits: null },
      },
    ],
    [
      "the bits",
      [1, 2],
      { type: "bit" as const },
      {
        element: 1,
        value: 2,
        limits: [0, 1],
        remedy: "a type of numbers, not of bits",
        fits: [1, 2],
      },
    ],
  ] as const)
    it(`says which value that is given is not in ${what}, and what fits`, async () => {
      const { simulation, results } = await simulated(async (mpc) => {
        if (mpc.self === 1) await given(mpc, [...values], declared);
      });
      assert.deepEqual(simulation.first, { operation: "input", at: "here:1", ...expected });
      assert.match(
        String((results[1] as PromiseRejectedResult).reason),
        /^RangeError: input: value 1 /,
      );
    });

  it("counts what no real number stands for, and follows what was computed there", async () => {
    const { simulation } = await simulated(async (mpc) => {
      const x = await given(mpc, [0, 4], { scale: 16 });
      await mpc.output(await mpc.reciprocal(x));
    });
    const site = simulation.sites.find(({ operation }) => operation === "reciprocal")!;
    assert.equal(site.undefined, 1);
    assert.deepEqual(simulation.outputs[0]!.shadows, [0, 0.25]);
  });
});
