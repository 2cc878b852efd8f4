// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import type { DatabaseSync, DatabaseSyncOptions } from "node:sqlite";

/**
 * Opens a database. SQLite is looked up only when it is used. An older Node has none: it would fail because of the
 * import before it could say that it is too old (node-version.ts).
 */
export function openDatabase(path: string, options: DatabaseSyncOptions = {}): DatabaseSync {
  const sqlite = process.getBuiltinModule("node:sqlite");
  return new sqlite.DatabaseSync(path, options);
}
