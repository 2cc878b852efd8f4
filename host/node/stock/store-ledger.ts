/**
 * The ledger of a store: whose it is, and what was put in. It holds no secrets. The database is also the lock: SQLite
 * holds an exclusive lock of the operating system from the first transaction until the file is closed. The lock ends
 * with its process.
 */
// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import type { DatabaseSync } from "node:sqlite";
import type { StockIdentity } from "../../../items/stock-medium.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { openDatabase } from "../sqlite.ts";

/** The identity, and what else is needed to read the segments. */
export interface StoreFacts extends StockIdentity {
  /** The size in bytes that a block of items should have. */
  readonly blockBytes: number;
}

export interface Batch {
  readonly kind: string;
  readonly items: number;
}

/** Every change is one durable transaction. */
export interface StoreLedger {
  facts(): StoreFacts | null;
  /** Why the last store of this place was destroyed. */
  epitaph(): string | null;
  /** The batches in the order in which they were put in. */
  batches(): Batch[];
  begin(facts: StoreFacts): void;
  add(batch: Batch): void;
  /** Forgets the store, except for why it is gone. */
  bury(epitaph: string): void;
  /** Releases the lock. */
  close(): void;
}

/** Opens a ledger under its lock; null if another process holds it. StockRefused "format" for another version. */
export type OpenLedger = (path: string) => StoreLedger | null;

const FORMAT = 2;
const SQLITE_BUSY = 5;
/** Error codes of SQLite for a file that it cannot read: a missing table, an I/O error, corrupt, not a database. */
const UNREADABLE: readonly number[] = [1, 10, 11, 26];
/** Error codes of SQLite for a file that is read-only or cannot be opened. */
const UNUSABLE: readonly number[] = [8, 14];

const SCHEMA = `
  CREATE TABLE store (facts TEXT NOT NULL) STRICT;
  CREATE TABLE batch (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, items INTEGER NOT NULL) STRICT;
  CREATE TABLE epitaph (text TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${FORMAT};
`;

export const openSqliteLedger: OpenLedger = (path) => {
  const database = reading(path, () => openDatabase(path, { timeout: 0 }));
  try {
    return opened(path, database);
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
};

function opened(path: string, database: DatabaseSync): StoreLedger {
  return reading(path, () => {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    database.exec("PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON");
    const format = Number(database.prepare("PRAGMA user_version").get()!.user_version);
    if (format === 0) inTransaction(database, () => database.exec(SCHEMA));
    else if (format !== FORMAT)
      throw new StockRefused(
        "format",
        `the stock has format ${format}, this version reads ${FORMAT}`,
      );
    const ledger = new SqliteLedger(path, database);
    // Everything is read once: a file that was cut off may be good at its beginning.
    ledger.facts();
    ledger.epitaph();
    ledger.batches();
    return ledger;
  });
}

/** Runs `read`. A file that cannot be read is StockRefused "damaged"; one that cannot be opened is "misplaced". */
function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    // Extended codes have the plain one in their lowest byte.
    const code = typeof errcode === "number" ? errcode & 0xff : -1;
    if (UNUSABLE.includes(code))
      throw new StockRefused(
        "misplaced",
        `the stock's ledger ${path} cannot be opened and written`,
        {
          cause: error,
        },
      );
    if (!UNREADABLE.includes(code) && !(error instanceof SyntaxError)) throw error;
    throw new StockRefused(
      "damaged",
      `the stock's ledger ${path} is damaged, and the stock cannot be spent without it: remove the stock's folders and make a new one`,
      { cause: error },
    );
  }
}

class SqliteLedger implements StoreLedger {
  readonly #path: string;
  readonly #database: DatabaseSync;

  constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
  }

  facts(): StoreFacts | null {
    return reading(this.#path, () => {
      const row = this.#database.prepare("SELECT facts FROM store").get();
      return row === undefined ? null : (JSON.parse(String(row.facts)) as StoreFacts);
    });
  }

  epitaph(): string | null {
    return reading(this.#path, () => {
      const row = this.#database.prepare("SELECT text FROM epitaph").get();
      return row === undefined ? null : String(row.text);
    });
  }

  batches(): Batch[] {
    return reading(this.#path, () => {
      const rows = this.#database.prepare("SELECT kind, items FROM batch ORDER BY number").all();
      return rows.map((row) => ({ kind: String(row.kind), items: Number(row.items) }));
    });
  }

  begin(facts: StoreFacts): void {
    inTransaction(this.#database, () => {
      this.#database.exec("DELETE FROM epitaph; DELETE FROM batch; DELETE FROM store");
      this.#database.prepare("INSERT INTO store VALUES (?)").run(JSON.stringify(facts));
    });
  }

  add({ kind, items }: Batch): void {
    this.#database.prepare("INSERT INTO batch (kind, items) VALUES (?, ?)").run(kind, items);
  }

  bury(epitaph: string): void {
    inTransaction(this.#database, () => {
      this.#database.exec("DELETE FROM epitaph; DELETE FROM batch; DELETE FROM store");
      this.#database.prepare("INSERT INTO epitaph VALUES (?)").run(epitaph);
    });
  }

  close(): void {
    this.#database.close();
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
