// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import type { DatabaseSync, DatabaseSyncOptions } from "node:sqlite";

/**
 * Opens a database. SQLite is looked up when it is used: an older Node has none, and would fail over its name before
 * it could be told that it is too old (node-version.ts).
 */
export function openDatabase(path: string, options: DatabaseSyncOptions = {}): DatabaseSync {
  const sqlite = process.getBuiltinModule("node:sqlite");
  return new sqlite.DatabaseSync(path, options);
}
