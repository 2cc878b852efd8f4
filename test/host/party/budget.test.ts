import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { assertWithinBudget, budgetOf, describeBudget } from "../../../host/party/budget.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { COMPARISON_MASK } from "../../../items/kinds/comparison-mask.ts";
import { truncationMaskOf } from "../../../items/kinds/truncation-mask.ts";
import { KINDS, kindName } from "../../../items/kinds.ts";
import { addedOverP } from "../../../items/security.ts";
import type { Material } from "../../../offline/backend-spec.ts";
import { dealer } from "../../../offline/dealer/backend.ts";
import { lowgear } from "../../../offline/lowgear/backend.ts";
import { semiHonestHe } from "../../../offline/semi-honest-he/backend.ts";
import { exampleOf } from "../../contracts/examples.ts";
import { letFail } from "../../support/adding-kind.ts";

const DEALER = ["insecure: trusted dealer"];
const DEALT = dealer.makes.authenticated;
const TRUNCATION_MASK = truncationMaskOf(16, false);

/** Of a run of one check that used 3 items of a kind, as they are printed. */
const termsOf = (material: Material, kind: string) =>
  budgetOf({
    material,
    used: new Map([[kind, 3]]),
    checks: 1,
    labels: [],
    statistical: 40,
  }).terms.map(({ bound, name }) => `${bound} ${name}`);

