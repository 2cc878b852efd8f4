import assert from "node:assert/strict";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readFolderRecord } from "../../../experiments/harness/folder.ts";
import { readRuns } from "../../../experiments/harness/journal.ts";
import {
  type RunnerEvent,
  resumeExperiment,
  runExperiment,
} from "../../../experiments/harness/runner.ts";
import type { Testbed } from "../../../experiments/harness/testbed.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { Interrupted } from "../../../run/exit-code.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { configFile, TINY, tiny } from "../config/config-file.ts";
import { type FakeOptions, fakeTestbed } from "./fake-testbed.ts";

const root = ownTemporaryFolder();
const newFolder = () => join(mkdtempSync(join(root, "run-")), "here");
const recorded = (folder: string) => readRuns(join(folder, "runs.jsonl")).records;
const machine = (testbed: Testbed) => ({ engine: "fake", testbeds: [testbed], cores: 2 });

interface Begun {
  readonly folder: string;
  readonly testbed: ReturnType<typeof fakeTestbed>;
  readonly events: RunnerEvent[];
}

/** Runs until the signal, if any, is aborted. */
async function begin(
  path: string,
  options: FakeOptions = {},
  signal?: AbortSignal,
): Promise<Begun> {
  const [folder, testbed] = [newFolder(), fakeTestbed(options)];
  const events: RunnerEvent[] = [];
  const common = { ...machine(testbed), folder, onEvent: (e: RunnerEvent) => void events.push(e) };
  const run = runExperiment(readExperiment(path), { ...common, ...(signal && { signal }) });
  if (signal === undefined) await run;
  else await assert.rejects(run, Interrupted);
  return { folder, testbed, events };
}

async function resume(folder: string, options: FakeOptions = {}) {
  const testbed = fakeTestbed(options);
  const testbedsOf = (name: string) => {
    assert.equal(name, "fake");
    return { testbeds: [testbed] };
  };
  return { testbed, summary: await resumeExperiment(folder, { testbedsOf, cores: 2 }) };
}

const refuses = (work: Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof UsageError, error.stack);
    assert.match(error.message, message);
    return true;
  });

/** Stops in the middle of run number `at`, as Ctrl-C does. */
function interrupting(at: number) {
  const controller = new AbortController();
  let runs = 0;
  const run: FakeOptions["run"] = async () => {
    if (runs++ === at) {
      controller.abort();
      return { status: "failed", reason: "P0: killed" };
    }
    return {};
  };
  return { run, signal: controller.signal };
}

