/** Results that are not what their operands make, as a simulation finds them; and none where all are. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulation } from "../../online/simulation.ts";
import type { MaskedMatrix } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { call, examplesOf, RECORDS, settled, shared } from "../operations/examples.ts";
import { REAL } from "./parties.ts";

async function simulated(
  program: (mpc: Mpc) => Promise<unknown>,
  rounding: "floor" | "probabilistic" = "probabilistic",
) {
  const simulation = new Simulation(REAL, () => "here:1");
  const options = { turn: setImmediate, seed: "domain", watch: simulation, rounding };
  await Promise.all(clearMpc(2, REAL, options).map(program));
  return simulation;
}

const given = (mpc: Mpc, values: number[], scale = 0) =>
  mpc.input(0, values.length, mpc.self === 0 ? values : null, { scale });

describe("a result that is not what its operands make is outside the domain of its operation", () => {
  for (const rounding of ["floor", "probabilistic"] as const)
    it(`divideFixed of |x| > 2^(28 − scale), with the element, truncation ${rounding}`, async () => {
      const { first, outside } = await simulated(async (mpc) => {
        const x = await given(mpc, [3, 4096, 1, 100000], 16);
        await mpc.divideFixed(x, await given(mpc, [-0.5, 0.5, 0, 0.5], 16));
      }, rounding);
      const { value, ...rest } = outside!;
      assert.deepEqual(rest, {
        ...{ operation: "divideFixed", at: "here:1", element: 3, expected: 200000 },
        domain: "|x| ≤ 4096 at scale 16",
      });
      assert.ok(Math.abs(value! - 200000) > 1);
      assert.equal(first, null);
    });

  for (const [name, expected] of [
    ["divide", 33333333],
    ["modulo", 1],
  ] as const)
    it(`${name} where the promise on bits is broken`, async () => {
      const { outside } = await simulated(async (mpc) => {
        const [x, y] = [await given(mpc, [20, 1e8]), await given(mpc, [3, 3])];
        await mpc[name](x, y, { bits: 10 });
      });
      const { value, ...rest } = outside!;
      assert.deepEqual(rest, {
        ...{ operation: name, at: "here:1", element: 1, expected },
        domain: "|x/y| < 2^10",
      });
      assert.notEqual(value, expected);
    });

  it("but not where a clamp is what the record says, or 0 of a division by 0", async () => {
    const { outside } = await simulated(async (mpc) => {
      const x = await given(mpc, [30, -30, 0], 16);
      await mpc.exp(x);
      await mpc.log(x);
      await mpc.sqrt(x);
      await mpc.reciprocal(x);
    });
    assert.equal(outside, null);
  });

  it("and not what is computed from a wrong number: the first fault is told", async () => {
    const { first, outside } = await simulated(async (mpc) => {
      const x = await given(mpc, [2 ** 15], 16);
      await mpc.multiplyFixed(x, x);
      await mpc.divideFixed(x, x);
    });
    assert.equal(first?.operation, "multiplyFixed");
    assert.equal(outside, null);
  });
});

/** Every product that a masked matrix is prepared for. */
async function productsOf(mpc: Mpc, matrix: MaskedMatrix, { columns, products }: Uses) {
  const [, inner = 1] = matrix.shape as [number, number?];
  const right = mpc.constant(Array(inner * columns).fill(2), [inner, columns]);
  for (let k = 0; k < products; k++) await matrix.product(right);
}

interface Uses {
  readonly columns: number;
  readonly products: number;
}

describe("no example of a record is outside its domain", () => {
  for (const of of RECORDS)
    it(of.name, async () => {
      for (const rounding of ["floor", "probabilistic"] as const) {
        const { outside } = await simulated(async (mpc) => {
          for (const example of examplesOf(of, mpc.self)) {
            const result = await call(mpc, of, await shared(mpc, example));
            const uses = example.find((x) => (x as Uses | null)?.products !== undefined);
            if (uses !== undefined) await productsOf(mpc, result as MaskedMatrix, uses as Uses);
            await settled(mpc);
          }
        }, rounding);
        assert.equal(outside, null);
      }
    });
});
