/** Finding, loading and naming programs: by the name of one that ships, or by the path of a user's file. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Program } from "../../online/program.ts";
import { type About, parseArguments } from "../programs/about.ts";
import { UsageError } from "../usage-error.ts";
import { offerImports, portableCopy } from "./program-imports.ts";

const FOLDER = join(import.meta.dirname, "..", "programs");
/** ".ts" from source, ".js" in the package. */
const EXTENSION = extname(import.meta.filename);

export interface ProgramModule {
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. What it imports is not in it. */
  readonly digest: string;
  readonly program: Program;
  /** Null if the module does not describe itself. */
  readonly about: About<unknown> | null;
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
  if (existsSync(path) && statSync(path).isFile())
    return { name: basename(path, extname(path)), path };
  throw new UsageError(
    `no program "${nameOrPath}": neither a file nor one of ${shippedPrograms().join(", ")}`,
  );
}

/** @throws UsageError if there is none, it does not load, or it has no default export. */
export async function loadProgram(nameOrPath: string): Promise<ProgramModule> {
  const { name, path } = findProgram(nameOrPath);
  offerImports();
  let module: { default?: unknown; about?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (cause) {
    throw new UsageError(`${path} does not load: ${(cause as Error).message.split("\n")[0]}`);
  }
  if (typeof module.default !== "function")
    throw new UsageError(`${path} is no program: it has no default export (mpc, args) => …`);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  const about = isAbout(module.about) ? module.about : null;
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

/**
 * What a run with these arguments takes from preprocessing, or null where the program does not say.
 * @throws UsageError if the arguments are wrong.
 */
export function needsOf(
  { about }: Pick<ProgramModule, "about">,
  args: unknown,
  n: number,
): ReadonlyMap<string, number> | null {
  return about === null ? null : about.needs(parseArguments(about, args), n);
}

const isAbout = (x: unknown): x is About<unknown> =>
  typeof x === "object" && x !== null && "schema" in x && "needs" in x;
