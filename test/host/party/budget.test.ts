import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { assertWithinBudget, budgetOf, describeBudget } from "../../../host/party/budget.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { KINDS, kindName } from "../../../items/kinds.ts";
import { masksIn } from "../../../items/security.ts";
import type { Material } from "../../../offline/backend-spec.ts";
import { dealer } from "../../../offline/dealer/backend.ts";
import { lowgear } from "../../../offline/lowgear/backend.ts";
import { semiHonestHe } from "../../../offline/semi-honest-he/backend.ts";
import { exampleOf } from "../../contracts/examples.ts";

const DEALER = ["insecure: trusted dealer"];
const DEALT = dealer.makes.authenticated;

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
  it("counts masks with bits, of every kind, and nothing else", () => {
    const items = new Map([
      ["comparison-mask", 3],
      ["truncation-mask/16", 20],
      ["truncation-mask/5/exact", 100],
      ["input-mask/0", 1000],
      ["triple", 10_000],
    ]);
    assert.equal(masksIn(items, prime60()), 123);
    assert.throws(() => masksIn(new Map([["masks", 1]]), prime60()), /^RangeError: not a kind/);
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

  it("adds up checks and masks, and says first what no probability covers", () => {
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
      "security: insecure: trusted dealer; otherwise at most 2^-50.0 (2/p MAC check + 1022/p masks), s = 40, κ = 128",
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
      "security: no check and no mask to account for; s = 40, κ = 128",
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
          names.every((name) => /^\d+\/p (MAC check|masks)$/.test(name)),
          names.join(),
        );
      }
  });

  it("a run that has used more masks than s = 40 carries says so: no s holds that it could state", () => {
    const run = (masks: number) => {
      const used = new Map([["comparison-mask", masks]]);
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
      /at most 2\^-40\.0 .*, s = 40, κ = 128; too many masks for s = 40$/,
    );
  });

  it("of a larger s fewer masks hold, and what it states instead is said", () => {
    const run = (masks: number) => {
      const used = new Map([["comparison-mask", masks]]);
      const material = semiHonestHe.makes.plain;
      return budgetOf({ material, used, checks: 0, labels: [], statistical: 57 });
    };
    assert.match(describeBudget(run(8)), /8\/p masks \+ 2\^-57 flooding\), s = 57, κ = 128$/);
    assert.match(
      describeBudget(run(9)),
      /9\/p masks \+ 2\^-56 flooding\), s = 56, κ = 128; too many masks for s = 57$/,
    );
    assert.throws(() => assertWithinBudget(new Map([["truncation-mask/16", 9]]), 57), UsageError);
  });

  it("a program of more masks than s = 40 carries is refused, by whatever kinds", () => {
    const needs = (more: number) =>
      new Map([
        ["comparison-mask", 2 ** 19 + more],
        ["truncation-mask/16", 2 ** 19],
        ["triple", 2 ** 30],
      ]);
    assertWithinBudget(needs(0));
    assert.throws(
      () => assertWithinBudget(needs(1)),
      (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(
          error.message,
          /^the program's comparisons .*: 1048577 masks do not fit s = 40: /,
        );
        return true;
      },
    );
  });
});
