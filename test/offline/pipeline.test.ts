import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { batchSizes, inPipeline } from "../../offline/pipeline.ts";

describe("batch sizes", () => {
  it("give enough, in as few and as equal batches as do", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 2, max: 64 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 1 }),
        (atLeast, perVector, most, lost) => {
          const sizes = batchSizes(atLeast, perVector, most, lost);
          const vectors = sizes.reduce((a, b) => a + b, 0);
          assert.ok(vectors * perVector - lost * sizes.length >= atLeast);
          assert.ok(sizes.every((size) => size >= 1 && size <= most));
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
          assert.equal(sizes.length, Math.ceil(vectors / most));
          const fewer = vectors - 1;
          assert.ok(
            fewer * perVector - lost * Math.ceil(fewer / most) < atLeast,
            "no vector too many",
          );
        },
      ),
    ));
});

/** Stages that take a random number of turns each and write down what they do. */
function stages(log: string[], delays: () => number, fail?: string) {
  const step = async (name: string): Promise<number> => {
    log.push(`${name} begins`);
    for (let k = delays(); k > 0; k--) await new Promise((resolve) => setImmediate(resolve));
    if (name === fail) throw new Error(`${name} fails`);
    log.push(`${name} ends`);
    return Number(name.split(" ")[1]);
  };
  return {
    begin: (k: number) => step(`begin ${k}`),
    finish: (begun: number, k: number) => {
      assert.equal(begun, k);
      return step(`finish ${k}`);
    },
    accept: async (made: number, k: number) => {
      assert.equal(made, k);
      await step(`accept ${k}`);
    },
  };
}

describe("a pipeline", () => {
  it("takes every stage's batches in order, one at a time, whatever each takes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 8 }),
        fc.infiniteStream(fc.nat(5)),
        async (n, delays) => {
          const log: string[] = [];
          await inPipeline(
            n,
            stages(log, () => delays.next().value!),
          );
          for (const stage of ["begin", "finish", "accept"]) {
            const own = log.filter((line) => line.startsWith(stage));
            const expected = Array.from({ length: n }, (_, k) => [
              `${stage} ${k} begins`,
              `${stage} ${k} ends`,
            ]);
            assert.deepEqual(own, expected.flat());
          }
        },
      ),
      { numRuns: 60 },
    ));

  it("overlaps stages, and begins nothing while two batches are under way", async () => {
    const log: string[] = [];
    await inPipeline(
      5,
      stages(log, () => 3),
    );
    const at = (line: string) => log.indexOf(line);
    assert.ok(at("begin 1 begins") < at("finish 0 ends"), "the next begins meanwhile");
    for (let k = 2; k < 5; k++) assert.ok(at(`begin ${k} begins`) > at(`accept ${k - 2} ends`));
  });

  it("ends with the first failure of any stage, and begins nothing after it", async () => {
    for (const stage of ["begin", "finish", "accept"]) {
      const log: string[] = [];
      const run = inPipeline(
        6,
        stages(log, () => 2, `${stage} 2`),
      );
      await assert.rejects(run, new RegExp(`${stage} 2 fails`));
      const begun = log.filter((line) => /^begin \d begins$/.test(line)).length;
      for (let k = 0; k < 20; k++) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(log.filter((line) => /^begin \d begins$/.test(line)).length, begun);
      assert.ok(begun <= 5);
    }
  });

  it("ends with a failure even while a stage waits for what never comes", async () => {
    const never = new Promise<number>(() => {});
    const run = inPipeline<number, number>(3, {
      begin: (k) => (k === 0 ? Promise.resolve(0) : never),
      finish: () => Promise.reject(new Error("gone")),
      accept: async () => {},
    });
    await assert.rejects(run, /gone/);
  });
});
