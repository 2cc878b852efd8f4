/** Finding, loading and naming programs: by the name of one that ships, or by the path of a user's file. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { whyUnreadable } from "../host/node/read-text.ts";
import { UsageError } from "../host/usage-error.ts";
import type { Program } from "../operations/mpc.ts";
import { whyNotLoaded } from "./load-error.ts";
import { type ProgramAbout, readAbout } from "./program-about.ts";
import { offerImports, portableCopy } from "./program-imports.ts";

const FOLDER = join(import.meta.dirname, "..", "programs");
/** ".ts" from source, ".js" in the package. */
const EXTENSION = extname(import.meta.filename);
const MODULES = [".ts", ".mts", ".js", ".mjs"];

export interface ProgramModule {
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. What it imports is not in it. */
  readonly digest: string;
  readonly program: Program;
  /** Null if the module does not describe itself. */
  readonly about: ProgramAbout | null;
}

/** Names of the programs that ship. */
export const shippedPrograms = (): string[] =>
  readdirSync(FOLDER)
    .filter(
      (f) => extname(f) === EXTENSION && !f.endsWith(".d.ts") && basename(f, EXTENSION) !== "about",
    )
    .map((f) => basename(f, EXTENSION))
    .sort();

/** @throws UsageError if there is none, or it is no program. */
export function findProgram(nameOrPath: string): { name: string; path: string } {
  if (shippedPrograms().includes(nameOrPath))
    return { name: nameOrPath, path: join(FOLDER, nameOrPath + EXTENSION) };
  const path = resolve(nameOrPath);
  if (isFile(path)) return { name: basename(path, extname(path)), path };
  throw new UsageError(
    `no program "${nameOrPath}": neither a file nor one of ${shippedPrograms().join(", ")}`,
  );
}

/** UsageError if it may not be looked at: that is another thing than absence. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (cause) {
    const why = whyUnreadable((cause as NodeJS.ErrnoException).code);
    throw new UsageError(`cannot read ${path}: ${why}`, { cause });
  }
}

/** Whether this is one of the installation itself, not a user's. */
export const ships = (path: string): boolean =>
  dirname(path) === FOLDER && shippedPrograms().includes(basename(path, EXTENSION));

/**
 * `instance`: loaded anew, apart from all others; by default it is the one that is loaded already.
 * @throws UsageError if there is none, it does not load, or it has no default export.
 */
export async function loadProgram(nameOrPath: string, instance?: number): Promise<ProgramModule> {
  const { name, path } = findProgram(nameOrPath);
  offerImports();
  if (!MODULES.includes(extname(path)))
    throw new UsageError(
      `${path} is no program: a module is expected, whose name ends in ${MODULES.join(", ")}`,
    );
  let module: { default?: unknown; about?: unknown };
  try {
    const of = instance === undefined ? "" : `?instance=${instance}`;
    module = (await import(pathToFileURL(path).href + of)) as typeof module;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(`it threw ${String(cause)}`);
    throw new UsageError(`${path} does not load: ${whyNotLoaded(path, error)}`, { cause });
  }
  if (typeof module.default !== "function")
    throw new UsageError(`${path} is no program: it has no default export (mpc, args) => …`);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  const about = readAbout(path, module.about);
  return { name, path, digest, program: module.default as Program, about };
}

/**
 * The text of a program that ships, to be saved and run anywhere.
 * @throws UsageError if none of that name ships.
 */
export function copyOf(name: string): string {
  if (!shippedPrograms().includes(name))
    throw new UsageError(`no program "${name}" ships; there are: ${shippedPrograms().join(", ")}`);
  return portableCopy(readFileSync(findProgram(name).path, "utf8"));
}
