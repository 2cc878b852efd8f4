/** A kind of item is one file and one line: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

const FOLDERS = ["algebra", "crypto", "network", "protocols", "items", "offline", "host"];

/** A copy with one more kind, as `kind` is exported from `file`. */
function withKind(root: string, kind: string, source: string): void {
  for (const folder of [...FOLDERS, "online", "test/items"])
    cpSync(folder, join(root, folder), { recursive: true });
  cpSync("package.json", join(root, "package.json"));
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "items", "kinds", `${kind}.ts`), source);
  const list = join(root, "items", "kinds.ts");
  const text = readFileSync(list, "utf8")
    .replace("const LIST = [", `const LIST = [${kind}, `)
    .replace("import ", `import { ${kind} } from "./kinds/${kind}.ts";\nimport `);
  writeFileSync(list, text);
}

const sign = () =>
  readFileSync("test/items/sign.ts", "utf8")
    .replaceAll("../../items/kinds/", "./")
    .replaceAll("../../items/", "../");

function inCopy(kind: string, source: string, use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "spdz-new-kind-"));
  try {
    withKind(root, kind, source);
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("a new kind of item", () => {
  it("that is derived is dealt, made, kept, asked for and accounted for by its record alone", () => {
    inCopy("sign", sign(), (root) => {
      const run = spawnSync(process.execPath, ["test/items/spend-signs.ts"], {
        cwd: root,
        encoding: "utf8",
      });
      assert.equal(run.status, 0, run.stderr);
      assert.deepEqual(JSON.parse(run.stdout), {
        ...{ dealt: [-1, 1], made: [-1, 1], kept: [-1, 1] },
        used: [["sign", 300]],
        demand: "signs=5",
        terms: ["MAC check", "authentication", "sacrifice", "proofs", "flooding"],
      });
    });
  });

  it("that is basic does not compile before every backend makes it, nor any without its terms", () => {
    const basic = sign()
      .replaceAll("DerivedKind", "BasicKind")
      .replace(/ {2}derive: \{[\s\S]*?\n {2}\},\n/, "  derive: null,\n")
      .replace("  terms: [],\n", "");
    inCopy("sign", basic, (root) => {
      const { compilerOptions } = JSON.parse(readFileSync("tsconfig.json", "utf8")) as {
        compilerOptions: object;
      };
      const config = {
        compilerOptions: { ...compilerOptions, noUnusedLocals: false, noEmit: true },
        include: ["items", "offline"],
      };
      writeFileSync(join(root, "tsconfig.json"), JSON.stringify(config));
      const tsc = "node_modules/typescript/bin/tsc";
      const { stdout } = spawnSync(process.execPath, [tsc, "-p", "."], {
        cwd: root,
        encoding: "utf8",
      });
      const files = [...stdout.matchAll(/^(\S+\.ts)\(\d+,\d+\): error/gm)].map(([, file]) => file);
      assert.deepEqual([...new Set(files)].sort(), [
        "items/kinds/sign.ts",
        "offline/lowgear/lowgear.ts",
        "offline/semi-honest-he/semi-honest-he.ts",
      ]);
      assert.match(stdout, /sign\.ts.*'terms' is missing/);
    });
  });
});
