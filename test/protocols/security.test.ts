import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  assertMasksWithin,
  assertStatistical,
  COMPUTATIONAL,
  DEFAULT_STATISTICAL,
  formatBudget,
  type SecurityUse,
  securityBudget,
  statedStatistical,
} from "../../protocols/security.ts";

const P = (1n << 60n) - (1n << 18n) + 1n;
const LOWGEAR: SecurityUse = {
  p: P,
  statistical: 40,
  macChecks: true,
  authentications: true,
  sacrifice: "squares",
  masks: 0,
  plaintextProofs: true,
  flooding: true,
};
const DEALER: SecurityUse = {
  ...LOWGEAR,
  authentications: false,
  sacrifice: "none",
  plaintextProofs: false,
  flooding: false,
};
const log2 = (use: SecurityUse) => Math.log2(securityBudget(use).probability);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.05, `${actual}, not ${expected}`);

describe("the security budget", () => {
  it("is 2^-39 at s = 40 and 2^-55.5 at s = 57 with all terms, before masks", () => {
    near(log2(LOWGEAR), -39);
    near(log2({ ...LOWGEAR, statistical: 57 }), -55.5);
  });

  it("adds each term once, with its own weight", () => {
    const p = Number(P);
    const cases: [Partial<SecurityUse>, number][] = [
      [{}, 2 / p],
      [{ authentications: true }, 4 / p],
      [{ sacrifice: "triples" }, 3 / p],
      [{ sacrifice: "squares" }, 4 / p],
      [{ masks: 1000 }, 1002 / p],
      [{ plaintextProofs: true }, 2 / p + 2 ** -40],
      [{ flooding: true, statistical: 50 }, 2 / p + 2 ** -50],
      [{ macChecks: false }, 0],
    ];
    for (const [use, expected] of cases)
      assert.equal(securityBudget({ ...DEALER, ...use }).probability, expected);
  });

  it("is honest about a tiny field: never above 1", () => {
    assert.equal(securityBudget({ ...DEALER, p: 11n }).probability, 2 / 11);
    assert.equal(securityBudget({ ...DEALER, p: 11n, masks: 100 }).probability, 1);
  });

  it("prints terms, s and κ", () => {
    assert.equal(
      formatBudget(securityBudget({ ...LOWGEAR, masks: 1000 })),
      "at most 2^-39.0 (2/p MAC check + 2/p authentication + 2/p sacrifice + 1000/p masks + " +
        "2^-40 proofs + 2^-40 flooding), s = 40, κ = 128",
    );
    assert.equal(
      formatBudget(securityBudget({ ...DEALER, macChecks: false })),
      "no check and no mask to account for; s = 40, κ = 128",
    );
    assert.deepEqual([DEFAULT_STATISTICAL, COMPUTATIONAL], [40, 128]);
  });

  it("never prints a bound better than it is, but for a hundredth", () => {
    for (let s = 40; s <= 57; s++) {
      const budget = securityBudget({ ...LOWGEAR, statistical: s, masks: 3 });
      const printed = Number(/2\^(-[\d.]+) \(/.exec(formatBudget(budget))![1]);
      assert.ok(printed >= Math.log2(budget.probability) - 0.01, `s = ${s}`);
    }
  });

  it("refuses s > 57, which needs two MAC keys, s < 40, and what is no integer", () => {
    for (const s of [40, 57]) assertStatistical(s);
    assert.throws(() => assertStatistical(58), /^RangeError: s = 58 needs two MAC keys/);
    for (const s of [39, 0, -1, 40.5, Number.NaN])
      assert.throws(() => assertStatistical(s), /^RangeError: s = /);
    assert.throws(() => securityBudget({ ...LOWGEAR, statistical: 58 }), /two MAC keys/);
  });

  it("lets 2^(60−s) masks pass and not one more", () => {
    for (const [s, most] of [
      [40, 2 ** 20],
      [50, 2 ** 10],
      [57, 8],
    ] as const) {
      assertMasksWithin(P, s, most);
      assert.throws(() => assertMasksWithin(P, s, most + 1), /^RangeError: \d+ masks do not fit/);
    }
  });

  it("names the s that so many masks may state, or that there is none", () => {
    assert.equal(statedStatistical(P, 57, 8), 57);
    assert.equal(statedStatistical(P, 57, 9), 56);
    assert.equal(statedStatistical(P, 57, 1000), 50);
    assert.equal(statedStatistical(P, 40, 2 ** 20 + 1), null);
    assert.throws(() => assertMasksWithin(P, 57, 1000), /state s = 50/);
    assert.throws(() => assertMasksWithin(P, 40, 2 ** 21), /not even s = 40 holds/);
    assert.throws(() => statedStatistical(P, 40, -1), /^RangeError: -1 masks/);
  });
});
