/**
 * Only one runner at a time writes to a folder. The lock is one of the operating system, held through a database. It
 * ends with its process, however that ends. The file that remains locks nobody out.
 */
import { join } from "node:path";
import { openDatabase } from "../../host/node/sqlite.ts";
import { UsageError } from "../../host/usage-error.ts";

export const LOCK = "runner.lock";
const SQLITE_BUSY = 5;

export interface FolderLock {
  release(): void;
}

/** @throws UsageError if another runner holds the lock, or if it cannot be taken at all. */
export function lockFolder(path: string): FolderLock {
  const file = join(path, LOCK);
  let database: ReturnType<typeof openDatabase> | null = null;
  try {
    database = openDatabase(file, { timeout: 0 });
    // The transaction stays open and writes nothing, so that only an empty file remains.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    const held = database;
    return { release: () => held.close() };
  } catch (cause) {
    database?.close();
    const { errcode, message } = cause as { errcode?: unknown; message: string };
    throw new UsageError(
      errcode === SQLITE_BUSY
        ? `another process is at work on ${path}: wait until it has ended, or name another folder`
        : `cannot lock ${file}: ${message}`,
      { cause },
    );
  }
}
