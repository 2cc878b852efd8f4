import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { compareFolders, describeComparison } from "../../../experiments/report/compare-folders.ts";
import { publish } from "../../../experiments/report/publish.ts";
import { writeReport } from "../../../experiments/report/write.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import {
  SYNTHETIC_CONFIG,
  type SyntheticFolder,
  syntheticRun,
  syntheticRuns,
  writeSyntheticFolder,
} from "../../support/run-records.ts";

const temporary = ownTemporaryFolder();
const fresh = (): string => mkdtempSync(join(temporary, "publish-"));
const RUNS = syntheticRuns([{ args: { length: 10 } }], { repetitions: 2 });
const CONFIG = `${SYNTHETIC_CONFIG}args: { length: 10 }
matrix: { parties: [2], network: [localhost], security: [spdz+lowgear] }
repetitions: 2
`;
const folderOf = (of: Partial<SyntheticFolder> = {}): string =>
  writeSyntheticFolder(join(fresh(), "run"), { runs: RUNS, config: CONFIG, ...of });

describe("publish", () => {
  const lattice = RUNS.map((run) => ({
    ...run,
    labels: ["insecure: lattice parameters for tests"],
  }));
  const refused: readonly (readonly [string, Partial<SyntheticFolder>, RegExp])[] = [
    [
      "a dirty tree",
      { provenance: { dirty: true } },
      /tree that was measured differed from its commit$/,
    ],
    ["a tree of which nobody knows", { provenance: { dirty: null } }, /differed from its commit$/],
    ["no commit", { provenance: { commit: null, dirty: null } }, /not measured from a commit$/],
    ["a quick run", { folder: { quick: true } }, /it was a quick run \(--quick publishes/],
    ["a lattice for tests", { runs: lattice }, /labelled "insecure: lattice parameters for tests"/],
    [
      "a name that leaves the folder",
      { folder: { experiment: "../x" } },
      /"\.\.\/x" cannot name a folder/,
    ],
    [
      "failures alone",
      { runs: [syntheticRun({ status: "failed", reason: "x" })] },
      /no run went well$/,
    ],
    [
      "an experiment that has not ended",
      { config: CONFIG.replace("repetitions: 2", "repetitions: 5") },
      /run is not published: 3 of its runs are missing: use spdz experiment resume, or start a new run$/,
    ],
    [
      "an experiment one of whose cells was not begun",
      { config: CONFIG.replace("[2]", "[2, 3]") },
      /2 of its runs are missing/,
    ],
  ];
  for (const [name, of, says] of refused)
    it(`${name} becomes a result`, async () => {
      const into = join(fresh(), "results");
      await assert.rejects(publish(folderOf(of), { into }), says);
      assert.equal(existsSync(into), false);
    });

  it("a run whose last record was cut off becomes a result", async () => {
    const folder = folderOf();
    appendFileSync(join(folder, "runs.jsonl"), "{");
    await assert.rejects(
      publish(folder, { into: fresh() }),
      /cut off; resume the experiment first$/,
    );
  });

  it("quick runs and lattices for tests, where that is said", async () => {
    const into = fresh();
    const run = folderOf({ runs: lattice, folder: { quick: true } });
    const { commit } = await publish(run, { into, quick: true, insecureLattice: true });
    assert.equal(commit, "0123456789abcdef0123456789abcdef01234567");
    assert.match(readFileSync(join(into, "synthetic", "report.md"), "utf8"), /A quick run/);
  });

  it("files of a result before stay beside those of this one; strangers' files come along", async () => {
    const into = fresh();
    const run = folderOf();
    writeFileSync(join(run, "notes.txt"), "mine");
    await publish(run, { into });
    writeFileSync(join(into, "synthetic", "stale.svg"), "");
    const { files } = await publish(run, { into });
    assert.deepEqual(readdirSync(into), ["synthetic"]);
    const there = readdirSync(join(into, "synthetic"));
    assert.deepEqual(there.sort(), files.map((f) => f.split("/")[0]!).sort());
    for (const name of ["config.yaml", "run.json", "runs.jsonl"])
      assert.deepEqual(readFileSync(join(into, "synthetic", name)), readFileSync(join(run, name)));
  });

  it("cells that are left out, by the config or by the machine, are not missing; failed runs neither", async () => {
    const config = CONFIG.replace("[2]", "[2, 3, 4]").concat(
      "omit: [{ parties: [3], reason: why }]\nunavailable: omit\n",
    );
    const more = { args: { length: 10 }, status: "omitted", reason: "no room" } as const;
    const failed = { ...RUNS[1]!, status: "failed" as const, reason: "x" };
    const runs = [RUNS[0]!, failed, syntheticRun({ ...more, parties: 4 })];
    await publish(folderOf({ runs, config }), { into: fresh() });
  });

  it("what it was shown as afterwards comes along", async () => {
    const [into, run] = [fresh(), folderOf()];
    const other = join(fresh(), "other.yaml");
    writeFileSync(
      other,
      `${CONFIG}findings: [{ id: new, claim: c, holds: "rounds(parties=2) < 7" }]\n`,
    );
    await writeReport(run, other);
    const { files } = await publish(run, { into });
    assert.ok(files.includes("report.yaml"));
    assert.match(readFileSync(join(into, "synthetic", "report.md"), "utf8"), /\| new \|.*holds/);
  });

  it("a report that cannot be written leaves the result of before as it was", async () => {
    const into = fresh();
    await publish(folderOf(), { into });
    const before = readFileSync(join(into, "synthetic", "run.json"), "utf8");
    const broken = folderOf({ config: `${CONFIG}report: { plots: [pie] }\n` });
    await assert.rejects(publish(broken, { into }), /no plot "pie"/);
    assert.deepEqual(readdirSync(into), ["synthetic"]);
    assert.equal(readFileSync(join(into, "synthetic", "run.json"), "utf8"), before);
  });
});

describe("compare of folders", () => {
  it("says what changed, with labels, and what else was different", () => {
    const cells = [{ security: "spdz+dealer" }, { security: "plain" }] as const;
    const a = folderOf({ runs: syntheticRuns(cells, { seed: 1 }) });
    const b = folderOf({
      runs: syntheticRuns(cells, { seed: 2, factor: 1.5 }),
      provenance: { cpu: "another" },
    });
    const says = describeComparison(compareFolders(a, b));
    assert.match(
      says,
      /spdz\+dealer, length=100000 \[insecure: trusted dealer\]: online time more: .* ms, ×1\.4/,
    );
    assert.match(says, /differs: machine: 2 × synthetic, no CPU, 8 GiB \| 2 × another/);
    assert.doesNotMatch(says, /differs: commit/);
    assert.doesNotMatch(says, /bytes sent/);
    assert.match(describeComparison(compareFolders(a, b), true), /bytes sent .* same: /);
  });

  it("a folder compared with itself differs in nothing", () => {
    const a = folderOf({ runs: syntheticRuns([{}]) });
    assert.match(describeComparison(compareFolders(a, a)), /^0 of 6 figures differ/m);
  });
});
