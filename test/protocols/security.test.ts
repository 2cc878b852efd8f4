import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AUTHENTICATION,
  assertAddedWithin,
  assertStatistical,
  COMPUTATIONAL,
  classesOf,
  DEFAULT_STATISTICAL,
  FLOODING,
  formatBudget,
  MAC_CHECK,
  PROOFS,
  type SecurityTerm,
  securityBudget,
  statedStatistical,
  times,
} from "../../protocols/security.ts";

const P = (1n << 60n) - (1n << 18n) + 1n;
const sacrifice = (numerator: number): SecurityTerm => ({
  ...{ name: "sacrifice", rule: "first-failure" },
  bound: { numerator, over: "p" },
});
const ERRORS: SecurityTerm = {
  ...{ name: "errors", rule: "adds" },
  bound: { numerator: 1, over: "p" },
};
const LOWGEAR = [MAC_CHECK, AUTHENTICATION, PROOFS, FLOODING, sacrifice(2)];
const of = (terms: readonly SecurityTerm[], statistical = 40, p = P) =>
  securityBudget(p, statistical, terms);
const log2 = (terms: readonly SecurityTerm[], s?: number) => Math.log2(of(terms, s).probability);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.05, `${actual}, not ${expected}`);

describe("the security budget", () => {
  it("is 2^-39 at s = 40 and 2^-55.5 at s = 57 with all terms, before what adds up", () => {
    near(log2(LOWGEAR), -39);
    near(log2(LOWGEAR, 57), -55.5);
  });

  it("adds each term once, with its own weight", () => {
    const p = Number(P);
    const cases: [readonly SecurityTerm[], number, number?][] = [
      [[MAC_CHECK], 2 / p],
      [[MAC_CHECK, AUTHENTICATION], 4 / p],
      [[MAC_CHECK, sacrifice(1)], 3 / p],
      [[MAC_CHECK, sacrifice(2)], 4 / p],
      [[MAC_CHECK, times(ERRORS, 1000)], 1002 / p],
      [[MAC_CHECK, PROOFS], 2 / p + 2 ** -40],
      [[MAC_CHECK, FLOODING], 2 / p + 2 ** -50, 50],
      [[], 0],
    ];
    for (const [terms, expected, s] of cases) assert.equal(of(terms, s).probability, expected);
  });

  it("of a class where the first failure is final the largest counts, once; where the run goes on, all", () => {
    const classes = classesOf([sacrifice(1), ERRORS, sacrifice(2), sacrifice(1), times(ERRORS, 5)]);
    assert.deepEqual(classes, [sacrifice(2), times(ERRORS, 6)]);
    assert.deepEqual(times(sacrifice(2), 1000), sacrifice(2));
    for (const other of [
      { ...ERRORS, rule: "first-failure" },
      { ...ERRORS, bound: { numerator: 1, over: "2^s" } },
      times(ERRORS, 0),
      times(ERRORS, 0.5),
      times(ERRORS, 2 ** 60),
    ] as const)
      assert.throws(() => classesOf([ERRORS, other]), /^RangeError: security of errors: /);
  });

  it("prints what is over 2^s as often as it is", () => {
    const lots: SecurityTerm = { ...PROOFS, name: "lots", rule: "adds" };
    const { terms } = of([times(lots, 3), ERRORS, sacrifice(1)]);
    const printed = terms.map(({ bound, name }) => `${bound} ${name}`);
    assert.deepEqual(printed, ["1/p sacrifice", "1/p errors", "3·2^-40 lots"]);
    assert.equal(terms[2]!.probability, 3 * 2 ** -40);
  });

  it("is honest about a tiny field: never above 1", () => {
    assert.equal(of([MAC_CHECK], 40, 11n).probability, 2 / 11);
    assert.equal(of([MAC_CHECK, times(ERRORS, 100)], 40, 11n).probability, 1);
  });

  it("prints terms, s and κ", () => {
    assert.equal(
      formatBudget(of([...LOWGEAR, times(ERRORS, 1000)])),
      "at most 2^-39.0 (2/p MAC check + 2/p authentication + 2/p sacrifice + 1000/p errors + " +
        "2^-40 proofs + 2^-40 flooding), s = 40, κ = 128",
    );
    assert.equal(formatBudget(of([])), "no check and no proof to account for; s = 40, κ = 128");
    assert.deepEqual([DEFAULT_STATISTICAL, COMPUTATIONAL], [40, 128]);
  });

  it("never prints a bound better than it is, but for a hundredth", () => {
    for (let s = 40; s <= 57; s++) {
      const budget = of([...LOWGEAR, times(ERRORS, 3)], s);
      const printed = Number(/2\^(-[\d.]+) \(/.exec(formatBudget(budget))![1]);
      assert.ok(printed >= Math.log2(budget.probability) - 0.01, `s = ${s}`);
    }
  });

  it("refuses s > 57, which needs two MAC keys, s < 40, and what is no integer", () => {
    for (const s of [40, 57]) assertStatistical(s);
    assert.throws(() => assertStatistical(58), /^RangeError: s = 58 needs two MAC keys/);
    for (const s of [39, 0, -1, 40.5, Number.NaN])
      assert.throws(() => assertStatistical(s), /^RangeError: s = /);
    assert.throws(() => of(LOWGEAR, 58), /two MAC keys/);
  });

  it("lets (2^(60−s))/p pass and not 1/p more", () => {
    for (const [s, most] of [
      [40, 2 ** 20],
      [50, 2 ** 10],
      [57, 8],
    ] as const) {
      assertAddedWithin(P, s, most);
      assert.throws(() => assertAddedWithin(P, s, most + 1), /^RangeError: \d+\/p does not fit/);
    }
  });

  it("names the s that may be stated with what adds up, or that there is none", () => {
    assert.equal(statedStatistical(P, 57, 8), 57);
    assert.equal(statedStatistical(P, 57, 9), 56);
    assert.equal(statedStatistical(P, 57, 1000), 50);
    assert.equal(statedStatistical(P, 40, 2 ** 20 + 1), null);
    assert.throws(() => assertAddedWithin(P, 57, 1000), /state s = 50/);
    assert.throws(() => assertAddedWithin(P, 40, 2 ** 21), /not even s = 40 holds/);
    assert.throws(() => statedStatistical(P, 40, -1), /^RangeError: a sum of -1\/p/);
  });
});
