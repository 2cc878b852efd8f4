import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort, OutOfMaterial } from "../../network/abort.ts";
import { ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Secret } from "../../online/values.ts";
import { createEngine, type Engine } from "../../operations/engine.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { instead, wrapping } from "./material.ts";
import { FAMILIES, inputOf, runEngines } from "./parties.ts";

/** Everything that a party asks of its material comes some turns later, in any order. */
function late(items: Preprocessing, self: number): Preprocessing {
  const coins = new Prg(nodeSuite, new Uint8Array(32).fill(self + 1));
  return wrapping(items, async (made) => {
    await turns(coins.below(12, 1)[0]!);
    return made;
  });
}

async function turns(count: number): Promise<void> {
  for (let k = 0; k < count; k++) await new Promise((done) => setImmediate(done));
}

/** x^(2^steps), one multiplication after the other. */
async function chain(mpc: Mpc, x: Secret, steps: number): Promise<Secret> {
  let y = x;
  for (let k = 0; k < steps; k++) y = await mpc.multiply(y, y);
  return y;
}

describe("rounds", () => {
  it("are the same at all parties when material and messages are late, with parallel chains", async () => {
    for (const n of [2, 3, 4])
      for (const family of FAMILIES) {
        const { results } = await runEngines(
          async (mpc) => {
            const [x, y] = await Promise.all([inputOf(mpc, 0, [2]), inputOf(mpc, 1, [3])]);
            const chains = [chain(mpc, x!, 4), chain(mpc, y!, 4), chain(mpc, x!, 2)];
            return Promise.all(chains.map(async (z) => mpc.output(await z)));
          },
          { n, family, material: late, network: { shuffle: true } },
        );
        for (const result of results) assert.deepEqual(result, [[65536n], [43046721n], [16n]]);
      }
  });

  it("are shared by what is called before an await", async () => {
    const { results } = await runEngines(async (mpc) => {
      const [x, y] = await Promise.all([inputOf(mpc, 0, [2, 3]), inputOf(mpc, 1, [5, 7])]);
      await Promise.all([mpc.multiply(x!, y!), mpc.square(x!), mpc.dot(x!, y!)]);
      const { rounds, elements } = mpc.statistics();
      await mpc.output(x!);
      return { rounds, elements };
    });
    for (const result of results) assert.deepEqual(result, { rounds: 2, elements: 4 + 2 + 4 });
  });

  it("two outputs in one Promise.all never run two checks at once, nor does anything open meanwhile", async () => {
    const program = async (mpc: Engine) => {
      const [x, y] = await Promise.all([inputOf(mpc, 0, [2]), inputOf(mpc, 1, [3])]);
      const z = await mpc.multiply(x!, y!);
      const both = await Promise.all([mpc.output(z), mpc.outputTo(0, x!)]);
      const staggered = await Promise.all([
        mpc.output(x!),
        chain(mpc, x!, 2).then((s) => mpc.output(s)),
        chain(mpc, y!, 3).then((s) => mpc.output(s)),
      ]);
      return { both, staggered, checks: mpc.statistics().checks };
    };
    for (const n of [2, 3]) {
      const { results, tags } = await runEngines(program, { n, network: { shuffle: true } });
      const honest = results[0]!;
      assert.ok(!(honest instanceof Error));
      assert.deepEqual(honest.both, [[6n], [2n]]);
      assert.deepEqual(honest.staggered, [[2n], [16n], [6561n]]);
      assert.equal(honest.checks, 2 + 2 + 2 + 1);
      // A check's messages stand together in the order of sending: no round's between, no other check's.
      const named = tags.map((tag) => /check-\d+/.exec(tag)?.[0] ?? tag);
      const runs = named.filter((tag, k) => tag !== named[k - 1]);
      const checks = runs.filter((tag) => tag.startsWith("check-"));
      assert.deepEqual(checks, [...new Set(checks)]);
      assert.equal(checks.length, honest.checks);
    }
  });

  it("an output's first check is skipped only when everything opened is accepted", async () => {
    const { results } = await runEngines(async (mpc) => {
      const x = await inputOf(mpc, 0, [2]);
      await mpc.output(x);
      const afterInput = mpc.statistics().checks;
      const y = await mpc.multiply(x, x);
      await mpc.output(y);
      return [afterInput, mpc.statistics().checks];
    });
    assert.deepEqual(results[0], [1, 3]);
  });

  it("are checked by themselves once many elements are open", async () => {
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [2, 3, 4]);
        await mpc.multiply(x, x);
        const open = mpc.statistics().checks;
        await mpc.multiply(x, x);
        return [open, mpc.statistics().checks];
      },
      { engine: { checkEvery: 12 } },
    );
    for (const result of results) assert.deepEqual(result, [0, 1]);
  });

  it("an abort is final: every call under way and every later one rejects with it", async () => {
    const reasons: unknown[] = [];
    const { results } = await runEngines(
      async (mpc, session) => {
        const x = await inputOf(mpc, 0, [2, 3]);
        const calls = [mpc.multiply(x, x), mpc.square(x), mpc.output(x)];
        const first = await Promise.allSettled(calls);
        const later = await Promise.allSettled([mpc.multiply(x, x), mpc.output(x), mpc.close()]);
        let local: unknown;
        try {
          mpc.add(x, x);
        } catch (error) {
          local = error;
        }
        const all = [...first, ...later].map((r) => (r.status === "rejected" ? r.reason : null));
        if (session.self === 1) assert.ok(all.every((reason) => reason === local));
        throw all[0] as Abort;
      },
      {
        n: 2,
        close: false,
        engine: { onFailure: (reason) => reasons.push(reason) },
        network: {
          tamper: (from, _to, tag, message) =>
            from === 0 && tag === ROUNDS && readHeader(message).round === 1
              ? message.subarray(0, -1)
              : message,
        },
      },
    );
    assert.ok(results[1] instanceof Abort);
    assert.equal(results[1].code, "malformed-message");
    assert.deepEqual(results[1].culprits, [0]);
    assert.ok(reasons.includes(results[1]));
  });

  it("out of material ends the run for all calls alike", async () => {
    const empty = (items: Preprocessing) =>
      instead(items, "triple", () =>
        Promise.reject(new OutOfMaterial("out of material: no triples")),
      );
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [2]);
        const calls = [mpc.square(x), mpc.multiply(x, x), mpc.output(x)];
        return (await Promise.allSettled(calls)).map((r) => (r as PromiseRejectedResult).reason);
      },
      { material: empty, close: false },
    );
    for (const reasons of results)
      for (const reason of reasons as unknown[]) assert.ok(reason instanceof OutOfMaterial);
  });

  it("the end with something unchecked is an error, and so is one with an operation under way", async () => {
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [2]);
        await mpc.multiply(x, x);
        const skipped = await mpc.close().catch((error: Error) => error.message);
        const pending = mpc.output(x);
        const early = await mpc.close().catch((error: Error) => error.message);
        await pending;
        await mpc.close();
        const late = await mpc.square(x).catch((error: Error) => error.message);
        return [skipped, early, late];
      },
      { close: false },
    );
    for (const result of results) {
      const [skipped, early, late] = result as string[];
      assert.match(skipped!, /2 opened elements were never checked; .* in an if is always true/);
      assert.match(early!, /still under way; await it: output$/);
      assert.match(late!, /closed/);
    }
  });

  it("the spdz engine refuses plain material", async () => {
    await runEngines(
      async (_mpc, session) => {
        const plain = { family: "plain", macKey: null } as Preprocessing;
        assert.throws(
          () => createEngine(session.child("x"), plain, { security: "spdz" }),
          /spdz engine on plain preprocessing is refused/,
        );
      },
      { family: "plain" },
    );
  });
});