describe("the runner", () => {
  it("records each run of each cell once, in the order of the seed, and no warm-up", async () => {
    const { folder, testbed } = await begin(tiny({ warmup: 1 }));
    const records = recorded(folder);
    assert.deepEqual(
      testbed.asked.slice(4),
      records.map(({ cell, repetition }) => `${cell.id} #${repetition}`),
    );
    assert.ok(testbed.asked.slice(0, 4).every((asked) => asked.endsWith("#-1")));
    assert.deepEqual(
      records.map(({ order }) => order),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual((await begin(tiny({ warmup: 1 }))).testbed.asked, testbed.asked);
    assert.notDeepEqual((await begin(tiny({ warmup: 1, seed: 4 }))).testbed.asked, testbed.asked);
  });

  it("keeps the config byte for byte, and says where its runs come from", async () => {
    const path = configFile(`# as it stands\n${readFileSync(tiny(), "utf8")}`);
    const { folder } = await begin(path);
    assert.deepEqual(readFileSync(join(folder, "config.yaml")), readFileSync(path));
    const record = readFolderRecord(folder);
    assert.equal(record.configDigest, readExperiment(path).digest);
    assert.deepEqual([record.experiment, record.engine, record.quick], ["tiny", "fake", false]);
    assert.equal(record.provenance.node, process.version);
    assert.match(record.provenance.dependencies.zod!, /^\d/);
  });

  it("a run that fails is recorded with its reason, and the others go on", async () => {
    const { folder } = await begin(tiny(), {
      run: async ({ parties, security }, { repetition }) => {
        if (security === "plain" || repetition === 1) return {};
        if (parties === 2) throw new TypeError("a bug\nof ours");
        return { status: "failed", reason: "P1: killed: the process ended by SIGKILL" };
      },
    });
    const failed = recorded(folder).filter(({ status }) => status === "failed");
    // An error says where it was made.
    const said = failed.map(({ cell, reason }) =>
      `${cell.parties} ${reason}`.replace(/:\d+\)$/, ")"),
    );
    assert.deepEqual(said.sort(), [
      "2 TypeError: a bug; of ours (at test/experiments/harness/runner.test.ts)",
      "3 P1: killed: the process ended by SIGKILL",
    ]);
    assert.equal(recorded(folder).length, 8);
  });

  it("records what is left out, with the reason, once, and before the runs", async () => {
    const path = tiny({
      matrix: { ...TINY.matrix, network: ["localhost", { latency: "9ms" }] },
      omit: [{ parties: [3], reason: "too many" }],
      unavailable: "omit",
    });
    const { folder, events } = await begin(path);
    await resume(folder);
    const omitted = recorded(folder).filter(({ status }) => status === "omitted");
    assert.deepEqual(recorded(folder).slice(0, omitted.length), omitted);
    const far = "not on this machine: no testbed here makes shaped networks";
    // In the clear nothing is sent: latency is none.
    assert.deepEqual(
      omitted
        .map(({ cell, reason }) => `${cell.parties} ${cell.network} ${cell.security} ${reason}`)
        .sort(),
      [
        `2 9ms additive+dealer ${far}`,
        ...["9ms", "localhost"].flatMap((network) =>
          ["additive+dealer", "plain"].map((security) => `3 ${network} ${security} too many`),
        ),
      ],
    );
    for (const { cell, network } of omitted)
      assert.equal(network.latencyMs.length, cell.parties + (cell.security === "plain" ? 0 : 1));
    assert.equal(events.find((e) => e.type === "planned")!.omitted.length, 5);
  });

  it("tells how far it is, and how long it will take once it can", async () => {
    const { events } = await begin(tiny());
    const begins = events.filter((e) => e.type === "begins");
    assert.deepEqual(
      begins.map(({ done, runs }) => `${done}/${runs}`),
      Array.from({ length: 8 }, (_, k) => `${k}/8`),
    );
    assert.equal(begins[0]!.leftMs, null);
    assert.ok(begins.slice(1).every(({ leftMs }) => leftMs !== null && leftMs >= 0));
    assert.equal(begins[4]!.cellsDone, 0);
    assert.equal(begins[7]!.cellsDone, 3);
    assert.equal(begins[7]!.cells, 4);
  });
});

