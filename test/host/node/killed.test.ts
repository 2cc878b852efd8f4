import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { saveIdentity } from "../../../host/node/identity.ts";
import { makeParties } from "./members.ts";

interface Process {
  readonly child: ChildProcess;
  /** Resolves when the process has said that it is in its phase. */
  readonly there: Promise<void>;
  /** Its last word and its exit code. */
  readonly ended: Promise<{ last: string; code: number | null }>;
}

const PARTY = join(import.meta.dirname, "party.ts");

function start(directory: string, self: number, phase: string, deadlineMs: number): Process {
  const args = [PARTY, directory, String(self), phase, String(deadlineMs)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const { promise: there, resolve: arrive } = Promise.withResolvers<void>();
  let said = "";
  child.stdout!.on("data", (data) => {
    said += data;
    if (said.includes("phase\n")) arrive();
  });
  child.stderr!.resume();
  const ended = new Promise<{ last: string; code: number | null }>((resolve) => {
    child.once("close", (code) => resolve({ last: said.trim().split("\n").at(-1)!, code }));
  });
  return { child, there, ended };
}

/** Starts n parties, does `harm` to the last when it is in its phase, and returns what the others said. */
async function survivors(
  n: number,
  phase: string,
  harm: NodeJS.Signals,
  deadlineMs = 3000,
): Promise<{ last: string; code: number | null }[]> {
  const directory = mkdtempSync(join(tmpdir(), "spdz-killed-"));
  const processes: Process[] = [];
  try {
    const parties = await makeParties(n);
    parties.forEach((p, k) => void saveIdentity(join(directory, String(k)), p.identity));
    const members = JSON.stringify(parties.map((p) => p.member));
    writeFileSync(join(directory, "members.json"), members);
    // "never": the last one does not even start.
    const count = phase === "never" ? n - 1 : n;
    for (let k = 0; k < count; k++) processes.push(start(directory, k, phase, deadlineMs));
    if (phase === "connecting") {
      // Somewhere between its first call and the last proof.
      await new Promise((resolve) => setTimeout(resolve, 250));
      processes[n - 1]!.child.kill(harm);
    } else if (phase !== "never") {
      await Promise.all(processes.map((p) => p.there));
      processes[n - 1]!.child.kill(harm);
    }
    return await Promise.all(processes.slice(0, n - 1).map((p) => p.ended));
  } finally {
    for (const { child } of processes) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  }
}

const verdict = (code: string, culprit: number) => ({
  last: JSON.stringify({ code, culprits: [culprit] }),
  code: 4,
});

describe("a party killed with SIGKILL", { concurrency: false }, () => {
  for (const n of [2, 3])
    for (const phase of ["rounds", "bulk", "waiting"])
      it(`n = ${n}, ${phase}: all others end, name it and no other`, async () => {
        const others = await survivors(n, phase, "SIGKILL");
        for (const other of others) assert.deepEqual(other, verdict("peer-closed", n - 1));
      });

  it("n = 3, while connecting: all others name it and no other", async () => {
    for (const other of await survivors(3, "connecting", "SIGKILL")) {
      assert.match(other.last, /"peer-(closed|silent)","culprits":\[2\]/);
      assert.equal(other.code, 4);
    }
  });

  it("n = 3, before it ever came: all others name it and no other", async () => {
    for (const other of await survivors(3, "never", "SIGKILL", 1500))
      assert.deepEqual(other, verdict("peer-silent", 2));
  });
});

describe("a party that falls silent with its links open (SIGSTOP)", () => {
  for (const n of [2, 3])
    it(`n = ${n}: is named by all others within the deadline, and no other is`, async () => {
      const others = await survivors(n, "rounds", "SIGSTOP", 2100);
      for (const other of others) assert.deepEqual(other, verdict("peer-silent", n - 1));
    });
});
