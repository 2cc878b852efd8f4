/**
 * Makes a folder with its parents. Node's own `mkdir` with `recursive` never returns if a folder exists but takes no
 * new ones and says "no such file". Such are /proc and a folder that was removed beneath a mount.
 */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../usage-error.ts";
import { errnoInWords } from "./errno-words.ts";

/** A folder that exists stays as it is. @throws what the system says of the first folder that cannot be made. */
export function makeFolder(path: string, mode = 0o777): void {
  if (made(path, mode)) return;
  const parent = dirname(path);
  if (parent === path) throw new Error(`there is no ${path}`);
  makeFolder(parent, mode);
  // Only once: the parent exists now, so a system that says "no such file" again would say so for ever.
  mkdirUnlessThere(path, mode);
}

/** Makes a folder that a user has named. @throws UsageError. */
export function makeNamedFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw new UsageError(`cannot make the folder ${path}: ${whyNotMade(cause)}`, { cause });
  }
}

/** False if a parent is missing. */
function made(path: string, mode: number): boolean {
  try {
    mkdirUnlessThere(path, mode);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function mkdirUnlessThere(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Read-only systems report an error even for folders that exist.
    if (code === "ENOENT" || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Why a folder or a file could not be made, for the user. */
export function whyNotMade(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT"
    ? "the folder above it was removed, or cannot have new ones"
    : errnoInWords(error);
}
