import assert from "node:assert/strict";
import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { makePrivateFolder, writePrivateFile } from "../../../host/node/private-file.ts";

const root = mkdtempSync(join(tmpdir(), "spdz-private-"));
after(() => rmSync(root, { recursive: true, force: true }));
const place = () => join(mkdtempSync(join(root, "p-")), "secret");

describe("a private file", () => {
  it("planted beforehand for all to read, its temporary file does not make it readable", () => {
    const path = place();
    writeFileSync(`${path}.new`, "planted, and longer than what comes");
    chmodSync(`${path}.new`, 0o666);
    writePrivateFile(path, "mine");
    assert.equal(readFileSync(path, "utf8"), "mine");
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("a symbolic link planted at its temporary name is not followed", () => {
    const path = place();
    const victim = place();
    writeFileSync(victim, "untouched");
    symlinkSync(victim, `${path}.new`);
    writePrivateFile(path, "mine");
    assert.equal(readFileSync(victim, "utf8"), "untouched");
    assert.deepEqual(readdirSync(join(path, "..")), ["secret"]);
    assert.equal(readFileSync(path, "utf8"), "mine");
  });

  it("a power failure after it returns takes neither contents nor name: both are synced, in order", (t) => {
    const path = place();
    const steps: string[] = [];
    const opened = new Map<number, string>();
    const { openSync, fsyncSync, renameSync } = fs;
    t.mock.method(fs, "openSync", (...args: Parameters<typeof openSync>) => {
      const file = openSync(...args);
      opened.set(file, String(args[0]));
      return file;
    });
    t.mock.method(fs, "fsyncSync", (file: number) => {
      steps.push(`sync ${opened.get(file)}`);
      fsyncSync(file);
    });
    t.mock.method(fs, "renameSync", (from: string, to: string) => {
      steps.push("rename");
      renameSync(from, to);
    });
    syncBuiltinESMExports();
    try {
      writePrivateFile(path, "mine");
    } finally {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    }
    assert.deepEqual(steps, [`sync ${path}.new`, "rename", `sync ${join(path, "..")}`]);
  });

  it("a folder of something else keeps its mode, and takes no secrets; an empty one becomes private", () => {
    const folder = join(place(), "..", "folder");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    makePrivateFolder(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    writeFileSync(join(folder, "thesis.tex"), "");
    makePrivateFolder(folder);
    chmodSync(folder, 0o750);
    const message = /can be entered by other users: name another one, or run: chmod 700 .*folder$/;
    assert.throws(() => makePrivateFolder(folder), { name: "UsageError", message });
    assert.equal(statSync(folder).mode & 0o777, 0o750);
  });

  it("what the system refuses is one line", () => {
    const folder = place();
    mkdirSync(`${folder}.new`);
    const message = /^cannot write .*secret: \w+/;
    assert.throws(() => writePrivateFile(folder, "mine"), { name: "UsageError", message });
  });

  it("a file where its folder should be is said to be one", () => {
    const file = place();
    writeFileSync(file, "");
    const message = /^cannot make the folder .*: there is a file in its way$/;
    for (const path of [file, join(file, "below")])
      assert.throws(() => makePrivateFolder(path), { name: "UsageError", message });
  });
});
