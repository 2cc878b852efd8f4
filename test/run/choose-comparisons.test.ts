import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  breakEvenMs,
  type ComparisonsWish,
  choiceOf,
  fasterWay,
  type Way,
  waysOf,
} from "../../run/choose-comparisons.ts";
import { loadProgram } from "../../run/program-module.ts";
import type { Plannable } from "../../run/program-plan.ts";
import { assertRunnable } from "../../run/runnable.ts";
import { wholePlan } from "../../run/whole-plan.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

const folder = ownTemporaryFolder();
let files = 0;

/** A user's program in a file that compares so many pairs, all at once. */
function comparing(count: number, rest = "") {
  const path = join(folder, `c${files++}.ts`);
  const input = `const x = await mpc.input(0, ${count}, mpc.self === 0 ? Array(${count}).fill(1) : null);`;
  const body = `${input}\nreturn mpc.output(await mpc.lessThan(x, mpc.constant([0], 1)));`;
  writeFileSync(path, `export default async (mpc: any) => {\n${body}\n};\n${rest}`);
  return path;
}

/** P0 of two. */
const TWO = { n: 2, self: 0, routing: "direct" } as const;

const way = (of: Partial<Way>): Way => ({
  ...{ delays: 20, triples: 0, bits: 0, elements: 0, checks: 2, bytes: 0 },
  ...of,
});

