/** The configs that ship: good on both grids, with a page each, on a machine that can make every network. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readExperiment } from "../../../experiments/config/read.ts";
import { planExperiment } from "../../../experiments/harness/plan.ts";
import { fakeEngine } from "../harness/fake-engine.ts";

const FOLDER = "experiments/configs";
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length));
const able = fakeEngine({ kinds: ["localhost", "shaped", "virtual"] });
const MOST_QUICK_RUNS = 50;

describe("a shipped experiment", () => {
  it("is one of eight", () => {
    assert.deepEqual(names, [
      "active-vs-passive",
      "hospital-logistic-regression",
      "mac-check-batching",
      "offline-throughput",
      "online-throughput",
      "overhead-split",
      "scaling",
      "virtual-vs-shaped",
    ]);
  });

  for (const name of names) {
    const path = join(FOLDER, `${name}.yaml`);

    it(`${name}: its file has its name, and its program accepts every cell of both grids`, async () => {
      for (const quick of [false, true]) {
        const experiment = readExperiment(path, { quick });
        assert.equal(experiment.config.name, name);
        const plan = await planExperiment(experiment, { engines: [able], cores: 2 });
        assert.equal(plan.ready.length + plan.omitted.length, experiment.cells.length);
        const runs = plan.ready.length * experiment.config.repetitions;
        assert.ok(!quick || runs <= MOST_QUICK_RUNS, `${runs} quick runs`);
      }
    });

    it(`${name}: its page says question, method, finding and threats, and names each finding`, () => {
      const page = join(FOLDER, `${name}.md`);
      assert.ok(existsSync(page), `no ${page}`);
      const text = readFileSync(page, "utf8");
      for (const heading of ["Question.", "Method.", "Finding.", "Threats to validity."])
        assert.ok(text.includes(`**${heading}**`), heading);
      const { findings } = readExperiment(path).config;
      assert.ok(findings.length > 0);
      for (const { id } of findings) assert.ok(text.includes(`\`${id}\``), id);
    });
  }
});
