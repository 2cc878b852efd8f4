import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  assertPredicate,
  evaluate,
  metricNamesIn,
} from "../../../experiments/findings/evaluate.ts";
import type { Records } from "../../../experiments/findings/functions.ts";
import { FindingError, parse } from "../../../experiments/findings/language.ts";
import { cellsOf } from "../../../experiments/statistics/cells.ts";
import { syntheticRun, syntheticRuns } from "../../support/run-records.ts";

const TWIN = "additive+semi-honest-he";
const pair = (of: object) =>
  (["spdz+lowgear", TWIN] as const).map((security) => ({ ...of, security }));
const records: Records = {
  baseline: TWIN,
  cells: cellsOf([
    ...syntheticRuns([
      ...pair({ parties: 2 }),
      ...pair({ parties: 3 }),
      ...pair({ parties: 2, kind: "shaped", latencyMs: 10 }),
      ...[1000, 10_000].flatMap((length) => pair({ parties: 2, args: { length } })),
      { parties: 2, security: "spdz+lowgear", ablation: "no-proofs" },
    ]),
    syntheticRun({ parties: 5, status: "failed", reason: "P3 fell silent" }),
    syntheticRun({ parties: 8, status: "omitted", reason: "too large for two cores" }),
  ]),
};
const two = "parties=2, latency=0, args.length=100000";

describe("the metrics that a finding reads", () => {
  it("are those it names, and of a slowdown that names none the total time", () => {
    const namesIn = (text: string) => {
      assertPredicate(text);
      return metricNamesIn(text);
    };
    assert.deepEqual(namesIn("slowdown(spdz+lowgear, parties=2) < 3"), ["totalMs"]);
    assert.deepEqual(namesIn("slowdown(spdz+lowgear, of=bytes) < 3"), ["bytes"]);
    assert.deepEqual(namesIn("1 < bytes(parties=2) + exponent(onlineMs, over=parties) < 9"), [
      "bytes",
      "onlineMs",
    ]);
  });
});

