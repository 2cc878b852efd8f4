import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../usage-error.ts";
import { makeFolder, whyNotMade } from "./make-folder.ts";

/**
 * Makes a folder that only its owner may enter (0700), with its parents. An empty folder that exists gets that mode. A
 * folder that is not empty keeps its mode, because it may be somebody's home.
 * @throws UsageError if others may enter such a folder, or if something else is there.
 */
export function makePrivateFolder(path: string): void {
  try {
    makeFolder(path, 0o700);
    if ((statSync(path).mode & 0o077) === 0) return;
    if (readdirSync(path).length > 0)
      throw new UsageError(
        `the folder ${path} can be entered by other users: name another one, or run: chmod 700 ${path}`,
      );
    chmodSync(path, 0o700);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot make the folder ${path}: ${whyNotMade(cause)}`, { cause });
  }
}

/**
 * Writes a file that only its owner may read (0600), whole or not at all, and waits until it is on disk under its name.
 * Anything at its temporary name (a file that others may read, a symbolic link) is removed and never written to.
 * @throws UsageError if it cannot be written.
 */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  try {
    writeWhole(path, content);
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${whyNotMade(cause)}`, { cause });
  }
}

function writeWhole(path: string, content: string | Uint8Array): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const file = openSync(fresh, "wx", 0o600);
  try {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  const directory = openSync(dirname(path), "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
