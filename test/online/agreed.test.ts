import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort } from "../../network/abort.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createEngine, type EngineOptions } from "../../operations/engine.ts";
import { runParties } from "../support/parties.ts";
import { assertWire } from "../support/wire.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

const FIELD = referenceField(101n);
const authenticated = dealLocally(2, FIELD, "authenticated", nodeSuite, "agreed");

describe("engines that differ", () => {
  const differences: Record<string, readonly [typeof authenticated, EngineOptions]> = {
    "by field": [dealLocally(2, referenceField(11n), "authenticated", nodeSuite, "agreed"), {}],
    "by material: one without MACs": [dealLocally(2, FIELD, "plain", nodeSuite, "agreed"), {}],
    "by routing": [authenticated, { routing: "king" }],
    "by how often they check": [authenticated, { checkEvery: 5 }],
    "by how they compare": [authenticated, { comparisons: "product" }],
    "by rounding": [authenticated, { rounding: "floor" }],
  };
  for (const [what, [material, options]] of Object.entries(differences))
    it(`${what} are told so in the first round, and no key dies`, async () => {
      const { results } = await runParties(2, async (session) => {
        const last = session.self === 1;
        const items = (last ? material : authenticated)[session.self]!;
        const mpc = createEngine(session, items, { reportWaitMs: 50, ...(last && options) });
        try {
          const x = await inputOf(mpc, 0, [3]);
          return await mpc.output(await mpc.square(x));
        } finally {
          assert.equal(mpc.statistics().rounds, 0);
        }
      });
      for (const result of results) {
        assert.ok(result instanceof Abort, String(result));
        assert.deepEqual([result.code, result.culprits], ["programs-diverged", []]);
      }
      for (const { macKey } of [...authenticated, ...material]) assert.ok(macKey?.dead !== true);
    });
});

describe("the engine's rounds", () => {
  for (const routing of ["direct", "king"] as const)
    for (const n of [2, 3])
      it(`keep their wire format (${routing}, n = ${n})`, async () => {
        const { transcript } = await runEngines(
          async (mpc) => {
            const [x, y] = await Promise.all([inputOf(mpc, 0, [3, -4]), inputOf(mpc, 1, [5, 6])]);
            const product = await mpc.multiply(x!, y!);
            return [await mpc.output(product), await mpc.outputTo(1, product)];
          },
          { n, field: REAL, engine: { routing }, seed: "wire" },
        );
        assertWire(`online/rounds/${routing}/n${n}`, transcript);
      });
});
