/** What is installed with the package stands in its notices, and the tree cites nothing outside of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importsOf, LAYERS, read, sourcesOf } from "./sources.ts";

interface Locked {
  readonly dev?: boolean;
  readonly license?: string;
}

describe("notices", () => {
  it("name every package that comes with this one, and its licence", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, Locked>;
    };
    const lines = read("THIRD-PARTY-NOTICES.md").split("\n");
    const missing = Object.entries(packages).flatMap(([path, { dev, license }]) => {
      if (path === "" || dev === true) return [];
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      return lines.some((line) => names(line, name) && line.includes(license!)) ? [] : [name];
    });
    assert.deepEqual(missing, []);
  });

  it("msgpack bombs: it is unpacked between a runner and its own processes, never from a peer", () => {
    const sources = [...LAYERS.flatMap(sourcesOf), "index.ts", "node.ts"];
    const importers = (pattern: RegExp) =>
      sources.filter((file) => importsOf(read(file)).some((target) => pattern.test(target)));
    assert.deepEqual(importers(/msgpack/), ["run/packed.ts"]);
    assert.deepEqual(importers(/\/packed\.ts$/), [
      "run/apart.ts",
      "run/child.ts",
      "run/party-process.ts",
      "run/plan-process.ts",
      "experiments/processes/clear-process.ts",
      "experiments/slurm/node-process.ts",
      "experiments/slurm/step.ts",
      "experiments/virtual/calibration/whole-process.ts",
      "experiments/virtual/virtual-process.ts",
    ]);
  });

  it("no source cites a document that is not in the tree", () => {
    const cited = LAYERS.flatMap(sourcesOf).flatMap((file) =>
      [
        ...read(file).matchAll(
          /(?<![\w/-])(library|protocols|security|architecture|performance)\.md/g,
        ),
      ].map(([name]) => `${file} cites ${name}`),
    );
    assert.deepEqual(cited, []);
  });
});

/** In full, as "@peculiar/…, -name" in a row of one maker, or by a scope's "/*". */
function names(line: string, name: string): boolean {
  const [first] = line.split("|").filter((cell) => cell.trim() !== "");
  const words = (first ?? "").split(/[ ,()]+/);
  const [scope, rest = ""] = name.split("/");
  const shortened = rest.startsWith("asn1") && words.includes(rest.replace("asn1", ""));
  return words.includes(name) || words.includes(`${scope}/*`) || shortened;
}
