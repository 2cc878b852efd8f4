/** Findings and plots that are changed after the runs: what was measured stays, and the report says that they were. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { measuredDigest } from "../../../experiments/config/digest.ts";
import { readYamlFile } from "../../../experiments/config/yaml-file.ts";
import { readRunFolder } from "../../../experiments/report/run-folder.ts";
import { writeReport } from "../../../experiments/report/write.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import {
  SYNTHETIC_CONFIG,
  syntheticRuns,
  writeSyntheticFolder,
} from "../../support/run-records.ts";
import { configFile } from "../config/config-file.ts";

const temporary = ownTemporaryFolder();
const CONFIG = `${SYNTHETIC_CONFIG}args: { length: 1000 }
matrix: { parties: [2, 3], network: [localhost], security: [spdz+lowgear, plain] }
`;
const PIE = `${CONFIG}report: { plots: [pie] }\nfindings: [{ id: a, claim: b, holds: "speed() > 1" }]\n`;
const GOOD = `${CONFIG}report: { plots: [time-by-parties] }
findings: [{ id: few, claim: b, holds: "rounds(parties=2, security=plain) < 7" }]
`;
const cells = [2, 3].flatMap((parties) =>
  (["spdz+lowgear", "plain"] as const).map((security) => ({
    ...{ parties, security, args: { length: 1000 } },
  })),
);
const runs = syntheticRuns(cells, { repetitions: 2 });
const fresh = (config: string): string =>
  writeSyntheticFolder(mkdtempSync(join(temporary, "run-")), { runs, config });
const text = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");
const isRefusal = (says: RegExp) => (error: Error) => {
  assert.ok(error instanceof UsageError, error.stack);
  assert.match(error.message, says);
  return true;
};

describe("a report with the findings and plots of another config", () => {
  it("a typo that came to light after the runs costs none of them", async () => {
    const folder = fresh(PIE);
    await assert.rejects(writeReport(folder), isRefusal(/no plot "pie"|no function "speed"/));
    const { findings, files } = await writeReport(folder, configFile(GOOD));
    assert.deepEqual(
      findings.map(({ id, verdict }) => [id, verdict]),
      [["few", "holds"]],
    );
    assert.ok(files.includes("figures/time-by-parties-total.svg"));
    assert.match(text(folder, "report.md"), /report\.yaml, changed after the runs/);
    assert.match(text(folder, "report.html"), /report\.yaml, changed after the runs/);
    // From now on, and the records and the config as run are what they were.
    const first = text(folder, "report.md");
    await writeReport(folder);
    assert.equal(text(folder, "report.md"), first);
    assert.equal(text(folder, "config.yaml"), PIE);
  });

  it("the config as run is the one again, and nothing of the other stays", async () => {
    const folder = fresh(GOOD);
    await writeReport(folder);
    const asRun = text(folder, "report.md");
    await writeReport(folder, configFile(`${CONFIG}report: { plots: [bytes-by-parties] }\n`));
    assert.notEqual(text(folder, "report.md"), asRun);
    await writeReport(folder, configFile(GOOD));
    assert.equal(text(folder, "report.md"), asRun);
    assert.equal(existsSync(join(folder, "report.yaml")), false);
  });

  const others: readonly (readonly [what: string, config: string, says: RegExp])[] = [
    [
      "another number of repetitions",
      `${GOOD}repetitions: 3\n`,
      /line 8: repetitions: differs from what was run; only report and findings may/,
    ],
    [
      "another axis",
      GOOD.replace("[2, 3]", "[2, 3, 4]"),
      /line 5: matrix: differs from what was run/,
    ],
    ["a plot that there is not", PIE, /line 6: report\.plots\.0: no plot "pie"/],
    [
      "a finding on what was not run",
      GOOD.replace("parties=2", "parties=4"),
      /findings\.0\.holds: .*no cell has parties=4/,
    ],
  ];
  for (const [what, config, says] of others)
    it(`${what} is refused, and what there is stays`, async () => {
      const folder = fresh(GOOD);
      await writeReport(folder);
      const before = text(folder, "report.md");
      await assert.rejects(writeReport(folder, configFile(config)), isRefusal(says));
      assert.equal(text(folder, "report.md"), before);
      assert.equal(existsSync(join(folder, "report.yaml")), false);
    });

  it("a report.yaml that measures something else than was run", () => {
    const folder = fresh(GOOD);
    writeFileSync(join(folder, "report.yaml"), `${GOOD}seed: 5\n`);
    assert.throws(() => readRunFolder(folder), isRefusal(/report\.yaml line 8: seed: differs/));
    rmSync(join(folder, "report.yaml"));
    readRunFolder(folder);
  });

  it("folders of before, whose digest is of the whole text, are read; only their text counts as theirs", async () => {
    const folder = fresh(GOOD);
    await writeReport(folder);
    assert.match(text(folder, "report.md"), /config\.yaml, SHA-256/);
    writeFileSync(join(folder, "config.yaml"), `${GOOD}# a word\n`);
    assert.throws(() => readRunFolder(folder), isRefusal(/is not what was run/));
    // One of today: how it is shown may change where it stands, too.
    const record = JSON.parse(text(folder, "run.json")) as object;
    const configDigest = measuredDigest(readYamlFile(join(folder, "config.yaml")).value);
    writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record, configDigest }));
    await writeReport(folder);
    assert.match(text(folder, "report.md"), /what was measured, SHA-256/);
    writeFileSync(join(folder, "config.yaml"), `${GOOD}seed: 5\n`);
    assert.throws(() => readRunFolder(folder), isRefusal(/is not what was run/));
  });
});
