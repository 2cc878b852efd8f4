/**
 * `npm run build`: the installable package in dist/, JavaScript with types. The compiler rewrites the `.ts`
 * of imports; what it leaves alone (worker and process entries named by URL, declarations, data) is done here.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = "dist";

rmSync(OUT, { recursive: true, force: true });
const compiler = spawnSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"],
  {
    stdio: "inherit",
  },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);

for (const file of readdirSync(OUT, { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith(".js") && !file.endsWith(".d.ts")) continue;
  const path = join(OUT, file);
  const text = readFileSync(path, "utf8");
  const mended = file.endsWith(".js")
    ? text.replace(/(new URL\(\s*["'`][^"'`]*)\.ts(["'`])/g, "$1.js$2")
    : text.replace(/((?:from|import\()\s*["']\.[^"']*)\.ts(["'])/g, "$1.js$2");
  if (mended !== text) writeFileSync(path, mended);
}

for (const file of ["cli/spdz.js", "host/node/compile-cache.js"]) cpSync(file, join(OUT, file));
cpSync("experiments/virtual/model.json", join(OUT, "experiments", "virtual", "model.json"));
cpSync("experiments/configs", join(OUT, "experiments", "configs"), { recursive: true });
// The sources are compiled already; beside their declarations a copy would be taken for them.
cpSync("programs/data", join(OUT, "programs", "data"), {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
