/** Finds where in a user's program something went wrong, as far as the error's traces tell. */
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { notedOf } from "../online/attended.ts";

const ROOT = join(import.meta.dirname, "..");
/** The folders of this project's own code. Data flows from the first to the last, which alone may import all others. */
export const SOURCE_FOLDERS = [
  "algebra",
  "crypto",
  "network",
  "protocols",
  "items",
  "offline",
  "online",
  "operations",
  "host",
  "programs",
  "attacks",
  "run",
  "experiments",
  "cli",
] as const;
/** The files of this folder are programs. Files in folders below it are not. */
const PROGRAMS = join(ROOT, "programs");

const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?\/.*?)(?:\?[^:]*)?:(\d+):\d+\)?$/;

export interface Place {
  /** "my-program.ts:12"; null if no trace leads to a program. */
  readonly at: string | null;
  /** The operation of `Mpc` that saw it first; null if none did. */
  readonly operation: string | null;
}

/** The operation that met this error, and the line of the program that called it, or threw the error itself. */
export function placeOf(error: Error): Place {
  const noted = notedOf(error);
  const at = lineOf(error.stack ?? "") ?? lineOf(noted?.stack ?? "");
  return { at, operation: noted?.operation ?? null };
}

/** " (in multiply, at my-program.ts:12)", or as much of it as is known and not said in `message`. */
export function describePlace(message: string, { at, operation }: Place): string {
  const within =
    operation === null || message.startsWith(`${operation}:`) ? [] : [`in ${operation}`];
  const known = [...within, ...(at === null ? [] : [`at ${at}`])];
  return known.length === 0 ? "" : ` (${known.join(", ")})`;
}

/** The first frame of a program: one that is not this project's, a package's or Node's. */
export function lineOf(stack: string): string | null {
  for (const line of stack.split("\n")) {
    const [, where, number] = FRAME.exec(line) ?? [];
    if (where === undefined) continue;
    const path = where.startsWith("file:") ? fileURLToPath(where) : where;
    if (isOwn(path)) continue;
    return `${shown(path)}:${number}`;
  }
  return null;
}

function isOwn(path: string): boolean {
  // Asked first: in an installed package, programs that ship lie in node_modules, too.
  if (dirname(path) === PROGRAMS) return false;
  if (path.includes(`${sep}node_modules${sep}`)) return true;
  return SOURCE_FOLDERS.some((folder) => path.startsWith(join(ROOT, folder) + sep));
}

/** Below the current folder, if there is one, as seen from it. */
function shown(path: string): string {
  try {
    const below = relative(process.cwd(), path);
    return below.startsWith("..") || isAbsolute(below) ? path : below;
  } catch {
    return path;
  }
}
