/**
 * One runner at a time goes on with a folder. The lock is one of the operating system, held by way of a database: it
 * ends with its process, however that ends, and the file that it leaves keeps nobody out.
 */
import { join } from "node:path";
import { openDatabase } from "../../host/node/sqlite.ts";
import { UsageError } from "../../host/usage-error.ts";

export const LOCK = "runner.lock";
const SQLITE_BUSY = 5;

export interface FolderLock {
  release(): void;
}

/** @throws UsageError if another runner has it, or if it cannot be had at all. */
export function lockFolder(path: string): FolderLock {
  const file = join(path, LOCK);
  let database: ReturnType<typeof openDatabase> | null = null;
  try {
    database = openDatabase(file, { timeout: 0 });
    // The transaction stays open, and writes nothing: what is left is one empty file.
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
