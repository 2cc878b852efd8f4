import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../../algebra/prime60.ts";
import {
  assertWithinBudget,
  budgetOf,
  describeBudget,
} from "../../../../host/node/party/budget.ts";
import { UsageError } from "../../../../host/node/usage-error.ts";
import { masksIn } from "../../../../items/security.ts";

const DEALER = ["insecure: trusted dealer"];

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

  it("adds up checks and masks, and says first what no probability covers", () => {
    const used = new Map([["truncation-mask/16", 1022]]);
    const budget = budgetOf({
      family: "authenticated",
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
          family: "authenticated",
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
    const terms = (family: "authenticated" | "plain", kind: string) =>
      budgetOf({
        family,
        used: new Map([[kind, 3]]),
        checks: 1,
        labels: [],
        statistical: 40,
      }).terms.map(({ bound, name }) => `${bound} ${name}`);
    const common = ["2/p MAC check", "2/p authentication"];
    const lattice = ["2^-40 proofs", "2^-40 flooding"];
    assert.deepEqual(terms("authenticated", "random"), [...common, ...lattice]);
    assert.deepEqual(terms("authenticated", "triple"), [...common, "1/p sacrifice", ...lattice]);
    for (const kind of ["square", "bit", "comparison-mask"])
      assert.ok(terms("authenticated", kind).includes("2/p sacrifice"), kind);
    assert.deepEqual(terms("plain", "triple"), ["2/p MAC check", "2^-40 flooding"]);
  });

  it("a run that has used more masks than s = 40 carries says so: no s holds that it could state", () => {
    const run = (masks: number) => {
      const used = new Map([["comparison-mask", masks]]);
      return budgetOf({
        family: "authenticated",
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
      return budgetOf({ family: "plain", used, checks: 0, labels: [], statistical: 57 });
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
