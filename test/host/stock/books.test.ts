import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { type Books, openSqliteBooks, type StoreFacts } from "../../../host/node/stock/books.ts";
import { noticingFullDisk } from "../../../host/node/stock/full-disk.ts";

const facts: StoreFacts = {
  ...{ storeId: "a", keyId: "b", family: "plain", field: "11", n: 2, party: 0 },
  labels: [],
  statistical: 40,
  blockBytes: 256,
};

/** Books on the real disk, and the connection beneath them. */
function opened(t: TestContext): { books: Books; database: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), "spdz-books-"));
  const exec = t.mock.method(DatabaseSync.prototype, "exec");
  const books = openSqliteBooks(join(folder, "books.sqlite"))!;
  exec.mock.restore();
  t.after(() => {
    books.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { books, database: exec.mock.calls[0]!.this as DatabaseSync };
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];

describe("the books of a store", () => {
  it("are durable when a call returns, overwrite what they delete, and are one connection's", (t) => {
    const { database } = opened(t);
    // EXTRA: the journal's removal is synced with its directory.
    assert.equal(pragma(database, "synchronous"), 3);
    assert.equal(pragma(database, "secure_delete"), 1);
    assert.equal(pragma(database, "locking_mode"), "exclusive");
  });

  it("on a full disk say so, and go on afterwards", async (t) => {
    const { books, database } = opened(t);
    const pages = Number(pragma(database, "page_count"));
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const large = { ...facts, labels: ["x".repeat(100_000)] };
    await assert.rejects(
      noticingFullDisk("here", async () => books.begin(large)),
      { code: "no-space", message: /no space left for the stock in here/ },
    );
    assert.equal(books.facts(), null);
    database.exec(`PRAGMA max_page_count = ${pages + 100}`);
    books.begin(large);
    assert.deepEqual(books.facts(), large);
  });
});
