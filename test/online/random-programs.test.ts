import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../algebra/reference.ts";
import { clearMpc } from "../../operations/clear.ts";
import { planProgram } from "../../operations/plan.ts";
import { LONG } from "../support/long.ts";
import { assertTraffic } from "../support/planned-traffic.ts";
import { draws } from "./draws.ts";
import { FAMILIES, REAL, runEngines } from "./parties.ts";
import { assertGives, carryOut, makePlan } from "./random-program.ts";

/** Programs per number of parties, each on both engines. */
const PROGRAMS = LONG ? 200 : 35;
const FIELDS = [referenceField(11n), referenceField(101n), REAL, REAL];

describe("random programs", () => {
  for (const n of LONG ? [2, 3, 4, 5] : [2, 3, 5])
    it(`give what plain arithmetic gives, take what is planned, and send it to the byte, with ${n} parties`, async () => {
      await fc.assert(
        fc.asyncProperty(
          draws(30),
          fc.constantFrom(...FIELDS),
          fc.constantFrom("direct", "king"),
          fc.boolean(),
          fc.nat(),
          fc.constantFrom("floor", "probabilistic"),
          async (drawn, field, routing, shuffle, seed, rounding) => {
            const plan = makePlan(drawn, n, field.p, rounding);
            assert.ok(plan.steps.length >= 3 && plan.values.length > 0);
            for (const family of FAMILIES) {
              const { results, traffic } = await runEngines(
                async (mpc) => {
                  const given = await carryOut(mpc, plan);
                  await mpc.close();
                  return { given, statistics: mpc.statistics() };
                },
                {
                  n,
                  field,
                  family,
                  seed: `${seed}`,
                  close: false,
                  engine: { routing, rounding, checkEvery: 64 },
                  network: { shuffle },
                },
              );
              const authenticated = family === "authenticated";
              for (const [self, result] of results.entries()) {
                if (result instanceof Error) throw result;
                assertGives(plan, self, result.given);
                const of = { n, self, field, rounding, authenticated, checkEvery: 64 };
                const planned = await planProgram((mpc) => carryOut(mpc, plan), null, {
                  ...of,
                  routing,
                  overflow: "wrap",
                  turn: setImmediate,
                });
                const { traffic: sent, atOnce, unchecked, undeclared: _, ...counts } = planned;
                assert.deepEqual(counts, result.statistics);
                assertTraffic({ traffic: sent }, traffic);
                assert.equal(unchecked, 0);
                // Whatever waits for a check was opened, and the round that opened the most is one of them.
                assert.ok(atOnce.round <= counts.elements);
                assert.ok(atOnce.unchecked >= (authenticated ? atOnce.round : 0));
              }
            }
          },
        ),
        { numRuns: PROGRAMS, seed: 20260 + n },
      );
    });

  it("give the same in the clear", async () => {
    await fc.assert(
      fc.asyncProperty(draws(30), fc.constantFrom(...FIELDS), async (drawn, field) => {
        const plan = makePlan(drawn, 3, field.p, "floor");
        const parties = clearMpc(3, field, {
          rounding: "floor",
          overflow: "wrap",
          turn: setImmediate,
        });
        const results = await Promise.all(parties.map((mpc) => carryOut(mpc, plan)));
        for (const [i, result] of results.entries()) assertGives(plan, i, result);
      }),
      { numRuns: PROGRAMS, seed: 20265 },
    );
  });
});
