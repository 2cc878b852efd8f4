import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, it } from "node:test";
import { runInNewContext } from "node:vm";

const BENCH = resolve("experiments/benchmarks/bench.ts");
/** What a benchmark keeps goes to a folder of its own. */
const cwd = mkdtempSync(join(tmpdir(), "spdz-bench-"));
after(() => rmSync(cwd, { recursive: true }));
const bench = (...args: string[]) =>
  spawnSync(process.execPath, [BENCH, ...args], { encoding: "utf8", cwd });

const mistakes: Record<string, [args: string[], line: RegExp]> = {
  "a benchmark that there is not": [["fields"], /^bench: no benchmark "fields"; there are field/],
  "no number of runs": [["field", "--runs", "many"], /^bench: --runs takes a number/],
  "a record that there is not": [
    ["field", "--compare", "nowhere.json"],
    /^bench: --compare: there is no/,
  ],
  "an option that there is not": [["field", "--fast"], /^bench: Unknown option '--fast'/],
  "publishing a quick run": [
    ["field", "--publish", "--quick"],
    /^bench: --publish: whole benchmarks only/,
  ],
  "publishing part of a benchmark": [
    ["field", "--publish", "--only", "mul"],
    /^bench: --publish: whole/,
  ],
  "publishing too few runs": [["field", "--publish", "--runs", "2"], /^bench: --publish: whole/],
};
for (const [what, [args, line]] of Object.entries(mistakes))
  it(`${what} is refused in one line, with exit code 2`, () => {
    const { status, stderr, stdout } = bench(...args);
    assert.equal(status, 2);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split("\n").length, 1);
    assert.equal(stdout, "");
  });

it("--help says what there is, and nothing is measured", () => {
  const { status, stdout, stderr } = bench("--help");
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^usage: npm run -s bench -- .*field, .*online, .*lowgear/s);
});

it("every case is a line on stderr once it is measured; stdout holds the figures", () => {
  const { stdout, stderr } = bench("field", "--quick", "--runs", "1", "--only", "sum", "--json");
  const cases = stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { case: string }).case);
  const said = [...stderr.matchAll(/^field (\S+): [\d.,]+ \S/gm)].map((match) => match[1]);
  assert.deepEqual(said, cases);
});

const START = readFileSync("experiments/start.js", "utf8");

it("an old Node is told so in one line, with exit code 2, before anything newer is loaded", () => {
  const said: string[] = [];
  const old = { versions: { node: "18.19.0" }, argv: [], exitCode: 0 };
  // No script has import.meta: it is reached by newer Nodes alone.
  runInNewContext(START.replace("import.meta.url", "null"), {
    process: old,
    console: { error: (text: string) => said.push(text) },
  });
  assert.equal(old.exitCode, 2);
  assert.match(
    said.join("\n"),
    /^this needs Node 24 or later; here runs Node 18\.19\.0\. Run `npm ci`.*$/,
  );
});

it("the start passes arguments and exit codes on", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["experiments/start.js", "benchmarks/bench.ts", "fields"],
    { encoding: "utf8" },
  );
  assert.match(stderr, /^bench: no benchmark "fields"/);
  assert.equal(status, 2);
});
