import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { noticingFullDisk } from "../../../host/node/stock/full-disk.ts";
import {
  openSqliteLedger,
  type StoreFacts,
  type StoreLedger,
} from "../../../host/node/stock/store-ledger.ts";

const facts: StoreFacts = {
  ...{ storeId: "a", keyId: "b", family: "plain", field: "11", n: 2, party: 0 },
  labels: [],
  statistical: 40,
  blockBytes: 256,
};

/** A ledger on the real disk, and the connection beneath it. */
function opened(t: TestContext): { ledger: StoreLedger; database: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), "spdz-ledger-"));
  const exec = t.mock.method(DatabaseSync.prototype, "exec");
  const ledger = openSqliteLedger(join(folder, "books.sqlite"))!;
  exec.mock.restore();
  t.after(() => {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ledger, database: exec.mock.calls[0]!.this as DatabaseSync };
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];

describe("the ledger of a store", () => {
  it("are durable when a call returns, overwrite what they delete, and are one connection's", (t) => {
    const { database } = opened(t);
    // EXTRA: the journal's removal is synced with its directory.
    assert.equal(pragma(database, "synchronous"), 3);
    assert.equal(pragma(database, "secure_delete"), 1);
    assert.equal(pragma(database, "locking_mode"), "exclusive");
  });

  it("on a full disk say so, and go on afterwards", async (t) => {
    const { ledger, database } = opened(t);
    const pages = Number(pragma(database, "page_count"));
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const large = { ...facts, labels: ["x".repeat(100_000)] };
    await assert.rejects(
      noticingFullDisk("here", async () => ledger.begin(large)),
      { code: "no-space", message: /no space left for the stock in here/ },
    );
    assert.equal(ledger.facts(), null);
    database.exec(`PRAGMA max_page_count = ${pages + 100}`);
    ledger.begin(large);
    assert.deepEqual(ledger.facts(), large);
  });
});
