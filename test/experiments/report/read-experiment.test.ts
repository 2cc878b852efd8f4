/** How figures are shown is looked at before the first run: a typo there costs no grid. And it may change afterwards. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { isDigestOf, measuredDigest } from "../../../experiments/config/digest.ts";
import { experimentOf, readConfig } from "../../../experiments/config/read.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { configFile } from "../config/config-file.ts";

interface Shown {
  readonly plots?: string;
  /** A predicate. */
  readonly holds?: string;
  readonly deadline?: string;
  readonly network?: string;
}

/** `plots` on line 15, the predicate on line 17. */
const written = ({ plots, holds, deadline = "10s", network }: Shown): string => `name: a
question: b
program: inner-product
matrix:
  parties: [2, 3, 8]
  network: ${network ?? "[localhost, {latency: 10ms}, {latency: 50ms, bandwidth: 20mbit}]"}
  security: [plain, additive+semi-honest-he, spdz+dealer, spdz+lowgear]
  args: {length: [10, 100]}
omit:
  - {parties: [8], security: [spdz+lowgear], reason: too many}
repetitions: 2
deadline: ${deadline}
quick: {matrix: {parties: [2]}}
report:
  plots: ${plots ?? "[slowdown]"}
findings:
  - {id: x, claim: y, holds: '${holds ?? "1 < 2"}'}
`;

const ONE = "parties=2, network=10ms, args.length=10";
const mistakes: readonly (readonly [what: string, shown: Shown, message: RegExp])[] = [
  [
    "a plot that there is not",
    { plots: "[slowdown, time-by-latncy]" },
    / line 15: report\.plots\.1: no plot "time-by-latncy"; there are time-by-latency, /,
  ],
  [
    "a plot over what does not vary",
    { plots: "[time-by-bandwidth]" },
    / line 15: report\.plots\.0: time-by-bandwidth has nothing to draw in this matrix: two values of bandwidth/,
  ],
  [
    "a plot of parts where nothing is left out",
    { plots: "[overhead-split]" },
    / line 15: report\.plots\.0: overhead-split has nothing to draw in this matrix: ablations are expected$/,
  ],
  [
    "a predicate that is none",
    { holds: "slowdown(spdz+lowgear) <" },
    / line 17: findings\.0\.holds: finding "slowdown.*", character 25: a number, "\(" or/,
  ],
  [
    "a function that there is not",
    { holds: "slowdwn(spdz+lowgear) < 6" },
    / line 17: findings\.0\.holds: .* character 1: no function "slowdwn"/,
  ],
  [
    "a metric that there is not",
    { holds: `onlinMs(${ONE}) < 6` },
    / line 17: findings\.0\.holds: .* character 1: no function "onlinMs"/,
  ],
  [
    "an item that there is not",
    { holds: `made.tripple(security=spdz+dealer, ${ONE}) < 6` },
    /: the cell .* has no made\.tripple$/,
  ],
  [
    "a phase that computing in the clear does not have",
    { holds: `offlineMs(security=plain, parties=2, args.length=10, network=localhost) < 6` },
    /: the cell .* has no offlineMs$/,
  ],
  [
    "a number of parties that is not run",
    { holds: "bytes(security=spdz+dealer, parties=4, network=10ms, args.length=10) < 6" },
    / line 17: findings\.0\.holds: .*: no cell has security=spdz\+dealer, parties=4, /,
  ],
  [
    "a cell that is left out",
    { holds: "bytes(security=spdz+lowgear, parties=8, network=10ms, args.length=10) < 6" },
    /: no cell has security=spdz\+lowgear, parties=8/,
  ],
  [
    "a network of another name",
    { holds: "bytes(security=spdz+dealer, parties=2, network=20ms, args.length=10) < 6" },
    /: no cell has .*network=20ms/,
  ],
  [
    "a latency that no network has",
    { holds: "bytes(security=spdz+dealer, parties=2, latency=20, args.length=10) < 6" },
    /: no cell has .*latency=20/,
  ],
  [
    "an argument that there is not",
    { holds: "bytes(security=spdz+dealer, parties=2, network=10ms, args.lenght=10) < 6" },
    /: no cell has .*args\.lenght=10/,
  ],
  [
    "a combination that is not run",
    { holds: `bytes(security=additive+dealer, ${ONE}) < 6` },
    /: no cell has security=additive\+dealer/,
  ],
  [
    "several cells where one is expected",
    { holds: "bytes(security=spdz+dealer, network=10ms, args.length=10) < 6" },
    /: 3 cells have .*; they differ in parties \(2, 3, 8\)$/,
  ],
  [
    "a slowdown over what is not run",
    { holds: `slowdown(spdz+lowgear, ${ONE}, over=additive+dealer) < 6` },
    /: there is no cell of additive\+dealer to compare with$/,
  ],
  [
    "growth over an axis that there is not",
    {
      holds: "exponent(bytes, over=args.width, security=spdz+dealer, parties=2, network=10ms) < 1",
    },
    /: the cell .* has no number args\.width$/,
  ],
  [
    "growth over one value",
    { holds: `exponent(bytes, over=parties, security=spdz+dealer, ${ONE}) < 1` },
    /: fewer than two values of parties with runs to fit$/,
  ],
  [
    "a deadline before anything can answer",
    { deadline: "400ms" },
    / line 12: deadline: 400ms: at least 10 times the 50 ms that a message takes on 50ms 20mbit$/,
  ],
  [
    "a deadline of no time",
    { deadline: "50ms", network: "[localhost]" },
    / line 12: deadline: 50ms: 100ms to 60m is expected$/,
  ],
  [
    "a deadline of hours",
    { deadline: "90m" },
    / line 12: deadline: 90m: 100ms to 60m is expected$/,
  ],
];

