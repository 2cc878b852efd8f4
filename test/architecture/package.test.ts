/** The package as it is published: it holds what its pages name, and says so where a Node is too old for it. */
import assert from "node:assert/strict";
import { globSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, it } from "node:test";
import { tooOld } from "../../host/node/node-version.ts";
import { codeOf, importsOf, LAYERS, read, sourcesOf } from "./sources.ts";

const { files, engines } = JSON.parse(read("package.json")) as {
  files: string[];
  engines: { node: string };
};

/** Files and folders, without what a build makes. */
const packed = new Set(
  globSync(files.filter((file) => file !== "dist")).flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((below) => join(path, below))
      : [path],
  ),
);
const isPacked = (path: string) =>
  packed.has(path) || [...packed].some((file) => file.startsWith(`${path}/`));

describe("the tarball", () => {
  for (const page of [...packed].filter((file) => file.endsWith(".md")))
    it(`holds what ${page} links to`, () => {
      const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)];
      const targets = links.map(([, target]) => normalize(join(dirname(page), target!)));
      assert.deepEqual(
        targets.filter((target) => !isPacked(target)),
        [],
      );
    });

  it("holds no sources, no tests and no records", () => {
    const others = [...packed].filter((file) => /\.(ts|jsonl|html|csv)$|^test\//.test(file));
    assert.deepEqual(others, []);
  });
});

describe("an old Node", () => {
  it("is told by the library which one is needed", () => {
    const wanted =
      /^spdz-lab needs Node 24 or later; here runs Node 22\.9\.0\. .*npm install node@24/;
    assert.match(tooOld("22.9.0")!, wanted);
    assert.match(tooOld("4.0.0")!, /here runs Node 4\.0\.0/);
    assert.equal(engines.node, ">=24");
    for (const version of ["24.0.0", "100.1.0", undefined]) assert.equal(tooOld(version), null);
  });

  it("is told first, by both entries", () => {
    for (const entry of ["index.ts", "node.ts"])
      assert.equal(importsOf(read(entry))[0], "./host/node/node-version.ts", entry);
    assert.deepEqual(importsOf(read("host/node/node-version.ts")), []);
  });

  it("gets so far: nothing that the library imports has a name that it lacks", () => {
    const lacking = /import \{[^}]*\b(DatabaseSync|registerHooks)\b[^}]*\} from/;
    const library = LAYERS.filter((layer) => layer !== "cli").flatMap(sourcesOf);
    assert.deepEqual(
      library.filter((file) => lacking.test(codeOf(read(file)))),
      [],
    );
    assert.match('import { DatabaseSync } from "node:sqlite"', lacking);
  });
});
