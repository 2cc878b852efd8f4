import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort } from "../../network/abort.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { firstDifference } from "../../online/program-divergence.ts";
import type { Secret } from "../../online/values.ts";
import { createEngine, type Engine, type EngineOptions } from "../../operations/engine.ts";
import { runParties } from "../support/parties.ts";
import { instead } from "./material.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

type Part = (mpc: Engine, x: Secret) => Promise<unknown>;

/** Programs that differ at the last party alone, and what the others must say of it. */
const DIFFERENCES: Record<string, { most: Part; last: Part; says: RegExp }> = {
  "another operation": {
    most: (mpc, x) => Promise.all([mpc.square(x), mpc.multiply(x, x)]),
    last: (mpc, x) => Promise.all([mpc.square(x), mpc.dot(x, x)]),
    says: /operation 2 is multiply 3 here, dot 3 at P/,
  },
  "one operation more": {
    most: (mpc, x) => mpc.square(x),
    last: (mpc, x) => Promise.all([mpc.square(x), mpc.square(x)]),
    says: /operation 2 is nothing here, square 3 at P/,
  },
  "a longer vector": {
    most: (mpc, x) => mpc.square(x),
    last: (mpc, x) => mpc.square(mpc.stack([x, x])),
    says: /operation 1 is square 3 here, square 6 at P/,
  },
  "an output where others go on": {
    most: async (mpc, x) => mpc.square(await mpc.square(x)),
    last: async (mpc, x) => mpc.output(await mpc.square(x)),
    says: /operation 1 is square 3 here, output 3 at P/,
  },
  "an output beside an operation": {
    most: (mpc, x) => mpc.square(x),
    last: (mpc, x) => Promise.all([mpc.square(x), mpc.output(x)]),
    says: /operation 2 is nothing here, output 3 at P/,
  },
  "an end where others go on": {
    most: async (mpc, x) => [await mpc.output(x), await mpc.square(x)],
    last: (mpc, x) => mpc.output(x),
    says: /operation 1 is square 3 here, close at P/,
  },
  "an output to another": {
    most: (mpc, x) => mpc.outputTo(0, x),
    last: (mpc, x) => mpc.outputTo(1, x),
    says: /operation 1 is output P0 3 here, output P1 3 at P/,
  },
};

