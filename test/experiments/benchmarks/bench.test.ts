import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";

const bench = (...args: string[]) =>
  spawnSync(process.execPath, ["experiments/benchmarks/bench.ts", ...args], { encoding: "utf8" });

const mistakes: Record<string, [args: string[], line: RegExp]> = {
  "a benchmark that there is not": [["fields"], /^no benchmark "fields"; there are field/],
  "no number of runs": [["field", "--runs", "many"], /^--runs takes a number/],
  "a record that there is not": [["field", "--compare", "nowhere.json"], /^--compare: there is no/],
  "publishing a quick run": [
    ["field", "--publish", "--quick"],
    /^--publish: whole benchmarks only/,
  ],
  "publishing part of a benchmark": [["field", "--publish", "--only", "mul"], /^--publish: whole/],
  "publishing too few runs": [["field", "--publish", "--runs", "2"], /^--publish: whole/],
};
for (const [what, [args, line]] of Object.entries(mistakes))
  it(`${what} is refused in one line, with exit code 2`, () => {
    const { status, stderr, stdout } = bench(...args);
    assert.equal(status, 2);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split("\n").length, 1);
    assert.equal(stdout, "");
  });
