/**
 * Every step of EMBEDDING.md, as a reader would go through it, in a folder in which the library is installed. The quick form
 * leaves out the steps in which material is made.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { freePorts } from "../../run/ports.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { follow, type Step, stepsOf } from "../support/guide.ts";
import { LONG } from "../support/long.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const TEXT = readFileSync("EMBEDDING.md", "utf8");
const FILES = ["shop/party.ts", "shop/service.ts", "shop/ask.ts"];

/** The sources as the package: under node_modules Node takes no TypeScript, so that it lies outside. */
function install(folder: string): void {
  const own = join(folder, "installed");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(own);
  const entries = { ".": "index", "./node": "node" };
  for (const entry of Object.values(entries))
    writeFileSync(join(own, `${entry}.ts`), `export * from "${ROOT}/${entry}.ts";\n`);
  const exports = Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, `./${entry}.ts`]),
  );
  writeFileSync(join(own, "package.json"), JSON.stringify({ type: "module", exports }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(own, join(folder, "node_modules", "spdz-lab"));
}

const makesMaterial = (step: Step): boolean =>
  "commands" in step && step.says !== null && step.says.startsWith("200");

describe("the page on embedding", () => {
  const folder = ownTemporaryFolder();
  const steps = stepsOf(TEXT);

  it("has its files, and sessions that go well and do not", () => {
    assert.deepEqual(
      steps.flatMap((step) => ("file" in step ? [step.file] : [])),
      FILES,
    );
    assert.equal(steps.filter((step) => "commands" in step).length, 5);
    assert.equal(steps.filter(makesMaterial).length, 2);
  });

  it("says what comes, step by step", async () => {
    install(folder);
    const free = await freePorts(4);
    const ports = new Map([7000, 7001, 8000, 8001].map((port, k) => [port, free[k]!]));
    for (const step of steps) if (LONG || !makesMaterial(step)) follow(step, folder, ports);
  });
});