describe("an interrupted experiment", () => {
  it("Ctrl-C: what it breaks is not recorded as a failure, and nothing more is begun", async () => {
    const { run, signal } = interrupting(3);
    const { folder, testbed } = await begin(tiny(), { run }, signal);
    assert.equal(testbed.asked.length, 4);
    assert.equal(recorded(folder).length, 3);
    assert.ok(recorded(folder).every(({ status }) => status === "ok"));
  });

  it("Ctrl-C as a run ends: that run is recorded, and nothing more is begun", async () => {
    const controller = new AbortController();
    const run = async () => {
      controller.abort();
      return {};
    };
    const { folder, testbed } = await begin(tiny(), { run }, controller.signal);
    assert.equal(testbed.asked.length, 1);
    assert.equal(recorded(folder).length, 1);
  });

  it("is gone on with: what is missing and nothing else, in the order that it would have had", async () => {
    const path = tiny({ warmup: 1 });
    const whole = await begin(path);
    const { run, signal } = interrupting(4 + 5);
    const { folder } = await begin(path, { run }, signal);
    const { testbed, summary } = await resume(folder);
    const measured = testbed.asked.filter((asked) => !asked.endsWith("#-1"));
    assert.deepEqual(measured, whole.testbed.asked.slice(4 + 5));
    // Only cells that are run are warmed up.
    const warm = testbed.asked.slice(0, -3).map((asked) => asked.replace("#-1", ""));
    assert.deepEqual(warm.sort(), measured.map((asked) => asked.replace("#1", "")).sort());
    assert.deepEqual(
      recorded(folder).map(({ cell, repetition, order }) => [cell.id, repetition, order]),
      recorded(whole.folder).map(({ cell, repetition, order }) => [cell.id, repetition, order]),
    );
    assert.equal(summary.ok, 8);
    assert.deepEqual((await resume(folder)).testbed.asked, []);
  });

  it("kill -9 while a line is written: the run of the torn line is done again", async () => {
    const { folder } = await begin(tiny());
    const path = join(folder, "runs.jsonl");
    const last = recorded(folder).at(-1)!;
    truncateSync(path, readFileSync(path).length - 20);
    const { testbed } = await resume(folder);
    assert.deepEqual(testbed.asked, [`${last.cell.id} #${last.repetition}`]);
    assert.equal(recorded(folder).length, 8);
  });

  it("a failed run is not missing", async () => {
    const { folder } = await begin(tiny(), {
      run: async () => ({ status: "failed", reason: "x" }),
    });
    assert.deepEqual((await resume(folder)).testbed.asked, []);
  });

  it("another config is refused", async () => {
    const { folder } = await begin(tiny());
    appendFileSync(join(folder, "config.yaml"), "unavailable: omit\n");
    await refuses(resume(folder), /config\.yaml is not the config that this run was begun with/);
    rmSync(join(folder, "config.yaml"));
    await refuses(resume(folder), /here has no config\.yaml$/);
  });

  it("another way of showing it is none, even one that would not have been begun", async () => {
    const { run, signal } = interrupting(1);
    const { folder } = await begin(tiny(), { run }, signal);
    appendFileSync(join(folder, "config.yaml"), "# a word\nreport: {plots: [pie]}\n");
    assert.equal((await resume(folder)).summary.ok, 8);
  });

  it("another program is refused", async () => {
    const path = tiny({ program: "./mine.ts" });
    const program = path.replace("config.yaml", "mine.ts");
    writeFileSync(program, "export default async () => 1;\n");
    const { run, signal } = interrupting(1);
    const { folder } = await begin(path, { run }, signal);
    // Found where the config lay, not where its copy lies.
    assert.equal((await resume(folder)).summary.ok, 8);
    writeFileSync(program, "export default async () => 2;\n");
    await refuses(resume(folder), /mine\.ts, or what runs it, has changed since .* was begun/);
    rmSync(program);
    await refuses(resume(folder), /config\.yaml line 3: program: no program ".*mine\.ts"/);
  });

  it("a program that is changed between two runs: figures of two programs in one folder", async () => {
    const path = tiny({ program: "./mine.ts" });
    const program = path.replace("config.yaml", "mine.ts");
    writeFileSync(program, "export default async () => 1;\n");
    let runs = 0;
    const testbed = fakeTestbed({
      run: async () => {
        if (++runs === 3) writeFileSync(program, "export default async () => 2;\n");
        return {};
      },
    });
    const folder = newFolder();
    await refuses(
      runExperiment(readExperiment(path), { ...machine(testbed), folder }),
      /mine\.ts, or what runs it, has changed since .* was begun: restore it and resume/,
    );
    assert.equal(runs, 3);
    const before = recorded(folder).length;
    assert.ok(before < 3);
    await refuses(resume(folder), /mine\.ts, or what runs it, has changed since .* was begun/);
    writeFileSync(program, "export default async () => 1;\n");
    assert.equal((await resume(folder)).summary.ok, 8);
  });

  it("another commit, Node or machine is refused", async () => {
    const { folder } = await begin(tiny());
    const path = join(folder, "run.json");
    const record = readFolderRecord(folder);
    for (const [key, value] of [
      ["commit", "0000"],
      ["node", "v1.0.0"],
      ["cores", 4096],
      ["cpu", "abacus"],
    ] as const) {
      const provenance = { ...record.provenance, [key]: value };
      writeFileSync(path, JSON.stringify({ ...record, provenance }));
      await refuses(
        resume(folder),
        new RegExp(`this run was begun with ${key} ${value}, here it is`),
      );
    }
  });

  it("a folder that is no run's, a copy without its origin, and another version are refused", async () => {
    await refuses(resume(root), /is not the folder of a run: there is no .*run\.json$/);
    const { folder } = await begin(tiny());
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true });
    rmSync(join(copy, "origin.json"));
    await refuses(resume(copy), /cannot be resumed, it was copied: there is no .*origin\.json$/);
    const record = readFolderRecord(folder);
    writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record, version: 2 }));
    await refuses(resume(folder), /run\.json: version: 1: one of these is expected$/);
    writeFileSync(join(folder, "run.json"), "{");
    await refuses(resume(folder), /run\.json is not JSON$/);
  });
});

