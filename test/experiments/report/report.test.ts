import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { type Block, figuresOf } from "../../../experiments/report/blocks.ts";
import { documentOf } from "../../../experiments/report/document.ts";
import { figure, interval } from "../../../experiments/report/format.ts";
import { warningsOf } from "../../../experiments/report/plots/line-plot.ts";
import { readRunFolder } from "../../../experiments/report/run-folder.ts";
import { writeReport } from "../../../experiments/report/write.ts";
import { MADE_ONLINE } from "../../../host/node/party/statistics.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { syntheticRun, syntheticRuns, writeSyntheticFolder } from "../../support/run-records.ts";
import {
  SYNTHETIC_EXPERIMENT,
  SYNTHETIC_EXPERIMENT_CONFIG,
} from "../../support/synthetic-experiment.ts";

const temporary = ownTemporaryFolder();
const fresh = (): string => mkdtempSync(join(temporary, "run-"));
const text = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

const whole = writeSyntheticFolder(fresh(), {
  runs: SYNTHETIC_EXPERIMENT,
  config: SYNTHETIC_EXPERIMENT_CONFIG,
});
const tablesOf = (blocks: readonly Block[]): Extract<Block, { kind: "table" }>[] =>
  blocks.flatMap((block) => {
    if (block.kind === "table") return [block];
    return block.kind === "details" ? tablesOf(block.blocks) : [];
  });

