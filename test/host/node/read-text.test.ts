import assert from "node:assert/strict";
import fs, { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { loadIdentity } from "../../../host/node/identity.ts";
import { readText } from "../../../host/node/read-text.ts";

const root = mkdtempSync(join(tmpdir(), "spdz-text-"));
after(() => rmSync(root, { recursive: true, force: true }));

it("a file that is not there is null; a folder is said to be one", () => {
  const path = join(root, "file");
  assert.equal(readText(path), null);
  writeFileSync(path, "text");
  assert.equal(readText(path), "text");
  assert.equal(readText(join(path, "below")), null);
  assert.throws(() => readText(root), { name: "UsageError", message: /: it is a folder$/ });
});

it("a file that may not be read is not called missing", (t) => {
  // The tests may run as root, to whom nothing is forbidden.
  t.mock.method(fs, "readFileSync", () => {
    throw Object.assign(new Error("EACCES: …"), { code: "EACCES" });
  });
  syncBuiltinESMExports();
  try {
    const message = /^cannot read .*identity\.key: permission denied$/;
    assert.throws(() => loadIdentity(root), { name: "UsageError", message });
  } finally {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  }
});
