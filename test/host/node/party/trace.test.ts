import assert from "node:assert/strict";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { openTrace, traced } from "../../../../host/node/party/trace.ts";
import { memoryNetwork } from "../../../../network/memory.ts";

const root = mkdtempSync(join(tmpdir(), "spdz-trace-"));
after(() => rmSync(root, { recursive: true, force: true }));

it("a trace over a file that others may read is not readable by them, nor by who has it open", () => {
  const path = join(root, "old");
  writeFileSync(path, "old");
  chmodSync(path, 0o644);
  const reader = openSync(path, "r");
  const trace = openTrace(path);
  trace.note("begins");
  trace.close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(readFileSync(reader, "utf8"), "old");
  closeSync(reader);
  assert.match(readFileSync(path, "utf8"), /"begins"/);
});

it("a trace follows no symbolic link, replaces no folder, and says where there is none", () => {
  const [link, victim, folder] = ["link", "victim", "folder"].map((name) => join(root, name));
  writeFileSync(victim!, "untouched");
  symlinkSync(victim!, link!);
  mkdirSync(folder!);
  const refused = (path: string, message: RegExp) =>
    assert.throws(() => openTrace(path), { name: "UsageError", message });
  refused(link!, /it is not a regular file$/);
  refused(folder!, /it is not a regular file$/);
  refused(join(root, "none", "t"), /^cannot write a trace to .*t: no such folder$/);
  refused(join(victim!, "t"), /ENOTDIR$/);
  assert.equal(readFileSync(victim!, "utf8"), "untouched");
  assert.ok(existsSync(link!));
});

it("a trace changes nothing of a receive: a patient one stays patient", async () => {
  const calls: unknown[][] = [];
  const [transport] = memoryNetwork(2, { seed: "trace" });
  transport!.receive = async (...args) => {
    calls.push(args);
    return new Uint8Array(0);
  };
  const silent = { message: () => {}, note: () => {}, close: () => {} };
  await traced(transport!, silent).receive(1, "tag", 5, 7);
  await traced(transport!, silent).receive(1, "tag", 5);
  assert.deepEqual(calls, [
    [1, "tag", 5, 7],
    [1, "tag", 5, undefined],
  ]);
});
