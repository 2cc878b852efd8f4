/** Needs Debian's slurm-wlm and root: a cluster of virtual nodes. `npm run test:slurm`; not part of `npm test`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readRuns } from "../../experiments/harness/journal.ts";
import type { RunRecord } from "../../experiments/records/record.ts";
import { type Cluster, openCluster, until } from "./cluster.ts";

const SPDZ = new URL("../../cli/spdz.js", import.meta.url).pathname;
const NODES = 4;
const folder = mkdtempSync(join(tmpdir(), "spdz-slurm-"));
let cluster: Cluster;
before(async () => {
  cluster = await openCluster(NODES);
});
after(async () => {
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (name: string, text: string): string => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, `name: ${name}\nquestion: does it work?\nseed: 3\n${text}`);
  return path;
};

function begin(...args: string[]) {
  const child = spawn(process.execPath, [SPDZ, ...args], {
    ...{ stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...cluster.env } },
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, said })),
  );
  return { child, ended };
}

const run = (...args: string[]) => begin("experiment", ...args).ended;
const recordsIn = (out: string): readonly RunRecord[] => readRuns(join(out, "runs.jsonl")).records;

/** Of any party or step, on any node: all are this machine. */
const processes = (): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        /(party|node|task)-process/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"))
      );
    } catch {
      return false;
    }
  });
const runFolders = () => readdirSync(tmpdir()).filter((file) => file.startsWith("spdz-run-"));
/** Of others, or of runs of old. */
const ofOthers = new Set(runFolders());
const temporary = () => runFolders().filter((file) => !ofOthers.has(file));

const GRID = `
warmup: 1
repetitions: 1
program: mult3
args: { factors: [2, 3, 7] }
matrix:
  parties: [2, 3]
  network: [localhost, { latency: 10ms }]
  security: [plain, spdz+dealer, additive+semi-honest-he]
virtual: { compute: model }
`;
const LONG = `
warmup: 0
repetitions: 3
program: dependent-products
args: { length: 1, rounds: 200000 }
matrix: { parties: [2], network: [localhost], security: [additive+dealer] }
`;

