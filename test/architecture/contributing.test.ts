/** What CONTRIBUTING.md says that it takes to add something is what is asserted where it is tried. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FILES_TO_ADD, type Files } from "../support/files-to-add.ts";
import { read } from "./sources.ts";

interface Row extends Files {
  readonly what: string;
  readonly anchor: string;
  readonly heldBy: string;
}

/** Of the table whose first column is "to add". */
function rowsOf(text: string): Row[] {
  const table = text.split(/^\| to add \|.*\n\|[-|]+\n/m)[1]?.split("\n\n")[0] ?? "";
  return table.split("\n").map((line) => {
    const row =
      /^\| \[an? ([a-z]+)\]\(#([a-z-]+)\)[^|]* \| (\d+) \| (\d+) \| [^|]+ \| `([^`|]+)` \|$/.exec(
        line,
      );
    assert.ok(row !== null, line);
    const [, what, anchor, sources, tests, heldBy] = row as unknown as string[];
    return {
      what: what!,
      anchor: anchor!,
      sources: Number(sources),
      tests: Number(tests),
      heldBy: heldBy!,
    };
  });
}

const text = read("CONTRIBUTING.md");

describe("the table of what it takes to add something", () => {
  it("has the numbers that are asserted", () => {
    const rows = rowsOf(text).map(({ what, sources, tests }) => [what, { sources, tests }]);
    assert.deepEqual(Object.fromEntries(rows), FILES_TO_ADD);
    assert.equal(rows.length, Object.keys(FILES_TO_ADD).length);
  });

  it("names the test that asserts them, and a section that says how", () => {
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) =>
      title!.toLowerCase().replaceAll(" ", "-"),
    );
    for (const { what, anchor, heldBy } of rowsOf(text)) {
      assert.ok(read(heldBy).includes(`FILES_TO_ADD.${what}`), `${heldBy}: ${what}`);
      assert.ok(sections.includes(anchor), anchor);
    }
  });

  it("has a row for every section that tells how to add something to the sources", () => {
    const anchors = rowsOf(text).map(({ anchor }) => anchor);
    const told = [...text.matchAll(/^## (Add an? .+)$/gm)].map(([, title]) =>
      title!.toLowerCase().replaceAll(" ", "-"),
    );
    assert.deepEqual(told.filter((anchor) => anchor !== "add-a-dependency").sort(), anchors.sort());
  });
});
