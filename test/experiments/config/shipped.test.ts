/** The configs that ship: good on both grids, with a page each, on a machine that can make every network. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { measuredDigest } from "../../../experiments/config/digest.ts";
import { DEFAULT_BASELINE } from "../../../experiments/config/schema.ts";
import { readYamlFile } from "../../../experiments/config/yaml-file.ts";
import { evaluate } from "../../../experiments/findings/evaluate.ts";
import { planExperiment } from "../../../experiments/harness/plan.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { readRunFolder, SHOWN_AS } from "../../../experiments/report/run-folder.ts";
import { shippedExperiments } from "../../../experiments/reproduce/shipped.ts";
import { fakeTestbed } from "../harness/fake-testbed.ts";

const FOLDER = "experiments/configs";
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length))
  .sort();
/** Results come after the config: measured at leisure, and committed with the claims that the README makes of them. */
const committed = names.filter((name) => existsSync(join("results", name)));
const able = fakeTestbed({ kinds: ["localhost", "shaped", "virtual"] });
const MOST_QUICK_RUNS = 50;

describe("a shipped experiment", () => {
  it("is a config and its page, which spdz knows by their name", () => {
    assert.ok(names.length > 0 && committed.length > 0);
    assert.deepEqual(
      shippedExperiments().map(({ name }) => name),
      names,
    );
    const pages = readdirSync(FOLDER)
      .filter((file) => file.endsWith(".md"))
      .sort();
    assert.deepEqual(
      pages.map((file) => file.slice(0, -".md".length)),
      names,
    );
  });

  for (const name of names) {
    const path = join(FOLDER, `${name}.yaml`);

    it(`${name}: its file has its name, and its program accepts every cell of both grids`, async () => {
      for (const quick of [false, true]) {
        const experiment = readExperiment(path, { quick });
        assert.equal(experiment.config.name, name);
        const plan = await planExperiment(experiment, { testbeds: [able], cores: 2 });
        assert.equal(plan.ready.length + plan.omitted.length, experiment.cells.length);
        const runs = plan.ready.length * experiment.config.repetitions;
        assert.ok(!quick || runs <= MOST_QUICK_RUNS, `${runs} quick runs`);
      }
    });

    it(`${name}: its page says question, method, finding and threats, and names each finding`, () => {
      const page = join(FOLDER, `${name}.md`);
      const text = readFileSync(page, "utf8");
      for (const heading of ["Question.", "Method.", "Finding.", "Bounds.", "Threats to validity."])
        assert.ok(text.includes(`**${heading}**`), heading);
      const { findings } = readExperiment(path).config;
      assert.ok(findings.length > 0);
      for (const { id } of findings) assert.ok(text.includes(`\`${id}\``), id);
    });
  }

  for (const name of committed) {
    const path = join(FOLDER, `${name}.yaml`);

    it(`${name}: each finding holds of what is committed, with its bound near what was measured`, () => {
      const { findings, report } = readExperiment(path).config;
      const { cells } = readRunFolder(join("results", name));
      const baseline = report.baseline ?? DEFAULT_BASELINE;
      for (const { id, holds } of findings) {
        const { verdict, value, reason } = evaluate(holds, { cells, baseline });
        assert.equal(verdict, "holds", `${id}: ${reason}`);
        const [, bound] = / [<>]=? ([\d.]+)$/.exec(holds) ?? [];
        if (bound === undefined) continue;
        const factor = Number(bound) / value!.value;
        assert.ok(1 / 2 < factor && factor < 2, `${id}: ${value!.value} against ${bound}`);
      }
    });

    it(`${name}: what is committed was measured by this config, and is shown as it says`, () => {
      const { text, value } = readYamlFile(path);
      const {
        configText,
        measured,
        shownAnew,
        path: folder,
      } = readRunFolder(join("results", name));
      assert.equal(measured, measuredDigest(value));
      assert.equal(shownAnew ? readYamlFile(join(folder, SHOWN_AS)).text : configText, text);
    });
  }
});
