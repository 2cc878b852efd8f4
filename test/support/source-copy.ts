/** Scratch copies of the sources, to which a test adds something: what is added, and whether anything else had to change. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { WRITTEN } from "../../lists.ts";

export interface SourceCopy {
  readonly root: string;
  /** Adds a file, or changes one. */
  add(path: string, text: string): void;
  /** Paths that are new, gone, or of another text than in the copy as it was made; not what lists.ts writes. */
  changed(): string[];
  /** Writes the lists, as npm does before whatever reads them. */
  writeLists(): void;
  /** Runs Node in it. */
  node(...args: readonly string[]): SpawnSyncReturns<string>;
  /** The files in which the compiler finds errors, and all that it says. */
  compile(...include: readonly string[]): { readonly files: string[]; readonly said: string };
  remove(): void;
}

/**
 * A copy of `paths`, and `beside`, by path: what the test itself wants there. Packages, and folders of `linked`, are
 * those of this repository.
 */
export function copySources(
  name: string,
  paths: readonly string[],
  beside: Readonly<Record<string, string>> = {},
  linked: readonly string[] = [],
): SourceCopy {
  const root = mkdtempSync(join(tmpdir(), `spdz-${name}-`));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const path of ["package.json", "lists.ts", ...paths])
    cpSync(path, join(root, path), { recursive: true });
  for (const folder of ["node_modules", ...linked])
    symlinkSync(join(process.cwd(), folder), join(root, folder));
  for (const [path, text] of Object.entries(beside)) write(path, text);
  const config = join(root, "tsconfig.json");
  const before = digests(root);

  const node = (...args: readonly string[]) => {
    // Or the runner takes the copy's tests for a part of this run.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  };
  return {
    root,
    add: write,
    changed() {
      const now = digests(root);
      return [...new Set([...before.keys(), ...now.keys()])]
        .filter((path) => before.get(path) !== now.get(path) && !WRITTEN.includes(path))
        .sort();
    },
    writeLists() {
      const { status, stderr } = node("lists.ts");
      assert.equal(status, 0, stderr);
    },
    node,
    compile(...include) {
      const { compilerOptions } = JSON.parse(readFileSync("tsconfig.json", "utf8")) as {
        compilerOptions: object;
      };
      const options = { ...compilerOptions, noUnusedLocals: false, noEmit: true };
      writeFileSync(config, JSON.stringify({ compilerOptions: options, include }));
      const { stdout } = node("node_modules/typescript/bin/tsc", "-p", ".");
      rmSync(config);
      const files = [...stdout.matchAll(/^(\S+\.ts)\(\d+,\d+\): error/gm)].map(([, file]) => file!);
      return { files: [...new Set(files)].sort(), said: stdout };
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

/** SHA-256 of every file of a folder, by path; what is only linked is left out. */
function digests(root: string, folder = ""): ReadonlyMap<string, string> {
  // Not by `recursive`, which follows links.
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return new Map(
    entries.flatMap((entry): (readonly [string, string])[] => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return [...digests(root, path)];
      if (!entry.isFile()) return [];
      const text = readFileSync(join(root, path));
      return [[path, createHash("sha256").update(text).digest("hex")]];
    }),
  );
}
