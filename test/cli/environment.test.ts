/** What a machine, or the place where the command runs, may lack: who needs it says so in one line, all else runs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { whatIsLacking } from "../../host/node/errno-words.ts";
import { UsageError } from "../../host/usage-error.ts";
import { Child } from "../../run/child.ts";
import { failureOf } from "../../run/exit-code.ts";
import { assertReachable } from "../../run/ports.ts";
import { startOf } from "../../run/start-of.ts";
import { ENTRY, spdz } from "./spdz.ts";

/** The system's own answer for a user without home and without an entry in the list of users. */
const HOMELESS = `data:text/javascript,${encodeURIComponent(`
  import os from "node:os";
  import { syncBuiltinESMExports } from "node:module";
  os.homedir = () => { throw new Error("uv_os_homedir returned ENOENT"); };
  syncBuiltinESMExports();
`)}`;

const oneLine = async (t: TestContext, line: RegExp, ...argv: string[]) => {
  const { code, out, err } = await spdz(t, ...argv);
  assert.match(err, line);
  assert.equal(err.trimEnd().split("\n").length, 1, err);
  assert.equal(out, "");
  assert.equal(code, 2);
};

describe("a user without a home", () => {
  const homeless = (...argv: string[]) =>
    spawnSync(process.execPath, ["--import", HOMELESS, ENTRY, ...argv], { encoding: "utf8" });

  it("gets the version, which needs none", () => {
    const { status, stdout, stderr } = homeless("--version");
    assert.equal(stderr, "");
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal(status, 0);
  });

  it("is told, where the home's keys are asked for, how to name others", () => {
    const { status, stdout, stderr } = homeless("keys", "show");
    assert.match(stderr, /^spdz: ~\/\.spdz-lab: this user has no home .*--keys.*\n$/);
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });
});

describe("a place that lacks something", () => {
  it("no temporary folder", async (t) => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = "/nowhere";
    t.after(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    const line = /^spdz: cannot make a temporary folder in \/nowhere: no such .*TMPDIR/;
    await oneLine(t, line, "run", "mult3");
    await oneLine(t, line, "offline", "-n", "2", "--items", "bits=10", "--directory", "/nowhere");
  });

  it("no current folder", async (t) => {
    t.mock.method(process, "cwd", () => {
      throw Object.assign(new Error("ENOENT: process.cwd failed, uv_cwd"), { code: "ENOENT" });
    });
    const line = /^spdz: the current folder has been removed/;
    await oneLine(t, line, "run", "./program.ts");
    await oneLine(t, line, "run", "mult3");
    const { code, out } = await spdz(t, "run", "mult3", "-s", "plain", "--json");
    assert.equal(code, 0);
    assert.match(out, /"product":"105"/);
  });

  it("no loopback: parties would listen where nobody can call", async () => {
    await assertReachable("127.0.0.1");
    await assert.rejects(
      // Of a network that is for documentation: no machine has it.
      assertReachable("192.0.2.1"),
      (error: Error) =>
        error instanceof UsageError && /cannot reach each other/.test(error.message),
    );
  });

  it("no more processes: the one that cannot be started says so", async () => {
    const options = { program: "mult3", parties: 2, security: "spdz+lowgear" } as const;
    const start = startOf(
      options,
      { needs: { items: [], terms: [], why: null }, comparisons: "tree" },
      { self: 0, members: [], polling: false },
    );
    const child = new Child(
      { ...start, identityFolder: "/nowhere", runFolder: "/nowhere" },
      () => undefined,
      ["/nowhere/command"],
    );
    const { error } = await child.ended;
    assert.match(error!.message, /^the process cannot be started: no such file/);
    assert.deepEqual([error!.code, error!.exitCode, error!.culprits], ["not-started", 2, []]);
  });

  it("full, read-only, out of files or memory: one line, and no bug", () => {
    for (const [code, words] of [
      ["ENOSPC", "no space left"],
      ["EROFS", "the file system is read-only"],
      ["EMFILE", "too many open files (ulimit -n says how many there may be)"],
      ["ENOMEM", "no memory left"],
    ]) {
      const error = Object.assign(new Error(code), { code, syscall: "write", path: "/x" });
      assert.deepEqual(failureOf(error), {
        ...{ code: "Error", message: `cannot write /x: ${words}`, culprits: [], exitCode: 2 },
      });
    }
    // A program's own missing file is its own.
    assert.equal(
      whatIsLacking(Object.assign(new Error(), { code: "ENOENT", syscall: "open" })),
      null,
    );
    assert.equal(whatIsLacking(new TypeError("a bug")), null);
  });

  it("a full disk under the output", { skip: !existsSync("/dev/full") }, () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [ENTRY, "--version"], {
      ...{ stdio: ["ignore", full, "pipe"], encoding: "utf8" },
    });
    closeSync(full);
    assert.equal(stderr, "spdz: cannot write the output of this command: ENOSPC\n");
    assert.equal(status, 2);
  });
});
