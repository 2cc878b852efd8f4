/** A folder that was purged under its mount takes no new ones, and the system says "no such file" of them for ever. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { makeFolder, makeNamedFolder, whyNotMade } from "../../../host/node/make-folder.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { codeOf, LAYERS, read, sourcesOf } from "../../architecture/sources.ts";

const root = mkdtempSync(join(tmpdir(), "make-folder-"));
after(() => rmSync(root, { recursive: true }));

describe("a folder is made", () => {
  it("with its parents, of the mode asked for, and one that is there stays", () => {
    makeFolder(join(root, "a", "b", "c"), 0o700);
    for (const path of ["a", "a/b", "a/b/c"])
      assert.equal(statSync(join(root, path)).mode & 0o777, 0o700);
    mkdirSync(join(root, "open"), { mode: 0o755 });
    makeFolder(join(root, "open"), 0o700);
    assert.equal(statSync(join(root, "open")).mode & 0o777, 0o755);
  });

  it("a file lies in its way, or in its parent's", () => {
    writeFileSync(join(root, "file"), "");
    for (const path of [join(root, "file"), join(root, "file", "below", "it")])
      assert.throws(
        () => makeNamedFolder(path),
        (error) =>
          error instanceof UsageError &&
          error.message === `cannot make the folder ${path}: there is a file in its way`,
      );
  });

  // What is removed under a mount answers as /proc does; there Node's own recursion never comes back.
  const skip = existsSync("/proc/self") ? false : "needs Linux";
  it("below a folder that takes no new ones: an error, at once", { skip }, () => {
    for (const path of ["/proc/purged", "/proc/purged/run/here"])
      assert.throws(
        () => makeFolder(path),
        (error) => /^the folder above it was removed/.test(whyNotMade(error)),
      );
  });

  it("by nothing else: no source asks Node for parents", () => {
    const wrong = LAYERS.flatMap(sourcesOf).filter((file) =>
      /\bmkdir(Sync)?\([^;]*recursive/.test(codeOf(read(file))),
    );
    assert.deepEqual(wrong, []);
  });
});
