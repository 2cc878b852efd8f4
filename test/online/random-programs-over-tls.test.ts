import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../algebra/reference.ts";
import { connect } from "../../host/node/connect.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createEngine } from "../../operations/engine.ts";
import { makeParties } from "../host/node/members.ts";
import { LONG } from "../support/long.ts";
import { draws } from "./draws.ts";
import { FAMILIES, REAL } from "./parties.ts";
import { assertGives, carryOut, makePlan } from "./random-program.ts";

/** Programs per number of parties, each on both engines, one after another over the same links. */
const PROGRAMS = LONG ? 200 : 20;
const FIELDS = [referenceField(11n), referenceField(101n), REAL];

describe("random programs over mutual TLS", () => {
  for (const n of LONG ? [2, 3, 4, 5] : [2, 3, 5])
    it(`give what plain arithmetic gives, with ${n} parties`, async () => {
      const parties = await makeParties(n);
      const transports = await Promise.all(
        parties.map(({ identity }, self) =>
          connect({
            self,
            identity,
            members: parties.map((p) => p.member),
            agreement: { program: "random programs" },
            deadlineMs: 20_000,
            heartbeatMs: 2000,
          }),
        ),
      );
      const sessions = transports.map((transport) => new Session(transport));
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(
          draws(30),
          fc.constantFrom(...FIELDS),
          fc.constantFrom("direct", "king"),
          fc.nat(),
          fc.constantFrom("floor", "probabilistic"),
          async (drawn, field, routing, seed, rounding) => {
            const plan = makePlan(drawn, n, field.p, rounding);
            assert.ok(plan.steps.length >= 3 && plan.values.length > 0);
            for (const family of FAMILIES) {
              const label = `program-${runs++}`;
              const material = dealLocally(n, field, family, nodeSuite, `${seed}`);
              const results = await Promise.all(
                sessions.map(async (session, self) => {
                  const options = { routing, rounding } as const;
                  const engine = createEngine(session.child(label), material[self]!, options);
                  const given = await carryOut(engine, plan);
                  await engine.close();
                  return given;
                }),
              );
              for (let i = 0; i < n; i++) assertGives(plan, i, results[i]!);
            }
          },
        ),
        { numRuns: PROGRAMS, seed: 20270 + n },
      );
      await Promise.all(transports.map((transport) => transport.close()));
    });
});
