/** Needs Linux and root: real namespaces, real rates. `npm run test:shaped`; not part of `npm test`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readRuns } from "../../experiments/harness/journal.ts";
import { runExperiment } from "../../experiments/harness/runner.ts";
import { readExperiment } from "../../experiments/report/read-experiment.ts";
import { available } from "../../experiments/shaped/available.ts";
import { shaped } from "../../experiments/shaped/testbed.ts";

const SPDZ = new URL("../../cli/spdz.js", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "spdz-shaped-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Network namespaces that some process is in. */
function namespaces(): Set<string> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Set(
    pids.flatMap((pid) => {
      try {
        return [readlinkSync(`/proc/${pid}/ns/net`)];
      } catch {
        return [];
      }
    }),
  );
}

const config = (name: string, text: string): string => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, `name: ${name}\nquestion: does it work?\nseed: 3\nwarmup: 0\n${text}`);
  return path;
};

const NETWORKS = `
program: mult3
args: { factors: [2, 3, 7] }
matrix:
  parties: [2, 3]
  network:
    - { latency: 10ms, bandwidth: 50mbit, jitter: 1ms, kind: shaped }
    - { bandwidth: 100mbit, kind: shaped }
  security: [spdz+dealer, additive+semi-honest-he]
repetitions: 1
`;
const LONG = `
program: dependent-products
args: { length: 1, rounds: 1000 }
matrix:
  parties: [3]
  network: [{ latency: 50ms, kind: shaped }]
  security: [additive+dealer]
repetitions: 1
`;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let k = 0; k < 300; k++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(what);
}

describe("shaped networks", () => {
  it("can be made here", () => {
    assert.equal(available().trouble, null);
  });

  it("runs are right, say what shaped them, and leave no namespace", async () => {
    const before = namespaces();
    const { folder: out } = await runExperiment(readExperiment(config("networks", NETWORKS)), {
      ...{ folder: join(folder, "networks"), engine: "shaped", testbeds: [shaped], cores: 2 },
    });
    const { records } = readRuns(join(out, "runs.jsonl"));
    assert.equal(records.length, 8);
    for (const { status, reason, result, network, parties, cell } of records) {
      assert.deepEqual([status, reason], ["ok", null], cell.id);
      assert.ok(JSON.stringify(result).includes("42"), cell.id);
      assert.equal(network.mechanism, `htb, ${available().delaying}`);
      assert.ok(parties.every(({ phases }) => phases.online !== undefined));
    }
    assert.deepEqual(namespaces(), before);
  });

  for (const [signal, name] of [
    ["SIGINT", "Ctrl-C"],
    ["SIGKILL", "kill -9"],
  ] as const)
    it(`${name} of the runner leaves no process, namespace, relay or file`, async () => {
      const before = namespaces();
      const temporary = () => readdirSync(tmpdir()).filter((file) => file.startsWith("spdz-run-"));
      const files = temporary();
      const path = config(`long-${signal.toLowerCase()}`, LONG);
      const out = join(folder, signal);
      const args = [SPDZ, "--log-level", "debug", "experiment", "run", path, "--out", out];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      await until(() => /P0 online/.test(said), `it never got to the online phase: ${said}`);
      // Three parties, the dealer, and the bridge.
      assert.equal(namespaces().size, before.size + 5);
      child.kill(signal);
      await until(() => namespaces().size === before.size, "namespaces are left");
      await until(() => temporary().length === files.length, "files are left");
      const holders = readdirSync("/proc").filter((pid) => isHolder(pid));
      assert.deepEqual(holders, []);
      assert.equal(readRuns(join(out, "runs.jsonl")).records.length, 0, "the run in flight");
    });
});

function isHolder(pid: string): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("holder-process");
  } catch {
    return false;
  }
}