describe("a SLURM cluster", () => {
  it("the same config as on one machine: arrays of jobs, each party on its own node, the same files", async () => {
    const out = join(folder, "grid");
    const { code, said } = await run(
      "run",
      config("grid", GRID),
      "--engine",
      "slurm",
      "--out",
      out,
      "--at-once",
      "2",
    );
    assert.equal(code, 0, said);
    const records = recordsIn(out);
    assert.equal(records.length, 12);
    for (const { cell, status, reason, result, network, hosts, parties } of records) {
      assert.deepEqual([status, reason], ["ok", null], cell.id);
      assert.ok(JSON.stringify(result).includes("42"), cell.id);
      const isCluster = cell.network === "localhost" || cell.security === "plain";
      assert.equal(network.kind, isCluster ? "cluster" : "virtual", cell.id);
      const members = cell.parties + (cell.security === "spdz+dealer" ? 1 : 0);
      const apart = isCluster && cell.security !== "plain";
      assert.equal(hosts?.length, apart ? members : 1, cell.id);
      if (cell.security !== "plain") assert.ok(parties.every(({ phases }) => phases.online));
    }
    const slurm = join(out, "slurm");
    const arrays = readdirSync(slurm).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
    const sizes = arrays.map((array) => {
      const { nodes, tasks } = JSON.parse(readFileSync(join(slurm, `${array}.json`), "utf8"));
      for (let index = 0; index < tasks.length && nodes > 1; index++) {
        const log = readFileSync(join(slurm, `${array}.${index}.log`), "utf8");
        const own = [...log.matchAll(/: on node (\S+)/g)].map(([, node]) => node);
        assert.deepEqual(
          [own.length, new Set(own).size],
          [nodes, nodes],
          "two members on one node",
        );
      }
      return [nodes, tasks.length];
    });
    // (1 repetition and 1 warm-up) of: plain and virtual; two parties; three, or two with a dealer; three with one.
    assert.deepEqual(sizes.sort(), [
      [1, 16],
      [2, 2],
      [3, 4],
      [4, 2],
    ]);
    await until(() => cluster.queue().length === 0, "jobs are left");
    const { code: again, said: report } = await begin("report", out).ended;
    assert.equal(again, 0, report);
    const text = readFileSync(join(out, "report.md"), "utf8");
    assert.match(text, /cluster/);
    assert.match(text, /nodes of the cluster/);
  });

  it("more members than nodes: refused, if virtual time is not to stand in for them", async () => {
    const text = `${LONG.replace("parties: [2]", "parties: [5]")}virtual: { when: never }\n`;
    const out = join(folder, "wide");
    const { code, said } = await run(
      "run",
      config("wide", text),
      "--engine",
      "slurm",
      "--out",
      out,
    );
    assert.equal(code, 2, said);
    assert.match(said, /slurm: 6 nodes for 5 parties and a dealer: there are 4/);
  });

  it("a job that is killed is a failed run with its reason, and the others go on", async () => {
    const out = join(folder, "killed");
    const running = run(
      "run",
      config("killed", LONG.replace("200000", "60000")),
      "--engine",
      "slurm",
      "--out",
      out,
    );
    await until(() => cluster.queue().some((job) => / 0 RUNNING$/.test(job)), "the first run");
    await until(() => processes().length >= 3, "its parties");
    const [name, index] = cluster
      .queue()
      .find((job) => job.endsWith("RUNNING"))!
      .split(" ");
    assert.equal(index, "0");
    const array = cluster.slurm(
      "squeue",
      "--noheader",
      `--name=${name}`,
      "--states=RUNNING",
      "--format=%F",
    );
    cluster.slurm("scancel", `${array}_0`);
    const { code, said } = await running;
    assert.equal(code, 0, said);
    const statuses = recordsIn(out).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), ["failed", "ok", "ok"]);
    const { reason } = recordsIn(out).find(({ status }) => status === "failed")!;
    assert.match(reason!, /^the job left no record: CANCELLED|ended by/);
    await until(() => processes().length === 0, "processes are left");
    assert.deepEqual(temporary(), []);
  });

  it("Ctrl-C of the runner leaves no job, process or file", async () => {
    const out = join(folder, "interrupted");
    const { child, ended } = begin(
      "experiment",
      "run",
      config("interrupted", LONG),
      "--engine",
      "slurm",
      "--out",
      out,
    );
    await until(() => processes().length >= 3, "its parties");
    child.kill("SIGINT");
    const { code, said } = await ended;
    assert.equal(code, 130, said);
    assert.deepEqual(cluster.queue(), []);
    await until(() => processes().length === 0, "processes are left");
    assert.deepEqual(temporary(), []);
    assert.deepEqual(recordsIn(out), []);
  });

  it("kill -9 of the runner: whoever goes on takes what its jobs have made, and makes nothing twice", async () => {
    const out = join(folder, "resumed");
    const path = config("resumed", LONG.replace("200000", "5000"));
    const { child, ended } = begin("experiment", "run", path, "--engine", "slurm", "--out", out);
    await until(() => cluster.queue().some((job) => job.endsWith("RUNNING")), "a run");
    child.kill("SIGKILL");
    await ended;
    const known = recordsIn(out).length;
    const slurm = join(out, "slurm");
    await until(() => readdirSync(slurm).some((name) => name.endsWith("record.json")), "a record");
    const { code, said } = await run("resume", out);
    assert.equal(code, 0, said);
    const records = recordsIn(out);
    assert.ok(known < 3);
    assert.deepEqual(
      records.map(({ status }) => status),
      ["ok", "ok", "ok"],
    );
    // One array, from before: nothing was submitted again.
    assert.deepEqual(
      readdirSync(slurm).filter((name) => /^\d+\.json$/.test(name)),
      ["0.json"],
    );
    await until(() => cluster.queue().length === 0, "jobs are left");
  });

  it("a program that is changed while jobs wait: they make no run of another program", async () => {
    const program = join(folder, "mine.ts");
    const source =
      "export default async (mpc) => { await mpc.output(await mpc.input(0, 1, mpc.self === 0 ? [1] : null)); return 1; };\n";
    writeFileSync(program, source);
    const out = join(folder, "changed");
    const text = LONG.replace("dependent-products", "./mine.ts").replace(/args: .*/, "");
    const { child, ended } = begin(
      "experiment",
      "run",
      config("changed", text),
      "--engine",
      "slurm",
      "--out",
      out,
    );
    await until(() => cluster.queue().some((job) => job.endsWith("RUNNING")), "a run");
    child.kill("SIGKILL");
    await ended;
    writeFileSync(program, `${source}// Another.\n`);
    await until(() => cluster.queue().length === 0, "jobs are left");
    const log = readFileSync(join(out, "slurm", "0.2.log"), "utf8");
    assert.equal(log.trim(), "the sources have changed since the job was submitted");
    assert.ok(!readdirSync(join(out, "slurm")).includes("0.2.record.json"));
  });
});
