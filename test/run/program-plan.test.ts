import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import type { Mpc, Program } from "../../operations/mpc.ts";
import { ANY_OUTPUTS } from "../../programs/about.ts";
import type { ProgramAbout } from "../../run/program-about.ts";
import { needsOf, needsOfAll, type Plannable } from "../../run/program-plan.ts";

const named = (program: Program, about: ProgramAbout | null = null): Plannable => ({
  name: "p",
  program,
  about,
});

const inputs = (mpc: Mpc, lengths: readonly number[]) =>
  Promise.all(
    lengths.map((length, owner) =>
      mpc.input(owner, length, mpc.self === owner ? Array<number>(length).fill(1) : null),
    ),
  );

const product: Program = async (mpc) => {
  const [x, y] = await inputs(mpc, [3, 3]);
  return mpc.output(await mpc.multiply(x!, y!));
};

describe("what a program will take", () => {
  it("is known without its saying so", async () => {
    const { items, why } = await needsOf(named(product), {}, 2, 1);
    assert.equal(why, null);
    assert.deepEqual(
      new Map([...items!].sort()),
      new Map([
        ["input-mask/0", 3],
        ["input-mask/1", 3],
        ["triple", 3],
      ]),
    );
  });

  it("is what it states, where it does", async () => {
    const needs = () => new Map([["bit", 7]]);
    assert.deepEqual((await needsOf(named(product, { needs }), {}, 2, 0)).items, needs());
  });

  it("is not known if it goes on after reading an output, unless it says that this decides nothing", async () => {
    const goesOn: Program = async (mpc) => {
      const [x] = await inputs(mpc, [2]);
      const [first] = await mpc.output(x!);
      return mpc.output(mpc.multiplyPublic(x!, first!));
    };
    const { items, why } = await needsOf(named(goesOn), {}, 2, 0);
    assert.equal(items, null);
    assert.match(why!, /^the program calls an operation after it has read an output$/);
    const said = await needsOf(
      named((...of) => goesOn(...of), { outputs: ANY_OUTPUTS }),
      {},
      2,
      0,
    );
    assert.deepEqual(said.items, new Map([["input-mask/0", 2]]));
  });

  it("is what follows from outputs that it says, one for each element, in order", async () => {
    const counts: Program = async (mpc) => {
      const [x] = await inputs(mpc, [1]);
      await mpc.output(x!);
      const [times] = await mpc.output(x!);
      for (let k = 0n; k < times!; k++) await mpc.output(await mpc.square(x!));
    };
    const outputs = (k: number) => (k === 1 ? [5] : null);
    const { items } = await needsOf(named(counts, { outputs }), {}, 2, 0);
    assert.equal(items!.get("square"), 5);
  });

  it("may read outputs at its end", async () => {
    const reads: Program = async (mpc) => {
      const [x] = await inputs(mpc, [2]);
      return (await mpc.output(x!)).map(String).join();
    };
    assert.deepEqual((await needsOf(named(reads), {}, 2, 0)).items, new Map([["input-mask/0", 2]]));
  });

  it("is not known of a program that fails, nor of one that waits for something else, and neither ends the run", async (t) => {
    const failing = named(async () => {
      throw new Error("no such luck");
    });
    const failed = await needsOf(failing, {}, 2, 0);
    assert.deepEqual([failed.items, failed.why], [null, "planned, it fails: no such luck"]);
    const zeros = named(async (mpc) => {
      const [x] = await inputs(mpc, [1]);
      const [y] = await mpc.output(x!);
      return 5n / y!;
    });
    assert.match((await needsOf(zeros, {}, 2, 0)).why!, /the program fails on outputs of 0/);
    const waiting = named(() => new Promise(() => {}));
    t.mock.timers.enable({ apis: ["setInterval"] });
    const waited = needsOf(waiting, {}, 2, 0);
    for (let k = 0; k < 2; k++) t.mock.timers.tick(5000);
    assert.match((await waited).why!, /waits for something else/);
  });

  it("is not known of a program that calls without end", async () => {
    const endless = named(async (mpc) => {
      for (;;) await mpc.square(mpc.constant([1], 1));
    });
    const { items, why } = await needsOf(endless, {}, 2, 0);
    assert.deepEqual([items, why], [null, "the program makes more than 131072 calls"]);
  });

  it("differs between two parties: refused, with both", async () => {
    const own: Program = (mpc, args) =>
      inputs(mpc, [(args as { length: number }).length]).then(([x]) => mpc.output(x!));
    await assert.rejects(
      needsOfAll(named(own), (party) => ({ length: 4 + party }), 3),
      (error) =>
        error instanceof UsageError &&
        /^p: P0 would take input-mask\/0 × 4, P1 input-mask\/0 × 5: all/.test(error.message),
    );
    const alike = await needsOfAll(named(product), () => ({}), 3);
    assert.equal(alike.items!.get("triple"), 3);
  });

  it("is found once, in silence", async (t) => {
    const said = t.mock.method(console, "log", () => {});
    let runs = 0;
    const talks = named(async (mpc) => {
      runs++;
      console.log("hello");
      return product(mpc, null);
    });
    for (let k = 0; k < 3; k++) await needsOf(talks, { a: [1] }, 2, 0);
    assert.equal(said.mock.callCount(), 0);
    assert.equal(runs, 1);
  });
});
