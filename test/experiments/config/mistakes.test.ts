/** Every kind of mistake in a config: refused before anything runs, in one line that names line, key and what is allowed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { configFile } from "./config-file.ts";

/** A good config, a line each; `changed` replaces lines by their first word. */
const GOOD = `name: tiny
question: Does it run?
program: mult3
args: {}
matrix:
  parties: [2, 3]
  network: [localhost, {latency: 10ms}]
  security: [plain, spdz+lowgear]
  ablation: [none]
  args: {}
omit: []
unavailable: refuse
virtual: {when: never}
repetitions: 2
warmup: 0
seed: 3
deadline: 10s
quick: {}
report: {baseline: plain}
findings: []
`;

function changed(...lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    const key = /^\s*\w+/.exec(line)![0];
    const found = new RegExp(`^${key}:.*$`, "m");
    return found.test(text) ? text.replace(found, line) : `${text}${line}\n`;
  }, GOOD);
}

const without = (key: string): string => GOOD.replace(new RegExp(`^${key}:.*\n`, "m"), "");

const mistakes: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ["no YAML", changed("matrix: ["), /config\.yaml line \d+: /],
  ["a tag", changed("seed: !many 3"), / line 16: Unresolved tag: !many$/],
  ["nothing", "", / line 1: name: is missing$/],
  ["a list", "- 1\n", / line 1: content: a set of keys with values is expected, not a list$/],
  [
    "an unknown key",
    changed("sede: 3"),
    / line 21: sede: there is no such key; there are: name, .*seed/,
  ],
  [
    "an unknown axis",
    changed("  parties: [2]\n  latency: [3]"),
    / line 7: matrix\.latency: there is no such key; there are: parties, network, security, ablation, args$/,
  ],
  [
    "an unknown key of a network",
    changed("  network: [localhost, {latency: 10ms, loss: 1}]"),
    / line 7: matrix\.network\.1\.loss: there is no such key; there are: name, preset, .*jitter/,
  ],
  [
    "an unknown key of quick",
    changed("quick: {matrix: {network: [lan], party: [2]}}"),
    / line 18: quick\.matrix\.party: there is no such key; there are: parties/,
  ],
  ["a missing key", without("question"), / line 1: question: is missing$/],
  ["a missing axis", without("  security"), / line 5: matrix\.security: is missing$/],
  ["a name for no folder", changed("name: ../x"), / line 1: name: a name of small letters/],
  ["an empty question", changed('question: ""'), / line 2: question: must not be empty$/],
  [
    "a number as text",
    changed("repetitions: many"),
    / line 14: repetitions: a number is expected, not text$/,
  ],
  ["no repetition", changed("repetitions: 0"), / line 14: repetitions: at least 1$/],
  ["half a warm-up", changed("warmup: 0.5"), / line 15: warmup: an integer is expected$/],
  ["a negative seed", changed("seed: -1"), / line 16: seed: at least 0$/],
  [
    "a time without a unit",
    changed("deadline: 10"),
    / line 17: deadline: a duration like 500us, 500ms, 10s, 90m or 2h is expected$/,
  ],
  [
    "a time of another unit",
    changed("deadline: 10h"),
    / line 17: deadline: 10h: 100ms to 60m is expected/,
  ],
  ["one party", changed("  parties: [1]"), / line 6: matrix\.parties\.0: at least 2$/],
  ["too many parties", changed("  parties: [65]"), / line 6: matrix\.parties\.0: at most 64$/],
  [
    "no list",
    changed("  parties: 3"),
    / line 6: matrix\.parties: a list is expected, not a number$/,
  ],
  ["an empty list", changed("  parties: []"), / line 6: matrix\.parties: at least 1 entries$/],
  [
    "a value twice",
    changed("  parties: [2, 2]"),
    / line 6: matrix\.parties: an entry occurs twice$/,
  ],
  [
    "an unknown combination",
    changed("  security: [plain, spdz]"),
    / line 8: matrix\.security\.1: spdz\+lowgear, .*, plain: one of these is expected$/,
  ],
  [
    "an unknown network",
    changed("  network: [localhost, lam]"),
    / line 7: matrix\.network\.1: localhost, lan, metro, .*: one of these is expected$/,
  ],
  [
    "a latency without a unit",
    changed("  network: [{latency: 10}]"),
    / line 7: matrix\.network\.0\.latency: a duration like 500us, 500ms, 10s, 90m or 2h is expected$/,
  ],
  [
    "a latency of another unit",
    changed("  network: [{latency: 10min}]"),
    / line 7: matrix\.network\.0\.latency: a duration like/,
  ],
  [
    "a bandwidth of nothing",
    changed("  network: [{latency: 1ms, bandwidth: 0mbit}]"),
    / line 7: matrix\.network\.0\.bandwidth: a rate above 0 is expected$/,
  ],
  [
    "a network of nothing",
    changed("  network: [{}]"),
    / line 7: matrix\.network\.0: at least one key is expected$/,
  ],
  [
    "a network of a preset's name",
    changed("  network: [{name: lan, latency: 1ms}]"),
    / line 7: matrix\.network\.0\.name: that is the name of a preset$/,
  ],
  [
    "loopback with latency",
    changed("  network: [{kind: localhost, latency: 1ms}]"),
    / line 7: matrix\.network\.0\.kind: localhost has no latency: shaped, virtual or auto is expected$/,
  ],
  [
    "links without a name",
    changed("  network: [{links: {latency: [[0ms, 1ms], [1ms, 0ms]]}}]"),
    / line 7: matrix\.network\.0\.links: a network with links needs a "name"$/,
  ],
  [
    "ragged links",
    changed("  network: [{name: x, links: {latency: [[0ms, 1ms], [1ms]]}}]"),
    / line 7: matrix\.network\.0\.links\.latency: as many entries per row as rows/,
  ],
  [
    "links for fewer parties",
    changed("  network: [{name: x, links: {latency: [[0ms, 1ms], [1ms, 0ms]]}}]"),
    / line 7: matrix\.network\.0\.links: links of 2 parties, but the matrix has 3$/,
  ],
  [
    "regions for fewer parties",
    changed("  parties: [9]", "  network: [world]"),
    / line 7: matrix\.network\.0: links of 8 parties, but the matrix has 9$/,
  ],
  [
    "bandwidths of more links",
    changed(
      "  parties: [2]",
      "  network: [{name: x, links: {latency: [[0ms, 1ms], [1ms, 0ms]], bandwidth: [[null, null, null], [null, null, null], [null, null, null]]}}]",
    ),
    / line 7: matrix\.network\.0\.links\.bandwidth: 2 rows are expected, as of latency$/,
  ],
  [
    "links and a latency",
    changed("  network: [{name: x, latency: 1ms, links: {latency: [[0ms, 1ms], [1ms, 0ms]]}}]"),
    / line 7: matrix\.network\.0\.latency: links already say it$/,
  ],
  [
    "a slow party that there is not",
    changed("  network: [{latency: 1ms, slow: {party: 2, latency: 5ms}}]"),
    / line 7: matrix\.network\.0\.slow\.party: at most 1: the matrix has 2 parties$/,
  ],
  [
    "a slow machine on a real network",
    changed("  network: [{latency: 1ms, slow: {party: 0, compute: 3}}]"),
    / line 7: matrix\.network\.0\.slow\.compute: a slow machine needs "kind: virtual"$/,
  ],
  [
    "made of computation, on a real network",
    changed("  network: [{latency: 1ms, compute: model}]"),
    / line 7: matrix\.network\.0\.compute: only virtual time has a choice of computation: it needs "kind: virtual"$/,
  ],
  [
    "two networks of one name",
    changed("  network: [{latency: 10ms}, {latency: 0.01s}]"),
    / line 7: matrix\.network\.1: two networks are called "10ms"$/,
  ],
  [
    "a virtual network where none may be",
    changed("  network: [lan]"),
    / line 7: matrix\.network\.0: it is virtual, and "virtual\.when" says never$/,
  ],
  [
    "a shaped network where all are virtual",
    changed("virtual: {when: always}", "  network: [{latency: 10ms, kind: shaped}]"),
    / line 7: matrix\.network\.0\.kind: shaped, and "virtual\.when" says always$/,
  ],
  [
    "another when",
    changed("virtual: {when: sometimes}"),
    / line 13: virtual\.when: always, never, parties > cores: one of these is expected$/,
  ],
  [
    "an unknown ablation",
    changed("  ablation: [none, no-mac]"),
    / line 9: matrix\.ablation\.1: none, no-flooding, .*: one of these is expected$/,
  ],
  [
    "an ablation of what is no LowGear",
    changed("  ablation: [none, no-proofs]"),
    / line 9: matrix\.ablation\.1: no-proofs with plain: ablations are of spdz\+lowgear; "omit" the/,
  ],
  [
    "an argument in two places",
    changed("args: {k: 1}", "  args: {k: [2]}"),
    / line 10: matrix\.args\.k: "args" beside "matrix" has it too: only one of them is expected$/,
  ],
  [
    "an argument that is no list",
    changed("  args: {k: 2}"),
    / line 10: matrix\.args\.k: a list is expected, not a number$/,
  ],
  [
    "an argument in two places of quick",
    changed("quick: {args: {k: 1}, matrix: {args: {k: [2]}}}"),
    / line 18: quick\.matrix\.args\.k: "args" beside "matrix" has it/,
  ],
  [
    "an omission without a reason",
    changed("omit: [{parties: [2]}]"),
    / line 11: omit\.0\.reason: is missing$/,
  ],
  [
    "an omission of nothing",
    changed("omit: [{reason: why}]"),
    / line 11: omit\.0: a key besides the reason is expected, to say which cells$/,
  ],
  [
    "an omission of what is not there",
    changed("omit: [{parties: [5], reason: why}]"),
    / line 11: omit\.0: no cell of the matrix matches it$/,
  ],
  [
    "an omission of everything",
    changed("omit: [{parties: [2, 3], reason: why}]"),
    / line 5: matrix: every cell is left out by "omit"$/,
  ],
  [
    "a baseline that is not run",
    changed("report: {baseline: spdz+dealer}"),
    / line 19: report\.baseline: plain, spdz\+lowgear: one of these is expected$/,
  ],
  [
    "a baseline that is not run quickly",
    changed("quick: {matrix: {security: [spdz+lowgear]}}"),
    / line 18: quick\.matrix\.security: plain is expected among them: the baseline of the report$/,
  ],
  [
    "a finding without a predicate",
    changed("findings: [{id: a, claim: b}]"),
    / line 20: findings\.0\.holds: is missing$/,
  ],
  [
    "two findings of one name",
    changed("findings: [{id: a, claim: b, holds: c}, {id: a, claim: d, holds: e}]"),
    / line 20: findings\.1\.id: two findings are called "a"$/,
  ],
  [
    "a tolerance in words",
    changed("findings: [{id: a, claim: b, holds: c, tolerance: some}]"),
    / line 20: findings\.0\.tolerance: a number is expected, not text$/,
  ],
];

describe("a mistake in a config is one line that names line, key and what is allowed", () => {
  it("the config that is changed for each mistake has none", () => {
    assert.equal(readExperiment(configFile(GOOD)).cells.length, 8);
  });

  for (const [what, text, message] of mistakes)
    it(what, () => {
      const path = configFile(text);
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
    });

  it("a file that is not there", () => {
    assert.throws(
      () => readExperiment("/nowhere.yaml"),
      /^UsageError: cannot read \/nowhere\.yaml: no/,
    );
  });
});
