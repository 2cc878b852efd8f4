import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { nodeSuite } from "../../host/node/suite.ts";
import { primeDomain } from "../../items/domain.ts";
import { Abort } from "../../network/abort.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import type { OpeningJob } from "../../online/opening-job.ts";
import { Rounds } from "../../online/rounds.ts";
import { createEngine, type Engine } from "../../operations/engine.ts";
import { runParties } from "../support/parties.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

/** What Node would stop the process for while `run` is under way and a little after. */
async function unhandledDuring(run: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  const before = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listen);
  try {
    await run();
    for (let k = 0; k < 5; k++) await nextTurn();
  } finally {
    process.off("unhandledRejection", listen);
    for (const listener of before) process.on("unhandledRejection", listener);
  }
  return unhandled;
}

/** Cuts the second round's message of P1 short. */
const cutShort = () => {
  let rounds = 0;
  return (from: number, _to: number, tag: string, message: Uint8Array) =>
    from === 1 && tag.endsWith("rounds") && ++rounds === 3 ? message.subarray(1) : message;
};

describe("a cheater cannot crash an honest process through promises that its program leaves aside", () => {
  const aside: Record<string, (mpc: Engine) => Promise<unknown>> = {
    multiply: async (mpc) => {
      const x = await inputOf(mpc, 0, [1, 2, 3]);
      const left = mpc.multiply(x, x);
      await mpc.square(x);
      return mpc.output(await left);
    },
    "a masked matrix's product": async (mpc) => {
      const x = await inputOf(mpc, 0, [1, 2, 3]);
      const masked = await mpc.maskMatrix(x, { columns: 1, products: 2, transposed: 0 });
      const y = mpc.constant([5], [1, 1]);
      const left = masked.product(y);
      await masked.product(y);
      return mpc.output(await left);
    },
    output: async (mpc) => {
      const x = await inputOf(mpc, 0, [1, 2, 3]);
      const left = mpc.output(x);
      await mpc.square(x);
      return left;
    },
  };
  for (const [what, program] of Object.entries(aside))
    it(what, async () => {
      const unhandled = await unhandledDuring(async () => {
        const { results } = await runEngines(program, {
          n: 3,
          network: { tamper: cutShort() },
          engine: { reportWaitMs: 50 },
        });
        assert.ok(results[0] instanceof Abort, "the run went on");
      });
      assert.deepEqual(unhandled, []);
    });
});

describe("a failure while results are computed", () => {
  const job = (finish: () => number): OpeningJob<null, number> => ({
    label: "test",
    opens: 0,
    material: Promise.resolve(null),
    shares: () => [],
    finish,
  });

  it("fails every operation of the turn, and what comes after, without a hang", async () => {
    await runParties(2, async (session) => {
      const macKey = dealLocally(2, REAL, "authenticated", nodeSuite, "turn")[session.self]!.macKey;
      const rounds = new Rounds(session, primeDomain(REAL, macKey), {
        routing: "direct",
        checkEvery: 64,
        settings: "",
        reportWaitMs: 100,
        onFailure: () => {},
      });
      const first = rounds.run(job(() => 1)).then(() => rounds.run(job(() => 2)));
      const second = rounds.run(
        job(() => {
          throw new Error("a bug in finish");
        }),
      );
      const outcomes = await Promise.allSettled([first, second]);
      assert.deepEqual(
        outcomes.map((o) => (o.status === "rejected" ? (o.reason as Error).message : o.value)),
        ["a bug in finish", "a bug in finish"],
      );
      await assert.rejects(rounds.run(job(() => 3)), /a bug in finish/);
    });
  });
});

describe("checkEvery", () => {
  for (const checkEvery of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    it(`${checkEvery} is refused: it would check nothing, or never`, async () => {
      await runParties(2, async (session) => {
        const items = dealLocally(2, REAL, "authenticated", nodeSuite, "every")[session.self]!;
        assert.throws(() => createEngine(session, items, { checkEvery }), RangeError);
      });
    });
});