describe("the security budget of a run", () => {
  it("adds up what may fail with each use, and nothing else: of our kinds none", (t) => {
    const items = new Map([
      ["comparison-mask", 3],
      ["truncation-mask/16", 20],
      ["truncation-mask/5/exact", 100],
      ["input-mask/0", 1000],
      ["triple", 10_000],
    ]);
    assert.equal(addedOverP(items, prime60()), 0);
    letFail(t, COMPARISON_MASK, TRUNCATION_MASK);
    assert.equal(addedOverP(items, prime60()), 123);
    assert.throws(() => addedOverP(new Map([["masks", 1]]), prime60()), /^RangeError: not a kind/);
  });

  it("adds what operations rely on, which leaves less for s, too", () => {
    const relied = (numerator: number) =>
      budgetOf({
        material: DEALT,
        used: new Map(),
        checks: 0,
        relied: [{ name: "zero tests", rule: "adds", bound: { numerator, over: "p" } }],
        labels: [],
        statistical: 40,
      });
    assert.deepEqual(
      relied(3).terms.map(({ name, bound }) => [name, bound]),
      [["zero tests", "3/p"]],
    );
    assert.deepEqual([relied(2 ** 20).stated, relied(2 ** 20 + 1).stated], [40, null]);
  });

  it("adds up checks and errors, and says first what no probability covers", (t) => {
    letFail(t, TRUNCATION_MASK);
    const used = new Map([["truncation-mask/16", 1022]]);
    const budget = budgetOf({
      material: DEALT,
      used,
      checks: 4,
      labels: DEALER,
      statistical: 40,
    });
    assert.equal(budget.probability, 2 ** -50 / (1 - 2 ** -42 + 2 ** -60));
    assert.deepEqual(budget.labels, DEALER);
    assert.equal(
      describeBudget(budget),
      "security: insecure: trusted dealer; otherwise at most 2^-50.0 (2/p MAC check + 1022/p errors), s = 40, κ = 128",
    );
    assert.equal(
      describeBudget(
        budgetOf({
          material: lowgear.makes.authenticated,
          used: new Map(),
          checks: 0,
          labels: [],
          statistical: 40,
        }),
      ),
      "security: no check and no proof to account for; s = 40, κ = 128",
    );
  });

  it("material that the parties made rests on proofs, flooding, authentication and sacrifice as well", () => {
    const { authenticated } = lowgear.makes;
    const common = ["2/p MAC check", "2/p authentication"];
    const lattice = ["2^-40 proofs", "2^-40 flooding"];
    assert.deepEqual(termsOf(authenticated, "random"), [...common, ...lattice]);
    assert.deepEqual(termsOf(authenticated, "triple"), [...common, "1/p sacrifice", ...lattice]);
    for (const kind of ["square", "bit", "comparison-mask"])
      assert.ok(termsOf(authenticated, kind).includes("2/p sacrifice"), kind);
    assert.deepEqual(termsOf(semiHonestHe.makes.plain, "triple"), [
      "2/p MAC check",
      "2^-40 flooding",
    ]);
  });

  it("material of another backend rests on what that says, and on no lattice", () => {
    const toy = {
      labels: () => [],
      twin: null,
      proved: false,
      terms: [
        { name: "oblivious transfers", bound: { numerator: 3, over: "2^s" }, rule: "adds" },
        { name: "correlation check", bound: { numerator: 4, over: "p" }, rule: "first-failure" },
      ],
    } as const satisfies Material;
    const own = ["4/p correlation check", "3·2^-40 oblivious transfers"];
    assert.deepEqual(termsOf(toy, "random"), ["2/p MAC check", ...own]);
    assert.deepEqual(termsOf({ ...toy, proved: true }, "triple"), [
      ...["2/p MAC check", "4/p correlation check", "1/p sacrifice"],
      "3·2^-40 oblivious transfers",
    ]);
    const unused = { material: toy, used: new Map([["triple", 0]]), checks: 0 };
    assert.deepEqual(budgetOf({ ...unused, labels: [], statistical: 40 }).terms, []);
  });

  it("dealt material rests on no terms of making, whatever the kind", () => {
    for (const { kind } of KINDS)
      for (const item of exampleOf(kind).items(prime60(), 2)) {
        const names = termsOf(DEALT, kindName(item));
        assert.ok(
          names.every((name) => /^\d+\/p MAC check$/.test(name)),
          names.join(),
        );
      }
  });

  it("a run in which more adds up than s = 40 carries says so: no s holds that it could state", (t) => {
    letFail(t, COMPARISON_MASK);
    const run = (count: number) => {
      const used = new Map([["comparison-mask", count]]);
      return budgetOf({
        material: DEALT,
        used,
        checks: 1,
        labels: DEALER,
        statistical: 40,
      });
    };
    assert.equal(run(2 ** 20).stated, 40);
    assert.match(describeBudget(run(2 ** 20)), /, s = 40, κ = 128$/);
    assert.equal(run(2 ** 20 + 1).stated, null);
    assert.match(
      describeBudget(run(2 ** 20 + 1)),
      /at most 2\^-40\.0 .*, s = 40, κ = 128; too much for s = 40$/,
    );
  });

  it("of a larger s less holds, and what it states instead is said", (t) => {
    letFail(t, COMPARISON_MASK, TRUNCATION_MASK);
    const run = (count: number) => {
      const used = new Map([["comparison-mask", count]]);
      const material = semiHonestHe.makes.plain;
      return budgetOf({ material, used, checks: 0, labels: [], statistical: 57 });
    };
    assert.match(describeBudget(run(8)), /8\/p errors \+ 2\^-57 flooding\), s = 57, κ = 128$/);
    assert.match(
      describeBudget(run(9)),
      /9\/p errors \+ 2\^-56 flooding\), s = 56, κ = 128; too much for s = 57$/,
    );
    assert.throws(() => assertWithinBudget(new Map([["truncation-mask/16", 9]]), 57), UsageError);
  });

  it("masks are uniform: any number of them fits any s", () => {
    const used = new Map([
      ["comparison-mask", 2 ** 50],
      ["truncation-mask/16", 2 ** 50],
    ]);
    for (const statistical of [40, 57]) {
      assertWithinBudget(used, statistical);
      const usage = { material: lowgear.makes.authenticated, checks: 1, labels: [], statistical };
      const budget = budgetOf({ ...usage, used });
      assert.equal(budget.stated, statistical);
      const one = budgetOf({ ...usage, used: new Map([["square", 1]]) });
      assert.equal(budget.probability, one.probability);
    }
  });

  it("a program in which more adds up than s = 40 carries is refused, by whatever kinds and operations", (t) => {
    letFail(t, COMPARISON_MASK, TRUNCATION_MASK);
    const needs = (more: number) =>
      new Map([
        ["comparison-mask", 2 ** 19 + more],
        ["truncation-mask/16", 2 ** 18],
        ["triple", 2 ** 30],
      ]);
    const relied = (numerator: number) =>
      [{ name: "zero tests", rule: "adds", bound: { numerator, over: "p" } }] as const;
    assertWithinBudget(needs(0), 40, relied(2 ** 18));
    for (const [more, tests] of [
      [1, 0],
      [0, 1],
    ] as const)
      assert.throws(
        () => assertWithinBudget(needs(more), 40, relied(2 ** 18 + tests)),
        (error) => {
          assert.ok(error instanceof UsageError);
          assert.match(
            error.message,
            /^what may fail in the program, added up: 1048577\/p does not fit s = 40: not even /,
          );
          return true;
        },
      );
  });
});