describe("programs that diverge", () => {
  for (const [what, { most, last, says }] of Object.entries(DIFFERENCES))
    for (const routing of ["direct", "king"] as const)
      it(`by ${what} are told so, with the first difference (${routing})`, async () => {
        for (const n of [2, 3]) {
          const wiped: number[] = [];
          const { results } = await runEngines(
            async (mpc) => {
              const x = await inputOf(mpc, 0, [1, 2, 3]);
              return mpc.self === n - 1 ? last(mpc, x) : most(mpc, x);
            },
            {
              n,
              engine: { routing },
              material: (items, self) => {
                if (items.macKey!.dead) wiped.push(self);
                return items;
              },
            },
          );
          const codes = results.map((r) => (r instanceof Abort ? r.code : "no abort"));
          const texts = results.map((r) => (r instanceof Abort ? r.message : ""));
          // Who hears of another's abort first has no evidence of its own.
          assert.ok(codes.every((code) => code === "programs-diverged" || code === "peer-aborted"));
          assert.ok(codes.includes("programs-diverged"), codes.join());
          assert.ok(
            texts.some((text) => says.test(text)),
            texts.join("\n"),
          );
          for (const r of results) assert.deepEqual((r as Abort).culprits, []);
        }
      });

  it("because of settings that are not alike are told so in the first round", async () => {
    const settings: EngineOptions[] = [{ checkEvery: 12 }, { rounding: "floor" }];
    for (const odd of settings) {
      const dealt = dealLocally(2, REAL, "authenticated", nodeSuite, "settings");
      const { results } = await runParties(2, async (session) => {
        const options = session.self === 0 ? {} : odd;
        const mpc = createEngine(session, dealt[session.self]!, options);
        return inputOf(mpc, 0, [1]);
      });
      const codes = results.map((r) => (r instanceof Abort ? r.code : "no abort"));
      assert.ok(codes.includes("programs-diverged"), codes.join());
    }
  });

  it("do not wipe the key", async () => {
    const dead: boolean[] = [];
    const keys: { readonly dead: boolean }[] = [];
    await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [1]);
        return mpc.self === 0 ? mpc.square(x) : mpc.output(x);
      },
      {
        material: (items) => {
          keys.push(items.macKey!);
          return items;
        },
      },
    );
    for (const key of keys) dead.push(key.dead);
    assert.deepEqual(dead, [false, false]);
  });

  it("are told so while one waits for material that the others do not make with it", async () => {
    const stuck = (items: Preprocessing, self: number) =>
      self === 0 ? instead(items, "square", () => new Promise(() => {})) : items;
    const goingOn: Record<
      string,
      { does: (mpc: Engine, x: Secret) => Promise<unknown>; at: RegExp }
    > = {
      "an output": { does: (mpc, x) => mpc.output(x), at: /is square 2 here, output 2 at P/ },
      "a product": {
        does: (mpc, x) => mpc.multiply(x, x),
        at: /is square 2 here, multiply 2 at P/,
      },
      "the end": { does: async () => {}, at: /is square 2 here, close at P/ },
      "a longer square": { does: (mpc, x) => mpc.square(mpc.stack([x, x])), at: /square 4 at P/ },
      "a square of something else": {
        does: (mpc, x) => mpc.square(mpc.negate(x)),
        at: /is square 2 of input of P0 here, of negate at P/,
      },
    };
    for (const [what, { does, at }] of Object.entries(goingOn))
      for (const n of [2, 3]) {
        const { results } = await runEngines(
          async (mpc) => {
            const x = await inputOf(mpc, 0, [1, 2]);
            return mpc.self === 0 ? mpc.square(x) : does(mpc, x);
          },
          { n, material: stuck, engine: { reportWaitMs: 500 } },
        );
        for (const [self, result] of results.entries()) {
          assert.ok(result instanceof Abort, `${what}: P${self} went on`);
          assert.equal(result.code, "programs-diverged", what);
          assert.deepEqual(result.culprits, []);
        }
        assert.match((results[0] as Abort).message, at);
      }
  });

  it("are told so by a king that waits for material", async () => {
    const stuck = (items: Preprocessing, self: number) =>
      self === 1 ? instead(items, "square", () => new Promise(() => {})) : items;
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [1, 2]);
        return mpc.self === 1 ? mpc.square(x) : mpc.output(x);
      },
      { n: 2, material: stuck, engine: { routing: "king", reportWaitMs: 500 } },
    );
    for (const result of results) {
      assert.ok(result instanceof Abort);
      assert.equal(result.code, "programs-diverged");
    }
  });

  it("go on where material is late at one party and the programs are the same", async () => {
    const late = (items: Preprocessing, self: number) =>
      instead(items, "square", async (item, count) => {
        for (let k = 0; k < 30 * self; k++) await new Promise((done) => setImmediate(done));
        return items.take(item, count);
      });
    for (const routing of ["direct", "king"] as const)
      for (const n of [2, 3]) {
        const { results } = await runEngines(
          async (mpc) => {
            let x = await inputOf(mpc, 0, [1, 2]);
            for (let k = 0; k < 3; k++) x = await mpc.square(x);
            return mpc.output(x);
          },
          { n, material: late, engine: { routing } },
        );
        for (const result of results) assert.deepEqual(result, [1n, 256n]);
      }
  });

  it("are reported only between those whose headers differ: a liar to one blames no honest party", async () => {
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [1]);
        await mpc.square(x);
        return mpc.output(x);
      },
      {
        n: 3,
        engine: { reportWaitMs: 1 },
        network: {
          tamper: (from, to, tag, message) => {
            if (from !== 2 || to !== 0 || tag !== "rounds" || message.length !== 32) return message;
            const changed = message.slice();
            changed[8]! ^= 1;
            return changed;
          },
        },
      },
    );
    for (const party of [0, 1]) {
      const result = results[party];
      assert.ok(result instanceof Abort);
      assert.ok(["programs-diverged", "peer-aborted"].includes(result.code), result.code);
      assert.deepEqual(result.culprits, []);
    }
  });

  it("another party's labels are cut, and only printable ASCII of them is shown", () => {
    const named = (label: string) => [{ id: "", label, operands: "" }];
    const said = firstDifference(named("a"), named("\u001b[31m\u0007é".padEnd(200, "x")), 3)!;
    assert.match(said.text, /^operation 1 is a here, [ -~]{80} at P3$/);
  });
});
