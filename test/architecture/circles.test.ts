/** No file needs itself by way of others: each can be read, and tested, after those that it imports. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importsOf, LAYERS, read, resolveImport, sourcesOf } from "./sources.ts";

/** What each file imports of these files, types included. */
type Imports = ReadonlyMap<string, readonly string[]>;

const importsAmong = (files: readonly string[], textOf: (file: string) => string): Imports => {
  const among = (file: string | null): file is string => file !== null && files.includes(file);
  const ofFile = (file: string) =>
    importsOf(textOf(file)).map((target) => resolveImport(file, target));
  return new Map(files.map((file) => [file, ofFile(file).filter(among)]));
};

/** The first circle that is met, its first file again at the end; null if there is none. */
function circleIn(imports: Imports): readonly string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const from = (file: string): readonly string[] | null => {
    const before = path.indexOf(file);
    if (before >= 0) return [...path.slice(before), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const target of imports.get(file)!) {
      const circle = from(target);
      if (circle !== null) return circle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = from(file);
    if (circle !== null) return circle;
  }
  return null;
}

describe("imports", () => {
  it("lead from no file back to it", () => {
    const files = [...LAYERS, "test"].flatMap(sourcesOf).concat("index.ts", "node.ts");
    const circle = circleIn(importsAmong(files, read));
    assert.equal(circle?.join("\n  → ") ?? null, null);
  });

  it("that go round are noticed, those of types alone as well, and not those that only meet again", () => {
    const circleOf = (texts: Readonly<Record<string, string>>) =>
      circleIn(importsAmong(Object.keys(texts), (file) => texts[file]!));
    const diamond = {
      "a/top.ts": 'import "./left.ts"; import "../right.ts";',
      "a/left.ts": 'import { x } from "../bottom.ts";',
      "right.ts": 'import { x } from "./bottom.ts"; import "node:fs";',
    };
    assert.equal(circleOf({ ...diamond, "bottom.ts": "" }), null);
    assert.deepEqual(
      circleOf({ ...diamond, "bottom.ts": 'import type { R } from "./right.ts";' }),
      ["bottom.ts", "right.ts", "bottom.ts"],
    );
    assert.deepEqual(circleOf({ "a.ts": 'import("./a.ts")' }), ["a.ts", "a.ts"]);
  });
});
