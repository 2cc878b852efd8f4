import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { LAYERS, read, sourcesOf } from "./sources.ts";

const MAX_LINES = 400;
const VAGUE = /utils|helper|manager|misc/i;
const sources = LAYERS.flatMap(sourcesOf);

describe("house style", () => {
  it(`no source or test file is longer than ${MAX_LINES} lines`, () => {
    const long = [...sources, ...sourcesOf("test")].filter(
      (file) => read(file).split("\n").length - 1 > MAX_LINES,
    );
    assert.deepEqual(long, []);
  });

  it("no vague word in a file name", () => {
    assert.deepEqual(
      [...sources, ...sourcesOf("test")].filter((file) => VAGUE.test(file)),
      [],
    );
  });

  it("every box of protocols/ has a test of the same name", () => {
    const untested = sourcesOf("protocols").filter(
      (f) => !existsSync(`test/${f.slice(0, -3)}.test.ts`),
    );
    assert.deepEqual(untested, []);
  });

  it("every box of protocols/ opens with its card or says what it holds", () => {
    const bare = sourcesOf("protocols").filter((f) => !read(f).startsWith("/**"));
    assert.deepEqual(bare, []);
  });

  it("no default export outside programs/", () => {
    const offenders = sources.filter(
      (f) => !f.startsWith("programs/") && /^export default/m.test(read(f)),
    );
    assert.deepEqual(offenders, []);
  });

  it("no literal is spread into another to save lines", () => {
    const spread = /^\s*\.\.\.(?:\{ .* \}|\[.*\]),?$/m;
    const offenders = ["programs", "attacks", "run", "experiments", "cli"]
      .flatMap(sourcesOf)
      .filter((file) => spread.test(read(file)));
    assert.deepEqual(offenders, []);
    assert.match("  ...{ a, b },", spread);
    assert.doesNotMatch("  ...[a, b].map(f),", spread);
  });

  it("the lock file holds no download addresses", () => {
    assert.doesNotMatch(read("package-lock.json"), /"resolved":|https?:\/\/[^"]*\.tgz/);
  });

  it("every runtime and development dependency has its reason in the README", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const readme = read("README.md");
    const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !readme.includes(`| \`${name}\` |`),
    );
    assert.deepEqual(missing, []);
  });

  it("every paper note stands in the index", () => {
    const index = read("paper-notes/README.md");
    const notes = readdirSync("paper-notes").filter((f) => f.endsWith(".md") && f !== "README.md");
    assert.deepEqual(
      notes.filter((f) => !index.includes(`(${f})`)),
      [],
    );
  });
});
