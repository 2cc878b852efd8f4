import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readRuns } from "../../experiments/harness/journal.ts";
import { configFile, TINY, tiny } from "../experiments/config/config-file.ts";
import { assertNothingLeft, ownTemporaryFolder } from "../run/leftovers.ts";
import { type Ended, pidsIn, spdz, start } from "./spdz.ts";

const root = ownTemporaryFolder();
const newFolder = () => join(mkdtempSync(join(root, "run-")), "here");
const PROGRAMS = join(import.meta.dirname, "..", "run");
const CLEAR = { matrix: { parties: [2], network: ["localhost"], security: ["plain"] } };

/** Runs that take long enough to be met in the middle; killed by `signal` in the second one, then gone on with. */
async function killed(
  signal: NodeJS.Signals,
): Promise<{ ended: Ended; resumed: Ended; folder: string }> {
  const path = tiny({
    program: join(PROGRAMS, "many-rounds.ts"),
    args: { rounds: 1000 },
    matrix: { ...CLEAR.matrix, security: ["additive+dealer"] },
    warmup: 0,
    repetitions: 2,
  });
  const folder = newFolder();
  const run = start("experiment", "run", path, "--out", folder);
  await run.said("1 of 2 runs");
  await new Promise<void>((resolve) =>
    run.process.stderr!.on("data", (text: string) => {
      if (/^P0 online$/m.test(text)) resolve();
    }),
  );
  // Ctrl-C reaches every process of the group.
  process.kill(signal === "SIGINT" ? -run.process.pid! : run.process.pid!, signal);
  const ended = await run.ended;
  await assertNothingLeft(pidsIn(ended.err));
  assert.ok(pidsIn(ended.err).length > 3, "the second run had begun");
  const again = start("experiment", "resume", folder, "--json");
  const resumed = await again.ended;
  await assertNothingLeft(pidsIn(resumed.err));
  return { ended, resumed, folder };
}

function assertWhole(resumed: Ended, folder: string): void {
  assert.equal(resumed.code, 0, resumed.err);
  assert.equal((JSON.parse(resumed.out) as { ok: number }).ok, 2);
  const { records } = readRuns(join(folder, "runs.jsonl"));
  assert.deepEqual(
    records.map(({ repetition, status }) => [repetition, status]),
    [0, 1].map((repetition) => [repetition, "ok"]),
  );
}