describe("a mistake in a finding is one line that names its place and what is allowed", () => {
  const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
    ["", /character 1: a number, "\(" or a function is expected, not the end$/],
    ["bytes(parties=2)", /character 17: one of <= >= < > is expected, not the end$/],
    ["1 < 2 < 3 < 4", /character 12: at most two comparisons in a row/],
    [
      "bytes(parties=2 < 3",
      /character 15: parties=2 < 3: allowed is a number|"," or "\)" is expected/,
    ],
    ["bytes(parties=2 latency=1) < 3", /character 24: "," or "\)" is expected, not "=1\)"$/],
    ["bytes(parties=2,) < 3", /character 17: a name or a value is expected, not "\)"$/],
    ["bytes(parties=) < 3", /character 15: a name or a value is expected, not "\)"$/],
    ["bytes(parties=2) < 3 or 1 < 2", /character 22: "and" or the end is expected, not "or"$/],
    ["bytes < 3", /character 7: "\(" is expected, not "<"$/],
    [
      "slowdwn(spdz+lowgear) < 6",
      /character 1: no function "slowdwn"; there are median, .*onlineMs/,
    ],
    ["slowdown(spdz) < 6", /character 10: no security "spdz"; there are spdz\+lowgear, .*plain$/],
    [
      "slowdown() < 6",
      /character 1: slowdown\(SECURITY, selectors, of=METRIC, over=SECURITY\) is exp/,
    ],
    ["slowdown(plain, over=spdz) < 6", /character 22: no security "spdz"/],
    ["slowdown(plain, of=time) < 6", /character 20: no metric "time"; there are totalMs/],
    ["slowdown(plain, security=plain) < 6", /character 17: no selector "security"/],
    ["median(online) < 6", /character 8: no metric "online"; there are totalMs, .*result\.…$/],
    ["bytes(n=2) < 6", /character 7: no selector "n"; there are parties, latency, .*args\.NAME$/],
    ["bytes(parties=2, parties=3) < 6", /character 18: parties occurs twice in bytes$/],
    ["bytes(latency=10ms) < 6", /character 15: latency=10ms: allowed is milliseconds one way/],
    [
      "bytes(kind=lan) < 6",
      /character 12: kind=lan: allowed is localhost, shaped, virtual, cluster$/,
    ],
    ["bytes(security=none) < 6", /character 16: security=none: allowed is spdz\+lowgear/],
    [
      "exponent(bytes) < 2",
      /character 1: exponent\(METRIC, over=parties \| args\.NAME, selectors\) is/,
    ],
    ["exponent(bytes, over=latency) < 2", /character 22: over=parties or over=args\.NAME, not/],
    [`${"(".repeat(60)}1${")".repeat(60)} < 2`, /at most 50 nested parentheses$/],
  ];
  for (const [text, says] of mistakes)
    it(text.slice(0, 40) || "nothing", () => {
      assert.throws(
        () => assertPredicate(text),
        (error) => {
          assert.ok(error instanceof FindingError);
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });

  it("whatever is written is parsed or refused, never anything else", () => {
    const piece = fc.constantFrom(
      "bytes",
      "(",
      ")",
      ",",
      "=",
      "parties",
      "2",
      "<",
      "and",
      "-",
      '"',
      " ",
      "*",
      "é",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          assertPredicate(pieces.join(""));
        } catch (error) {
          assert.ok(error instanceof FindingError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a finding", () => {
  const verdictOn = (text: string, tolerance = 0) => evaluate(text, records, tolerance);
  const holding = [
    `slowdown(spdz+lowgear, ${two}, of=offlineMs) < 5.5`,
    `4.5 < slowdown(spdz+lowgear, ${two}, of=offlineMs) < 5.5`,
    `slowdown(spdz+lowgear, parties=2, latency=10) > 1`,
    `slowdown(spdz+lowgear, ${two}, ablation=no-proofs, of=offlineMs) < 2.5`,
    `slowdown(${TWIN}, ${two}, over=${TWIN}) >= 1`,
    `offlineMs(security=spdz+lowgear, ${two}) / offlineMs(security=${TWIN}, ${two}) > 4.5`,
    `median(rounds, security="spdz+lowgear", ${two}) <= 6 and 2 * 3 >= 6`,
    "0.95 < exponent(offlineMs, over=args.length, security=spdz+lowgear, parties=2, latency=0) < 1.05",
    `most(bytesPerItem.triple, parties=2) < 300 and least(bytesPerItem.triple, parties=2) > 100`,
    "-(1 - 3) - 1 <= 2 / 2",
  ];
  for (const text of holding)
    it(`holds: ${text}`, () => {
      assert.equal(verdictOn(text).verdict, "holds", verdictOn(text).reason);
    });

  it("value and interval stand with the verdict", () => {
    const { verdict, value } = verdictOn(`slowdown(spdz+lowgear, ${two}, of=offlineMs) < 2`);
    assert.equal(verdict, "does not hold");
    assert.ok(value!.low <= 5 && 5 <= value!.high && value!.runs === 10 && value!.level === 0.95);
  });

  it("a bound within the interval called one way or the other", () => {
    const { value } = verdictOn(`offlineMs(security=spdz+lowgear, ${two}) < 1`);
    const bound = `offlineMs(security=spdz+lowgear, ${two}) < ${value!.value}`;
    assert.equal(verdictOn(bound).verdict, "cannot say");
    assert.match(verdictOn(bound).reason, /bound lies within the interval/);
  });

  it("tolerance loosens a bound on whichever side it stands", () => {
    const ratio = `slowdown(spdz+lowgear, ${two}, of=offlineMs)`;
    assert.equal(verdictOn(`${ratio} < 4`).verdict, "does not hold");
    assert.equal(verdictOn(`${ratio} < 4`, 0.5).verdict, "holds");
    assert.equal(verdictOn(`6 < ${ratio}`, 0.5).verdict, "holds");
    assert.equal(verdictOn(`${ratio} < 4`, 0.1).verdict, "does not hold");
  });

  const silent: readonly (readonly [text: string, reason: RegExp])[] = [
    [
      "bytes(parties=2, security=plain) < 1",
      /^no cell has parties=2, security=plain, ablation=none$/,
    ],
    [
      "bytes(parties=2, security=spdz+lowgear) < 1",
      /^4 cells have .*; they differ in latency \(0, 10\), .*args\.length \(1000, 10000, 100000\)$/,
    ],
    ["bytes(parties=5) < 1", /failed: P3 fell silent$/],
    ["bytes(parties=8) < 1", /was left out: too large for two cores$/],
    [`keysMs(security=${TWIN}, ${two}) < 1`, /has no keysMs$/],
    ["slowdown(spdz+lowgear, parties=3, over=plain) < 1", /no cell of plain to compare with$/],
    [
      "exponent(bytes, over=args.width, parties=2, latency=0) < 1",
      /^the cell .* has no number args\.width$/,
    ],
    [
      "exponent(bytes, over=args.length, parties=2, latency=0) < 1",
      /^2 cells at args\.length=1000, which differ in security/,
    ],
    [
      `exponent(bytes, over=parties, security=${TWIN}, ${two}) < 1`,
      /^fewer than two values of parties/,
    ],
    [`bytes(security=spdz+lowgear, ${two}) / 0 < 1`, /every division is by zero$/],
    ["1 / 0 < 1", /division by zero/],
  ];
  for (const [text, reason] of silent)
    it(`that the records do not decide says why: ${text}`, () => {
      const evaluated = verdictOn(text);
      assert.equal(evaluated.verdict, "cannot say");
      assert.match(evaluated.reason, reason);
    });

  it("one that half holds does not hold, however the other half stands", () => {
    const { verdict } = verdictOn("bytes(parties=5) < 1 and 1 < 0");
    assert.equal(verdict, "does not hold");
  });

  it("one run never holds, nor does it refute: another may have said otherwise", () => {
    const one = { ...records, cells: cellsOf(syntheticRuns(pair({}), { repetitions: 1 })) };
    for (const text of ["rounds(security=spdz+lowgear) < 7", "rounds(security=spdz+lowgear) > 7"]) {
      const { verdict, reason } = evaluate(text, one);
      assert.deepEqual([verdict, reason], ["cannot say", "one run is not enough"]);
    }
    // Two cells of which only one repetition went well in both.
    const [a, b] = [0, 1].map((repetition) => syntheticRun({ repetition }));
    const twins = [1, 2].map((repetition) => syntheticRun({ repetition, security: TWIN }));
    const crossed = { ...records, cells: cellsOf([a!, b!, ...twins]) };
    const bytes = `bytes(security=spdz+lowgear) / bytes(security=${TWIN})`;
    assert.equal(evaluate(`${bytes} < 9`, crossed).verdict, "cannot say");
  });

  it("growth in parties is fitted over the peers of a party, n − 1", () => {
    const parties = [2, 3, 5, 9].map((n) => ({ parties: n, security: TWIN }) as const);
    const grown = { ...records, cells: cellsOf(syntheticRuns(parties, { repetitions: 2 })) };
    // A party sends as much to each peer.
    const { verdict, value } = evaluate("0.999 < exponent(bytes, over=parties) < 1.001", grown);
    assert.equal(verdict, "holds", JSON.stringify(value));
  });

  it("confidence in two runs: the verdict says that they are too few for an interval", () => {
    const few = { ...records, cells: cellsOf(syntheticRuns(pair({}), { repetitions: 2 })) };
    const { verdict, reason } = evaluate("slowdown(spdz+lowgear) < 100", few);
    assert.equal(verdict, "holds");
    assert.match(reason, /all 2 runs are on this side, too few for a 95 % interval/);
  });

  it("precedence: product before sum, left before right", () => {
    assert.equal(verdictOn("1 + 2 * 3 >= 7 and 7 >= 1 + 2 * 3").verdict, "holds");
    assert.equal(verdictOn("8 / 4 / 2 <= 1 and 5 - 2 - 1 <= 2").verdict, "holds");
    assert.equal(parse("android(x) < 1").comparisons.length, 1);
  });
});
