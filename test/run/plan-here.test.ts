import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Mpc, Program } from "../../operations/mpc.ts";
import { ANY_OUTPUTS } from "../../programs/about.ts";
import { type Needs, planHere } from "../../run/plan-here.ts";
import type { ProgramAbout } from "../../run/program-about.ts";

const plan = (program: Program, self = 0, about: ProgramAbout | null = null): Promise<Needs> =>
  planHere(program, {}, about?.outputs, { n: 2, self });

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
  it("is known without its saying so, in one order", async () => {
    assert.deepEqual(await plan(product, 1), {
      items: [
        ["input-mask/0", 3],
        ["input-mask/1", 3],
        ["triple", 3],
      ],
      terms: [],
      why: null,
    });
  });

  const goesOn: Program = async (mpc) => {
    const [x] = await inputs(mpc, [2]);
    const [first] = await mpc.output(x!);
    return mpc.output(mpc.multiplyPublic(x!, first!));
  };
  const NOT_KNOWN = /^the program calls an operation after it has read an output$/;

  it("is not known if it goes on after reading an output, unless it says that this decides nothing", async () => {
    const { items, why } = await plan(goesOn);
    assert.equal(items, null);
    assert.match(why!, NOT_KNOWN);
    const said = await plan(goesOn, 0, { outputs: ANY_OUTPUTS });
    assert.deepEqual(said.items, [["input-mask/0", 2]]);
  });

  it("is not known either where the program swallows what it is told, or leaves it aside", async () => {
    const swallowing: Program[] = [
      async (mpc) => void (await goesOn(mpc, {}).catch(() => {})),
      async (mpc) => void (await Promise.allSettled([goesOn(mpc, {})])),
      // What it awaits last fails first.
      async (mpc) => {
        const [x] = await inputs(mpc, [1]);
        const later = mpc.output(x!).then(() => mpc.square(x!));
        const [read] = await mpc.output(x!);
        return [read, await mpc.output(await later)];
      },
    ];
    for (const program of swallowing) assert.match((await plan(program)).why ?? "", NOT_KNOWN);
  });

  it("is what follows from outputs that it says, by the number of the call, the same at all parties", async () => {
    const counts: Program = async (mpc) => {
      const [x] = await inputs(mpc, [1]);
      await mpc.outputTo(0, x!);
      const [times] = await mpc.output(x!);
      for (let k = 0n; k < times!; k++) await mpc.output(await mpc.square(x!));
    };
    const outputs = (k: number) => (k === 1 ? [5] : null);
    for (const self of [0, 1]) {
      const { items } = await plan(counts, self, { outputs });
      assert.equal(new Map(items).get("square"), 5);
    }
  });

  it("may read outputs at its end", async () => {
    const reads: Program = async (mpc) => {
      const [x] = await inputs(mpc, [2]);
      return (await mpc.output(x!)).map(String).join();
    };
    assert.deepEqual((await plan(reads)).items, [["input-mask/0", 2]]);
  });

  it("is not known of a program that fails, and that does not end the run", async () => {
    const failing: Program = async () => {
      throw new Error("no such luck");
    };
    assert.equal((await plan(failing)).why, "no such luck");
    const zeros: Program = async (mpc) => {
      const [x] = await inputs(mpc, [1]);
      const [y] = await mpc.output(x!);
      return 5n / y!;
    };
    assert.match((await plan(zeros)).why!, /the program fails on outputs of 0/);
    const refused: Program = async (mpc) => {
      const [x] = await inputs(mpc, [1]);
      mpc.maskMatrix(x!, { columns: 1, products: 2 ** 27, transposed: 0 }).catch(() => {});
      return mpc.output(x!);
    };
    assert.equal((await plan(refused)).why, null);
  });

  it("is refused where a party's own values are no input, whose they are said, and never what they are", async () => {
    const given =
      (own: number[]): Program =>
      async (mpc) => {
        const x = mpc.input(0, 2, mpc.self === 0 ? own : null, { range: [0, 9] });
        return mpc.output(await x);
      };
    const why = async (own: number[], self: number) => {
      const needs = await planHere(given(own), {}, undefined, { n: 2, self });
      return needs.items === null ? [needs.why, needs.refused] : null;
    };
    assert.deepEqual(await why([1, 77], 0), [
      "P0: input: value 1 is not in the declared range, 0 to 9",
      true,
    ]);
    assert.deepEqual(await why([Number.NaN, 1], 0), ["P0: input: value 0 is not finite", true]);
    assert.equal(await why([1, 77], 1), null, "others do not know");
  });

  it("is not known of a program that calls without end, nor of one that computes rounds without end", async () => {
    const endless: Program = async (mpc) => {
      for (;;) await mpc.square(mpc.constant([1], 1));
    };
    assert.equal((await plan(endless)).why, "the program makes more than 131072 calls");
  });

  it("leaves the arguments as they are", async () => {
    const args = { weights: [1, 2, 3] };
    const reversing: Program = async (mpc, given) => {
      const { weights } = given as typeof args;
      return mpc.output(mpc.constant(weights.reverse(), 3));
    };
    await planHere(reversing, args, undefined, { n: 2, self: 0 });
    assert.deepEqual(args.weights, [1, 2, 3]);
  });
});