describe("spdz experiment", () => {
  it("run, list, resume: records, and says where", async (t) => {
    const folder = join(root, "runs", "tiny", "now");
    const run = await spdz(t, "experiment", "run", tiny(CLEAR), "--out", folder);
    assert.equal(run.code, 0, run.err);
    assert.equal(
      run.out,
      `tiny: 2 runs recorded\n${folder}\nreport: ${folder}/report.md, ${folder}/report.html\n`,
    );
    assert.match(readFileSync(join(folder, "report.md"), "utf8"), /^# tiny\n/);
    assert.match(run.err, /^2 runs, into .*now\n0 of 1 cells, 0 of 2 runs: mult3, .* #0\n/);
    assert.match(run.err, /\n0 of 1 cells, 1 of 2 runs, \d+ s left: mult3, /);
    const list = await spdz(t, "experiment", "list", "--in", join(root, "runs"));
    assert.match(list.out, /ok +failed +omitted +missing\s+\S*now +2 +0 +0 +0/);
    const json = await spdz(t, "experiment", "list", "--in", join(root, "runs"), "--json");
    const [listed] = JSON.parse(json.out) as { record: { experiment: string }; missing: number }[];
    assert.deepEqual([listed!.record.experiment, listed!.missing], ["tiny", 0]);
    const again = await spdz(t, "experiment", "resume", folder, "--json");
    const findings: unknown[] = [];
    assert.deepEqual(JSON.parse(again.out), {
      ...{ folder, experiment: "tiny", quick: false, ok: 2, failed: 0, omitted: 0 },
      report: { files: ["summary.csv", "report.md", "report.html"], findings },
    });
  });

  it("--quick runs the quick grid, and a run where everything failed is no success", async (t) => {
    const quick = { repetitions: 1 };
    const program = join(PROGRAMS, "failing.ts");
    const [good, bad] = [newFolder(), newFolder()];
    const ran = await spdz(
      t,
      "experiment",
      "run",
      tiny({ ...CLEAR, quick }),
      "--quick",
      "--out",
      good,
    );
    assert.match(
      ran.out,
      /^tiny \(quick\): 1 runs recorded\n.*here\nreport: .*report\.md, .*html\n$/,
    );
    const path = tiny({ ...CLEAR, program, quick });
    const failed = await spdz(t, "experiment", "run", path, "--quick", "--out", bad);
    assert.equal(failed.code, 1);
    assert.match(
      failed.err,
      /failed: .*failing\.ts, 2 parties, .* #0: P1: Error: party 1 fails \(at .*failing\.ts:6\)\n/,
    );
    assert.match(failed.out, /0 runs recorded, 1 failed \(runs\.jsonl says why\)/);
  });

  it("list tells what it cannot read, and passes over what is no run", async (t) => {
    const none = await spdz(t, "experiment", "list", "--in", join(root, "nowhere"));
    assert.equal(none.out, "no runs here\n");
    const folder = join(mkdtempSync(join(root, "list-")), "demo", "latest");
    mkdirSync(folder, { recursive: true });
    const other = await spdz(t, "experiment", "list", "--in", join(folder, "..", ".."));
    assert.equal(other.out, "no runs here\n");
    writeFileSync(join(folder, "run.json"), "{");
    const broken = await spdz(t, "experiment", "list", "--in", join(folder, "..", ".."));
    assert.match(broken.out, /latest +0 +0 +0 +\? +.*run\.json is not JSON\n$/);
    assert.equal(broken.code, 0);
  });

  it("Ctrl-C ends every process and keeps what was recorded; resume does the rest", async () => {
    const { ended, resumed, folder } = await killed("SIGINT");
    assert.equal(ended.code, 130);
    assert.match(ended.err, /spdz: interrupted\n$/);
    assertWhole(resumed, folder);
  });

  it("kill -9 of the runner leaves no process; resume does the rest", async () => {
    const { resumed, folder } = await killed("SIGKILL");
    assertWhole(resumed, folder);
  });

  const mistakes: readonly (readonly [argv: readonly string[], line: RegExp])[] = [
    [["run"], /^spdz: missing required argument 'config'$/],
    [["run", "/nowhere.yaml"], /^spdz: cannot read \/nowhere\.yaml: no such file$/],
    [
      ["run", configFile({ ...TINY, sede: 1 })],
      /^spdz: .*config\.yaml line \d+: sede: there is no such key/,
    ],
    [
      ["run", tiny({ program: "mult4" })],
      /^spdz: .*config\.yaml line 3: program: no program "mult4"/,
    ],
    [
      ["run", tiny({ report: { plots: ["time-by-latncy"] } })],
      /^spdz: .*config\.yaml line \d+: report\.plots\.0: no plot "time-by-latncy"; there are/,
    ],
    [["run", tiny(), "--engine", "slrum"], /Allowed choices are processes/],
    [
      ["resume", "/nowhere"],
      /^spdz: \/nowhere is not the folder of a run: there is no \/nowhere\/run\.json$/,
    ],
    [["resume"], /^spdz: missing required argument 'run'$/],
  ];
  for (const [argv, line] of mistakes)
    it(`a mistake is one line and exit code 2: experiment ${argv.join(" ").slice(0, 60)}`, async (t) => {
      const { code, out, err } = await spdz(t, "experiment", ...argv);
      assert.equal(code, 2, err);
      assert.equal(out, "");
      assert.match(err.trimEnd(), line);
      assert.doesNotMatch(err.trimEnd(), /\n/);
    });
});

describe("spdz schema", () => {
  it("prints a JSON schema that has every key of the shipped configs", async (t) => {
    const { code, out } = await spdz(t, "schema");
    assert.equal(code, 0);
    const schema = JSON.parse(out) as { properties: Record<string, unknown>; required: string[] };
    assert.deepEqual(schema.required, ["name", "question", "program", "matrix"]);
    const text = readFileSync("experiments/configs/active-vs-passive.yaml", "utf8");
    for (const [, key] of text.matchAll(/^(\w+):/gm)) assert.ok(schema.properties[key!], key);
  });
});
