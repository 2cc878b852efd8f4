import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation } from "../../online/operation.ts";
import { clearMpc } from "../../operations/clear.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import fixedPointAccuracy, { about, CASES } from "../../programs/fixed-point-accuracy.ts";

const run = (args: unknown) =>
  Promise.all(
    clearMpc(2, undefined, { turn: setImmediate }).map((mpc) => fixedPointAccuracy(mpc, args)),
  );

describe("the accuracy of functions in fixed point", () => {
  it("is measured against what the records claim", () => {
    for (const { name, claim } of CASES) {
      const record = (OPERATIONS as unknown as Record<string, Operation>)[name];
      assert.equal(record?.accuracy?.ulps, claim, name);
    }
  });

  for (const rounding of ["floor", "probabilistic"])
    for (const scale of [8, 24])
      it(`keeps to it at scale ${scale}, ${rounding}`, async () => {
        const [found, other] = await run({ scale, rounding, count: 40 });
        assert.equal(other, null);
        const { functions, worstOfClaim } = found!;
        assert.deepEqual(
          Object.keys(functions),
          CASES.filter(({ most }) => most >= scale).map(({ name }) => name),
        );
        for (const [name, { worst, mean, claim }] of Object.entries(functions)) {
          assert.ok(worst <= claim, `${name}: ${worst}`);
          assert.ok(mean > 0 && mean < worst, `${name}: ${mean}`);
        }
        assert.equal(
          worstOfClaim,
          Math.max(...Object.values(functions).map(({ worst, claim }) => worst / claim)),
        );
      });

  it("is the same again where truncation rounds down, and of other numbers with another seed", async () => {
    const args = { rounding: "floor", count: 20 };
    const [first, again] = [await run(args), await run(args)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, await run({ ...args, seed: 2 }));
  });

  it("takes no other rounding, scale or argument", async () => {
    for (const args of [{ rounding: "up" }, { scale: 25 }, { scales: 8 }])
      await assert.rejects(run(args), /^UsageError: fixed-point-accuracy: /);
    assert.equal(about.name, "fixed-point-accuracy");
  });
});
