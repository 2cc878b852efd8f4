import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { before, describe, it } from "node:test";
import { runDemo, writeReport } from "../../../experiments/demo/demo.ts";
import { splitAmongHospitals } from "../../../experiments/demo/hospitals.ts";
import type { Launch, Launched } from "../../../experiments/demo/launch.ts";
import { attackLines, type DemoReport, toMarkdown } from "../../../experiments/demo/report.ts";
import { MADE_ONLINE } from "../../../host/node/party/statistics.ts";
import { readTable } from "../../../programs/data/table.ts";
import { FEATURES } from "../../../programs/hospital-logistic-regression.ts";
import { launchInMemory } from "./launch-in-memory.ts";

describe("the demo", () => {
  let report: DemoReport;
  const stages: string[] = [];
  const launched: Launched[] = [];
  const recording: Launch = async (options) => {
    const run = await launchInMemory(options);
    launched.push(run);
    return run;
  };
  before(async () => {
    report = await runDemo({
      launch: recording,
      material: "dealer",
      repetitions: 1,
      onProgress: (stage, party) => {
        if (party === null) stages.push(stage);
      },
    });
  });

  it("goes as announced, stage by stage", () => {
    assert.deepEqual(report.surprises, []);
    assert.deepEqual(stages, [
      "training with SPDZ",
      "the same without MACs",
      "attack without MACs",
      "attack with SPDZ",
    ]);
  });

  it("trains to at least 95 %, within a point of floating point", () => {
    for (const { accuracy } of [report.spdz, report.additive]) {
      assert.ok(accuracy >= 0.95);
      assert.ok(Math.abs(accuracy - report.floatingPointAccuracy) <= 0.01);
    }
  });

  it("shifted opening of the model: every honest party aborts mac-check-failed, nobody gets a result", () => {
    assert.deepEqual(report.attack.spdz, [
      { party: 0, verdict: "mac-check-failed", culprits: [] },
      { party: 1, verdict: "mac-check-failed", culprits: [] },
    ]);
    for (const party of launched[3]!.parties) assert.equal(party.result, null);
  });

  it("shifted opening of the model without MACs: accepted by all, and useless", () => {
    assert.deepEqual(
      report.attack.additive.map((v) => v.verdict),
      ["accepted", "accepted"],
    );
    assert.ok(report.attack.acceptedAccuracy! < 0.8);
  });

  it("says in every output that the dealer is trusted, and what the attack did", () => {
    assert.ok(report.labels.includes("insecure: trusted dealer"));
    assert.match(toMarkdown(report), /insecure: trusted dealer/);
    const lines = attackLines(report).join("\n");
    assert.match(lines, /2 of 2 honest parties accept the wrong model/);
    assert.match(lines, /P0 aborts with mac-check-failed/);
    assert.match(lines, /P1 aborts with mac-check-failed/);
  });

  it("writes JSON and Markdown", () => {
    const folder = mkdtempSync(join(tmpdir(), "spdz-demo-"));
    try {
      writeReport(report, join(folder, "latest"));
      const json = readFileSync(join(folder, "latest/report.json"), "utf8");
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(report)));
      assert.ok(
        readFileSync(join(folder, "latest/report.md"), "utf8").includes("| test accuracy |"),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the demo when something does not go as announced", () => {
  const model = (correct: number) => ({
    weights: {},
    intercept: 0,
    scaling: {},
    test: { rows: 114, correct },
  });
  const party = {
    error: null,
    keysMs: 0,
    offlineMs: 1,
    onlineMs: 1,
    rounds: 1,
    bytesOffline: 1,
    bytesSent: 1,
    budget: null,
  };
  const always =
    (result: unknown, error: { code: string; culprits: number[] } | null = null): Launch =>
    async ({ parties }) => ({
      parties: Array.from({ length: parties }, () => ({ ...party, result, error })),
      labels: ["insecure: trusted dealer"],
    });

  /** Weights as the demo wants them, one set per stage; every party gets them, or `own` of its own. */
  const stages = (
    intercepts: readonly number[],
    own: (stage: number, party: number) => object = () => ({}),
  ): Launch => {
    let stage = -1;
    return async ({ parties }) => {
      stage++;
      const intercept = intercepts[stage]!;
      const weights = Object.fromEntries(FEATURES.map((name) => [name, 0]));
      return {
        parties: Array.from({ length: parties }, (_, p) => ({
          ...party,
          error: null,
          result: { ...model(112), weights, intercept },
          ...own(stage, p),
        })),
        labels: [],
      };
    };
  };

  it("an online time of either run that contains the making of material is labelled", async () => {
    let stage = 0;
    const honest = stages([1, 1, 9, 9]);
    const launch: Launch = async (options) => {
      const launched = await honest(options);
      return { ...launched, labels: stage++ === 0 ? [MADE_ONLINE] : [] };
    };
    const report = await runDemo({ launch });
    assert.deepEqual(report.labels, [MADE_ONLINE]);
    assert.ok(toMarkdown(report).includes(`**${MADE_ONLINE}**`));
  });

  it("a jointly counted accuracy that the opened model does not have is a surprise", async () => {
    const { surprises } = await runDemo({ launch: stages([1, 1, 9, 9]), repetitions: 1 });
    assert.ok(surprises.some((s) => /^the opened model scores 0.* in the clear, 0.98/.test(s)));
  });

  it("an attack that changes nothing, or that is noticed without MACs, is a surprise", async () => {
    const unshifted = await runDemo({ launch: stages([1, 1, 1, 1]), repetitions: 1 });
    assert.ok(unshifted.surprises.includes("without MACs the attack did not shift the intercept"));
    const shifted = await runDemo({ launch: stages([1, 1, 9, 9]), repetitions: 1 });
    assert.ok(!shifted.surprises.includes("without MACs the attack did not shift the intercept"));
    const failing = (stage: number, p: number) =>
      stage === 2 && p === 1 ? { result: null, error: { code: "peer-closed", culprits: [2] } } : {};
    const noticed = await runDemo({ launch: stages([1, 1, 9, 9], failing), repetitions: 1 });
    assert.ok(
      noticed.surprises.includes("without MACs an honest party did not accept the wrong model"),
    );
  });

  it("times are medians, and ratios those of runs made in turn", async () => {
    const times = [10, 5, 40, 10, 30, 30];
    const timed = (stage: number) => ({ onlineMs: times[stage] ?? 1, offlineMs: 2 });
    const { spdz, additive, slowdown } = await runDemo({
      launch: stages([1, 1, 1, 1, 1, 1, 9, 9], timed),
      repetitions: 3,
    });
    assert.deepEqual([spdz.onlineMs, additive.onlineMs], [30, 10]);
    assert.deepEqual([slowdown.online, slowdown.offline], [2, 1]);
  });

  it("parties with different models are a surprise", async () => {
    const differing = (stage: number, p: number) =>
      stage === 1 && p === 2 ? { result: { ...model(112), intercept: 2 } } : {};
    const { surprises } = await runDemo({
      launch: stages([1, 1, 9, 9], differing),
      repetitions: 1,
    });
    assert.ok(surprises.includes("without MACs: the parties hold different models"));
  });

  it("an attack that SPDZ accepts is a surprise", async () => {
    const { surprises } = await runDemo({ launch: always(model(112)), repetitions: 1 });
    assert.ok(surprises.includes('P0 ended the attacked SPDZ run with "accepted"'));
    assert.ok(surprises.includes('P1 ended the attacked SPDZ run with "accepted"'));
  });

  it("an honest run that fails, or learns too little, is a surprise", async () => {
    const failed = await runDemo({ launch: always(null, { code: "peer-silent", culprits: [1] }) });
    assert.ok(failed.surprises.includes("SPDZ: P0 got no model (peer-silent)"));
    assert.ok(failed.surprises.includes('P1 ended the attacked SPDZ run with "peer-silent"'));
    const poor = await runDemo({ launch: always(model(100)) });
    assert.ok(poor.surprises.some((s) => s.startsWith("SPDZ: test accuracy 0.877")));
  });
});

describe("the hospitals' files", () => {
  it("hold each hospital's own columns and nothing else", () => {
    const hospitals = splitAmongHospitals(3, 0);
    try {
      const files = [0, 1, 2].map((party) => readTable(hospitals.file, party));
      assert.deepEqual(
        files.map((f) => f.names.length),
        [11, 10, 10],
      );
      assert.deepEqual(
        files.map((f) => f.names.includes("benign")),
        [true, false, false],
      );
      assert.equal(new Set(files.flatMap((f) => f.names)).size, 31);
    } finally {
      hospitals.remove();
    }
    assert.ok(!existsSync(dirname(hospitals.file)));
  });
});