describe("a report", () => {
  let files: readonly string[] = [];
  let blocks: readonly Block[] = [];
  before(async (t) => {
    const warn = console.warn;
    const said: unknown[] = [];
    console.warn = (...parts: unknown[]) => void said.push(parts);
    files = (await writeReport(whole)).files;
    console.warn = warn;
    ({ blocks } = documentOf(readRunFolder(whole)));
    assert.deepEqual(said, [], `vega warned of a specification in ${t}`);
  });

  it("that differs although the records do not, or keeps a figure that the config asks for no more", async () => {
    const first = files.map((name) => text(whole, name));
    writeFileSync(join(whole, "figures", "old.svg"), "");
    await writeReport(whole);
    for (const [k, name] of files.entries()) assert.ok(text(whole, name) === first[k], name);
    assert.ok(!readdirSync(join(whole, "figures")).includes("old.svg"));
  });

  it("a failed or omitted cell that is passed over in silence", () => {
    for (const name of ["report.md", "report.html", "summary.csv"]) {
      assert.match(text(whole, name), /P3 fell silent for 30 s/, name);
      assert.match(text(whole, name), /more parties than this machine has memory for/, name);
    }
  });

  it("an insecure run in a table or a figure that does not say so", () => {
    for (const table of tablesOf(blocks)) {
      const heads = table.columns.map(({ head }) => head);
      const [security, label] = [heads.indexOf("security"), heads.indexOf("label")];
      if (security < 0) continue;
      for (const row of table.rows)
        if (!/^spdz\+lowgear$/.test(row[security]!))
          assert.match(row[label] ?? "", /insecure/, heads.join());
    }
    const figures = figuresOf(blocks);
    assert.ok(figures.length > 10);
    for (const { name, caption, specification } of figures) {
      const drawn = JSON.stringify(specification);
      const svg = text(whole, join("figures", `${name}.svg`));
      if (/spdz\+dealer/.test(drawn)) {
        assert.match(drawn, /spdz\+dealer( over additive\+dealer)? \(insecure\)/, name);
        assert.match(caption.join(" "), /spdz\+dealer – insecure: trusted dealer/, name);
        assert.match(svg, /spdz\+dealer( over additive\+dealer)? \(insecure\)/, name);
      }
    }
    const split = figures.find(({ name }) => name === "overhead-split")!;
    assert.match(split.caption.join(" "), /insecure: no-proofs/);
    assert.match(text(whole, "summary.csv"), /insecure: trusted dealer/);
  });

  it("a figure without units, or whose measured and predicted points are one series", () => {
    const figures = figuresOf(blocks);
    for (const { name, specification } of figures) {
      const drawn = JSON.stringify(specification);
      assert.match(drawn, /, ms"|bytes|per second|ratio of paired runs|share of total time/, name);
      if (/"times":"measured"/.test(drawn) && /"times":"(model|virtual)/.test(drawn))
        assert.match(drawn, /"strokeDash":\{"field":"times"/, name);
    }
    const prediction = figures.find(({ name }) => name === "prediction")!;
    assert.match(prediction.caption.join(" "), /Median error 2\.\d+ %, largest/);
  });

  it("rounds where messages that go on side by side were counted", () => {
    const phases = tablesOf(blocks).filter(({ columns }) =>
      columns.some(({ head }) => head === "phase"),
    );
    assert.ok(phases.length > 5);
    for (const { columns, rows } of phases) {
      const heads = columns.map(({ head }) => head);
      const [phase, rounds, receives] = ["phase", "rounds", "receives"].map((h) =>
        heads.indexOf(h),
      );
      for (const row of rows) {
        const [counted, other] = row[phase!] === "online" ? [rounds, receives] : [receives, rounds];
        assert.match(row[counted!]!, /^\d+$/);
        assert.equal(row[other!], "–");
      }
    }
    const csv = text(whole, "summary.csv");
    assert.match(csv, /,offlineReceives,messages,/);
    assert.doesNotMatch(csv, /keysRounds|offlineRounds/);
  });

  it("growth in parties as that in their peers; a slowdown that does not say what keys are of it", () => {
    const report = text(whole, "report.md");
    assert.ok(
      /\| bytes sent by one party, all phases \| n − 1 \|.*\| 1 … 2, 2 points \|/.test(report),
    );
    assert.doesNotMatch(report, /bytes sent by one party, all phases \| parties \|/);
    assert.match(
      report,
      /\| over \| total \| keys \| without keys \| offline \| online \| bytes \|/,
    );
  });

  it("a latency that may be read as either way", () => {
    const report = text(whole, "report.md");
    assert.match(report, /one way \/ RTT, ms/);
    assert.match(report, /\| 50 \/ 100 \|/);
    assert.match(report, /shaped \| netem/);
  });

  it("a result without its commit, machine, load or security level", () => {
    for (const name of ["report.md", "report.html"])
      for (const part of [
        /0123456789abcdef0123456789abcdef01234567/,
        /synthetic, no CPU/,
        /one-minute load/,
        /computational 128; statistical 40/,
        /node-seal 7\.0\.0/,
      ])
        assert.match(text(whole, name).replaceAll("\\", ""), part, name);
  });

  it("a finding without its verdict and reason", () => {
    const report = text(whole, "report.md");
    assert.match(report, /\| cheap \|.*\| does not hold \| the whole 95 % interval of 10 runs/);
    assert.match(report, /\| linear \|.*\| holds \|/);
    assert.match(report, /\| silent \|.*\| – \| cannot say \| .*P3 fell silent/);
  });

  it("a page that loads something, or runs a script that is not its own", () => {
    const page = text(whole, "report.html");
    const [markup] = page.split('<script type="application/json"');
    assert.doesNotMatch(markup!, /\b(src|href)="(?!#)/);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page)!;
    assert.match(policy!, /default-src &#39;none&#39;; script-src (&#39;sha256-[^;]+&#39; ?)+;/);
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code]) => code!);
    assert.equal(scripts.length, 4);
    for (const code of scripts) {
      const digest = createHash("sha256").update(code).digest("base64");
      assert.ok(policy!.includes(`sha256-${digest}`));
    }
    assert.doesNotMatch(page, /unsafe-eval|sourceMappingURL/);
  });

  it("figures that a spreadsheet would compute, or that lost digits", () => {
    const rows = text(whole, "summary.csv").trimEnd().split("\n");
    const width = rows[0]!.split(",").length;
    const plain = rows.filter((row) => !row.includes('"'));
    assert.ok(plain.every((row) => row.split(",").length === width));
    const [run] = syntheticRuns([{ security: "plain" }], { repetitions: 1, seed: 9 });
    const odd = { ...run!, cell: { ...run!.cell, network: '=HYPERLINK("x")' } };
    const folder = writeSyntheticFolder(fresh(), { runs: [odd] });
    return writeReport(folder).then(() => {
      const csv = text(folder, "summary.csv");
      assert.match(csv, /,"'=HYPERLINK\(""x""\)",/);
      assert.match(csv, new RegExp(`onlineMs,ms,1,${run!.parties[0]!.phases.online!.wallMs},`));
    });
  });
});

it("an online figure that contains the making of material, and does not say so", () => {
  const runs = [undefined, [MADE_ONLINE]].flatMap((labels, k) =>
    syntheticRuns([{ parties: 2 + k, ...(labels && { labels }) }], { repetitions: 2 }),
  );
  const folder = { runs, config: "name: x\nquestion: y\n" };
  const run = readRunFolder(writeSyntheticFolder(fresh(), folder));
  assert.deepEqual(warningsOf(run.cells), [`spdz+lowgear – ${MADE_ONLINE}.`]);
  const { blocks } = documentOf(run);
  const warnings = blocks.flatMap((block) => (block.kind === "warning" ? [block.text] : []));
  assert.ok(warnings.some((words) => words.includes(MADE_ONLINE)));
  const rows = tablesOf(blocks).flatMap((table) => table.rows.map((row) => row.join("|")));
  assert.ok(rows.some((row) => row.includes(MADE_ONLINE)));
  assert.ok(figuresOf(blocks).some((drawn) => JSON.stringify(drawn).includes(MADE_ONLINE)));
});

describe("what records may contain", () => {
  const hostile = '</script><img src=x onerror="alert(1)">|[a](javascript:b)*`\n<b>';
  const folder = writeSyntheticFolder(fresh(), {
    runs: [
      ...syntheticRuns(
        [0, 10].map((latencyMs) => ({
          kind: "shaped" as const,
          latencyMs,
          security: "plain" as const,
          labels: [`insecure: ${hostile}`],
          args: { [hostile]: 1 },
        })),
        { repetitions: 2 },
      ),
      syntheticRun({ parties: 3, networkName: hostile, status: "failed", reason: hostile }),
    ],
    config: `name: x\nquestion: ${JSON.stringify(hostile)}\n`,
    provenance: { cpu: hostile },
  });

  it("a tag in a name, a label, a reason or a question that becomes part of the page", async () => {
    await writeReport(folder);
    const page = text(folder, "report.html");
    assert.ok(page.includes("&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"));
    // Behind it come the libraries, which speak of tags.
    const [markup] = page.split('<script type="application/json"');
    assert.doesNotMatch(markup!, /<img|<b>/);
    const [, data] = /id="specifications">([\s\S]*?)<\/script>/.exec(page)!;
    assert.ok(JSON.stringify(JSON.parse(data!)).includes("onerror"));
    assert.doesNotMatch(data!, /</);
    for (const name of readdirSync(join(folder, "figures")))
      assert.doesNotMatch(text(folder, join("figures", name)), /<img|<b>|<script/);
  });

  it("a bar, a tag or a link in a name that becomes part of the Markdown", () => {
    const report = text(folder, "report.md");
    assert.doesNotMatch(report, /<img|<b>|(?<!\\)\]\(javascript/);
    assert.ok(report.includes("\\|\\[a\\](javascript:b)\\*\\` &lt;b>"));
  });
});

describe("a folder that is no run", () => {
  const refusal = (change: (folder: string) => void): RegExp | string => {
    const folder = writeSyntheticFolder(fresh(), {
      runs: [syntheticRun(), syntheticRun({ repetition: 1 })],
    });
    change(folder);
    try {
      readRunFolder(folder);
      return "not refused";
    } catch (error) {
      assert.ok(error instanceof UsageError, String(error));
      assert.doesNotMatch(error.message, /\n/);
      return error.message;
    }
  };
  const mistakes: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    [
      "no run.json",
      (f) => rmSync(join(f, "run.json")),
      /is not the folder of a run: it has no run\.json$/,
    ],
    ["no runs.jsonl", (f) => rmSync(join(f, "runs.jsonl")), /it has no runs\.jsonl$/],
    [
      "a config that was edited after the run",
      (f) => appendFileSync(join(f, "config.yaml"), "# edited\n"),
      /config\.yaml is not what was run: its digest differs from run\.json$/,
    ],
    [
      "a line that is no JSON",
      (f) => appendFileSync(join(f, "runs.jsonl"), "{\n"),
      /runs\.jsonl line 3: JSON is expected$/,
    ],
    [
      "a record of another version",
      (f) => appendFileSync(join(f, "runs.jsonl"), '{"version":2}\n'),
      /runs\.jsonl line 3: version: /,
    ],
  ];
  for (const [name, change, says] of mistakes)
    it(name, () => {
      assert.match(String(refusal(change)), says);
    });

  it("a last line that was cut off is left out, and said to be", () => {
    const folder = writeSyntheticFolder(fresh(), { runs: [syntheticRun()] });
    appendFileSync(join(folder, "runs.jsonl"), '{"version":1,"ce');
    const run = readRunFolder(folder);
    assert.equal(run.runs.length, 1);
    assert.match(JSON.stringify(documentOf(run).blocks), /last record was cut off/);
  });

  it("a plot or a finding that means nothing is refused by name, with what is allowed", () => {
    const asked = (config: string) =>
      documentOf(readRunFolder(writeSyntheticFolder(fresh(), { runs: [syntheticRun()], config })));
    assert.throws(
      () => asked("report: { plots: [pie] }\n"),
      /no plot "pie"; there are time-by-latency, .*slowdown/,
    );
    assert.throws(
      () => asked("findings: [{ id: a, claim: b, holds: 'speed() > 1' }]\n"),
      /character 1: no function "speed"/,
    );
  });

  it("runs of which none went well make a report that says so", async () => {
    const runs = [syntheticRun({ status: "failed", reason: "no ports" })];
    const folder = writeSyntheticFolder(fresh(), { runs });
    await writeReport(folder);
    assert.match(text(folder, "report.html"), /No run went well/);
    assert.match(text(folder, "report.md"), /no ports/);
  });

  it("a plot that was asked for and is empty is named", () => {
    const config = "report: { plots: [time-by-latency, slowdown] }\n";
    const folder = writeSyntheticFolder(fresh(), { runs: [syntheticRun()], config });
    const { blocks } = documentOf(readRunFolder(folder));
    assert.match(
      JSON.stringify(blocks),
      /Nothing to draw in these runs for: time-by-latency, slowdown/,
    );
  });
});

describe("figures as text", () => {
  it("three digits, thousands, and no digit before the point lost", () => {
    assert.deepEqual(
      [0, 1, 1.0036, 0.012345, 12.345, 123.4, 1234.5, 9_999_999, 0.0000012, -2.71].map(figure),
      ["0", "1", "1.00", "0.0123", "12.3", "123", "1,235", "9,999,999", "1.20e-6", "-2.71"],
    );
  });

  it("a range that looks like a 95 % interval", () => {
    const e = { value: 2, low: 1, high: 3, runs: 3 };
    assert.equal(interval({ ...e, level: 0.95 }), "2 [1, 3]");
    assert.equal(interval({ ...e, level: 0.75 }), "2 (1 … 3)");
    assert.equal(interval({ ...e, low: 2, high: 2, level: 0.95 }), "2");
    assert.equal(interval(null), "–");
  });
});