describe("what cannot run is refused before anything runs", () => {
  const program = "inner-product";
  const cases: readonly (readonly [what: string, changes: object, message: RegExp])[] = [
    ["a program that is not there", { program: "mult4" }, / line 3: program: no program "mult4"/],
    [
      "a program's path that leads nowhere",
      { program: "./x.ts" },
      / line 3: program: no program ".*x\.ts"/,
    ],
    [
      "an argument that there is not",
      { args: { factor: 1 } },
      / line \d+: args\.factor: mult3: no argument "factor"; there are: factors/,
    ],
    [
      "an argument out of range",
      { program, args: { length: 0 } },
      / line \d+: args\.length: inner-product: argument "length": at least 1 \(2 parties\)$/,
    ],
    [
      "one of many arguments out of range",
      { program, matrix: { ...TINY.matrix, args: { length: [10, 0] } } },
      / line \d+: matrix\.args\.length: inner-product: argument "length": at least 1/,
    ],
    [
      "an argument that does not go with the number of parties",
      { program: "crosstabs", args: { columnsFrom: 2 } },
      / line \d+: args\.columnsFrom: crosstabs: argument "columnsFrom": there are parties 0 … 1 \(2 parties\)$/,
    ],
    [
      "a network that nothing here makes",
      { matrix: { ...TINY.matrix, network: [{ latency: "9ms" }] } },
      / line 4: matrix: mult3, 2 parties, 9ms, additive\+dealer, none, {}: no testbed here makes shaped networks; "omit" it, or say "unavailable: omit"$/,
    ],
    [
      "nothing that is left",
      {
        matrix: { ...TINY.matrix, security: ["spdz+dealer"], network: [{ latency: "9ms" }] },
        unavailable: "omit",
      },
      / line 4: matrix: nothing is left to run: not on this machine: no testbed/,
    ],
  ];
  for (const [what, changes, message] of cases)
    it(what, async () => {
      const [folder, testbed] = [newFolder(), fakeTestbed()];
      const run = async () =>
        runExperiment(readExperiment(tiny(changes)), { ...machine(testbed), folder });
      await refuses(run(), message);
      assert.deepEqual(testbed.asked, []);
      assert.equal(existsSync(folder), false);
    });

  it("an argument of the quick grid is looked for there", async () => {
    const path = tiny({ program, quick: { args: { length: 0 } } });
    const experiment = readExperiment(path, { quick: true });
    const run = runExperiment(experiment, { ...machine(fakeTestbed()), folder: newFolder() });
    await refuses(run, / line \d+: quick\.args\.length: inner-product: argument "length"/);
  });

  it("a folder where something lies already, or a file", async () => {
    const { folder } = await begin(tiny());
    for (const [path, message] of [
      [folder, /is not empty: name another folder, or use spdz experiment resume$/],
      [join(folder, "config.yaml"), /cannot make the folder .*: there is a file in its way$/],
    ] as const) {
      const testbed = fakeTestbed();
      await refuses(
        runExperiment(readExperiment(tiny()), { ...machine(testbed), folder: path }),
        message,
      );
      assert.deepEqual(testbed.asked, []);
    }
  });
});