describe("how a run compares that may choose", () => {
  it("is what is faster: triples and bits against messages that wait, more of both with more peers", () => {
    const tree = way({ triples: 119_000, bits: 60_000 });
    const product = way({ delays: 30, triples: 68_000, bits: 61_000 });
    const saved = 51_000 * 0.003 - 1000 * 0.0025;
    assert.ok(Math.abs(breakEvenMs({ tree, product }, 2) - saved / 10) < 1e-9);
    assert.ok(Math.abs(breakEvenMs({ tree, product }, 4) - (3 * saved) / 10) < 1e-9);
    assert.equal(fasterWay({ tree, product }, 2, saved / 10 - 0.001), "product");
    assert.equal(fasterWay({ tree, product }, 2, saved / 10), "tree");
  });

  it("is a tree where products save nothing, and by products where they wait for nothing more", () => {
    const some = way({ triples: 100 });
    assert.equal(breakEvenMs({ tree: some, product: some }, 2), 0);
    assert.equal(fasterWay({ tree: some, product: some }, 2, 0), "tree");
    const less = way({ triples: 50 });
    assert.equal(breakEvenMs({ tree: some, product: less }, 2), Number.POSITIVE_INFINITY);
    assert.equal(fasterWay({ tree: some, product: less }, 2, 1e9), "product");
  });

  it("is chosen of a user's program by its plans: many comparisons at once by products, few in a tree", async () => {
    const [many, few] = await Promise.all(
      [comparing(5000), comparing(2)].map((p) => loadProgram(p)),
    );
    const wayOf = async (program: Plannable, wish: ComparisonsWish) =>
      (await choiceOf(program, {}, wish, { ...TWO, latencyMs: 25 })).comparisons;
    assert.equal(await wayOf(many!, "auto"), "product");
    assert.equal(await wayOf(few!, "auto"), "tree");
    assert.equal(await wayOf(few!, "product"), "product");
    const { tree, product } = (await waysOf(many!, {}, TWO))!;
    assert.deepEqual([tree.triples, tree.bits], [5000 * 119, 5000 * 60]);
    assert.deepEqual([product.triples, product.bits], [5000 * 69, 5000 * 61]);
    // c and 113 products, or c, 31 products and v; and the output.
    assert.deepEqual([tree.elements, product.elements], [5000 * 228, 5000 * 65]);
    assert.deepEqual([tree.checks, product.checks], [2, 3]);
  });

  it("is a tree of a program that nobody can plan, or that states what it takes", async () => {
    const about = 'export const about = { needs: () => new Map([["comparison-mask", 5000]]) };\n';
    const stated = await loadProgram(comparing(5000, about));
    const atOnce = { ...TWO, latencyMs: 0 };
    const tree = { comparisons: "tree", needs: null };
    assert.deepEqual(await choiceOf(stated, {}, "auto", atOnce), tree);
    const path = join(folder, "fails.ts");
    writeFileSync(path, 'export default async () => { throw new Error("no"); };\n');
    const failing = await loadProgram(path);
    assert.deepEqual(await choiceOf(failing, {}, "auto", atOnce), tree);
  });

  it("is the same at each party, by its own arguments and for its own number", async () => {
    const program = await loadProgram("decision-tree");
    // Each has its own file, where the program looks for it, and not the other's.
    const own = [{ file: "/not/here.csv" }, { tree: "/not/here.csv" }];
    const choices = await Promise.all(
      own.map((args, self) => {
        const choosing = { ...TWO, self, latencyMs: 0.5 };
        return choiceOf(program, { count: 400, first: 0, ...args }, "auto", choosing);
      }),
    );
    assert.equal(choices[0]!.comparisons, "product");
    assert.deepEqual(choices[1], choices[0]);
    const { tree, product } = choices[0]!.needs!;
    assert.ok(tree.items!.some(([kind]) => kind === "comparison-mask"));
    assert.ok(product.items!.some(([kind]) => kind === "digit-mask"));
  });

  it("is what the plan says through a king, too, where messages wait otherwise", async () => {
    const program = comparing(5000);
    const loaded = await loadProgram(program);
    const [direct, king] = await Promise.all(
      (["direct", "king"] as const).map(async (routing) =>
        breakEvenMs((await waysOf(loaded, {}, { n: 3, self: 0, routing }))!, 3),
      ),
    );
    // Between them the two routings choose differently.
    assert.notEqual(direct, king);
    const between = { parties: 3, comparisons: "auto", latencyMs: (direct! + king!) / 2 } as const;
    const chosen = await Promise.all(
      (["direct", "king"] as const).map(async (routing) => {
        const options = { ...between, program, routing };
        const plan = await wholePlan({ ...options, statistical: 40 });
        const run = await assertRunnable({ ...options, args: {}, security: "spdz+lowgear" });
        assert.ok(plan.items !== null);
        assert.equal(run.comparisons, plan.comparisons);
        return run.comparisons;
      }),
    );
    assert.deepEqual(new Set(chosen), new Set(["tree", "product"]));
  });

  it("is, from a stock and with a dealer, what the plan says of LowGear", async () => {
    const program = comparing(5000);
    const options = { parties: 2, comparisons: "auto", latencyMs: 5, program } as const;
    for (const security of ["spdz+lowgear", "spdz+dealer", "additive+dealer"] as const)
      assert.equal(
        (await assertRunnable({ ...options, args: {}, security })).comparisons,
        "product",
      );
  });

  it("is what a plan is made for, with both ways side by side", async () => {
    const program = comparing(5000);
    const of = { program, parties: 2, routing: "direct", statistical: 40 } as const;
    const itemsOf = async (options: object) => {
      const plan = await wholePlan({ ...of, ...options });
      assert.ok(plan.items !== null && plan.compared !== null);
      assert.ok(plan.compared.ways.product.triples < plan.compared.ways.tree.triples);
      return [plan.comparisons, ...plan.items.map(([kind]) => kind)];
    };
    const inTree = ["tree", "comparison-mask", "input-mask/0", "triple"];
    const byProducts = ["product", "digit-mask", "input-mask/0", "triple"];
    assert.deepEqual(await itemsOf({}), inTree);
    assert.deepEqual(await itemsOf({ comparisons: "product" }), byProducts);
    assert.deepEqual(await itemsOf({ comparisons: "auto", latencyMs: 5 }), byProducts);
    assert.deepEqual(await itemsOf({ comparisons: "auto", latencyMs: 1000 }), inTree);
    const none = await wholePlan({ ...of, program: "mult3" });
    assert.ok(none.items !== null && none.compared === null);
  });
});
