/**
 * The package as a stranger gets it: packed, installed from the tarball into an empty folder, imported, type-checked,
 * and its command run. `npm run try-package`; part of CI, not of `npm test`, because it asks the registry.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "spdz-lab-package-"));
// The stranger's node is the one that runs this file.
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
};

/** The example of the README, as it stands there. */
const PROGRAM = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))![1]!;
const PRINTS = "[ [ 32n ], [ 32n ] ]\n";

const TYPES = `
import type { Mpc, Program } from "spdz-lab";
import { joinSession } from "spdz-lab/node";

export const program: Program = async (mpc: Mpc) => mpc.output(mpc.constant([1], 1));
export type Join = typeof joinSession;
`;

function run(what: string, command: string, args: readonly string[], cwd: string): string {
  const result = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (result.status !== 0) {
    console.error(
      `${what} failed (${result.status ?? result.error}):\n${result.stdout}${result.stderr}`,
    );
    process.exitCode = 1;
    throw new Error(what);
  }
  console.log(`ok: ${what}`);
  return result.stdout;
}

try {
  run("npm pack", "npm", ["pack", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"))!;
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
  run("npm install of the tarball", "npm", ["install", `./${tarball}`], folder);
  writeFileSync(join(folder, "program.js"), PROGRAM);
  const printed = run("the README's example", process.execPath, ["program.js"], folder);
  if (printed !== PRINTS) throw new Error(`the README's example printed ${printed}`);
  writeFileSync(join(folder, "program.ts"), TYPES);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const types = join(root, "node_modules", "@types");
  run(
    "types",
    process.execPath,
    [
      tsc,
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--typeRoots",
      types,
      "--types",
      "node",
      "program.ts",
    ],
    folder,
  );
  const spdz = join(folder, "node_modules", ".bin", "spdz");
  run("spdz --help", spdz, ["--help"], folder);
  const outcome = run(
    "spdz run mult3, real processes",
    spdz,
    ["run", "mult3", "--parties", "3", "--json"],
    folder,
  );
  JSON.parse(outcome);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