describe("a mistake in how a config shows its figures costs no run", () => {
  for (const [what, shown, message] of mistakes)
    it(what, () => {
      const path = configFile(written(shown));
      assert.throws(
        () => readExperiment(path),
        (error: Error) => {
          assert.ok(error instanceof UsageError, error.stack);
          assert.ok(error.message.startsWith(`${path} line `), error.message);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
      // What lies there already was run; it has its records, and can be shown otherwise.
      if (shown.deadline === undefined)
        assert.equal(experimentOf(readConfig(path)).cells.length, 72);
    });

  const good: readonly string[] = [
    `slowdown(spdz+lowgear, ${ONE}) < 6`,
    `result.anything.at.all(security=spdz+dealer, ${ONE}) < 6`,
    `median(made.input-mask/1, security=spdz+dealer, ${ONE}) < 6`,
    "most(bytesPerItem.square, security=spdz+lowgear) < 6",
    "exponent(bytes, over=parties, security=spdz+dealer, network=10ms, args.length=10) < 1",
    // Which of these there are is up to the machine.
    "onlineMs(security=spdz+dealer, parties=3, latency=10, args.length=10, kind=shaped) < 6",
    "onlineMs(security=spdz+dealer, parties=3, latency=10, args.length=10, source=virtual) < 6",
    "onlineMs(security=spdz+dealer, parties=3, network=localhost, args.length=10, kind=cluster) < 6",
    "onlineMs(security=spdz+dealer, parties=2, latency=10, args.length=10, kind=shaped) < onlineMs(security=spdz+dealer, parties=8, latency=10, args.length=10, source=virtual)",
    "onlineMs(security=plain, parties=2, latency=0, network=10ms, args.length=10) < 6",
    `1 / (bytes(security=spdz+dealer, ${ONE}) - bytes(security=spdz+lowgear, ${ONE})) < 6`,
  ];
  for (const holds of good)
    it(`no mistake: ${holds.slice(0, 60)}`, () => {
      assert.equal(readExperiment(configFile(written({ holds }))).cells.length, 72);
    });

  it("the quick grid may be too small for a plot or a finding", () => {
    const holds = "bytes(security=spdz+dealer, parties=3, network=10ms, args.length=10) < 6";
    const path = configFile(written({ holds, plots: "[time-by-parties]" }));
    assert.equal(readExperiment(path, { quick: true }).cells.length, 24);
  });
});

describe("the digest of a config is of what is measured", () => {
  const digest = (text: string) => readExperiment(configFile(text)).digest;

  it("how it is shown, comments and the order of keys do not count", () => {
    const base = digest(written({}));
    assert.equal(digest(written({ plots: "[time-by-parties]", holds: "1 < 3" })), base);
    assert.equal(digest(`# a word\n${written({})}`), base);
    const [name, question, ...rest] = written({}).split("\n");
    assert.equal(digest([question, name, ...rest].join("\n")), base);
    assert.notEqual(digest(written({ deadline: "11s" })), base);
    assert.notEqual(digest(written({}).replace("question: b", "question: c")), base);
  });

  it("that of the whole text, as folders of before have it, is known for what it is", () => {
    const [text, content] = ["name: a\nfindings: []\n", { name: "a", findings: [] }];
    const ofText = createHash("sha256").update(text).digest("hex");
    assert.ok(isDigestOf(ofText, text, content));
    assert.equal(isDigestOf(ofText, `${text}# a word\n`, content), false);
    assert.ok(isDigestOf(measuredDigest({ name: "a" }), "another text", content));
    assert.equal(isDigestOf(measuredDigest({ name: "b" }), text, content), false);
  });
});
