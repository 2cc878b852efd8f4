/** ARTIFACT.md and README.md say the same: every figure has a command, every command exists. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { read } from "./sources.ts";

/** Line breaks of a paragraph are none of a claim. */
const inOneLine = (text: string): string => text.replace(/\s+/g, " ");

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

const rows = read("ARTIFACT.md")
  .split("\n")
  .filter((line) => /^\| "/.test(line))
  .map((line) => {
    const [claim, command, time, tolerance] = cellsOf(line);
    return { claim: claim!.slice(1, -1), command: command!, time: time!, tolerance: tolerance! };
  });

describe("ARTIFACT.md", () => {
  it("a claim that the README does not make, or no longer", () => {
    const readme = inOneLine(read("README.md"));
    assert.ok(rows.length > 20);
    assert.deepEqual(
      rows.map(({ claim }) => claim).filter((claim) => !readme.includes(claim)),
      [],
    );
  });

  it("a figure of the README that no command shows", () => {
    const table = read("README.md").split("| work | measured | our target |")[1]!;
    const figures = table
      .split("\n\n")[0]!
      .split("\n")
      .slice(2)
      .map((line) => cellsOf(line)[0]!);
    assert.ok(figures.length > 10);
    const claims = rows.map(({ claim }) => claim);
    assert.deepEqual(
      figures.filter((figure) => !claims.includes(figure)),
      [],
    );
  });

  it("an experiment of the README that no command makes again", () => {
    const reports = [...read("README.md").matchAll(/^\| \[[^\]]+\]\(results\/([^/]+)\//gm)];
    const names = reports.map(([, name]) => name!);
    const commands = rows.map(({ command }) => command);
    assert.deepEqual(
      names.filter((name) => !commands.includes(`\`npm run reproduce -- --only ${name}\``)),
      [],
    );
    // The other way round as well: what an experiment has found is committed for the README to tell.
    const committed = readdirSync("results").filter((name) =>
      existsSync(`experiments/configs/${name}.yaml`),
    );
    assert.ok(committed.length > 0);
    assert.deepEqual(names.sort(), committed.sort());
  });

  it("a README whose first own program lies below the first screen", () => {
    const screen = read("README.md").split("\n").slice(0, 40).join("\n");
    assert.match(screen, /```ts\nimport [^`]*```\n\n {4}npm run -s spdz -- run \.\/my-program\.ts/);
  });

  it("a finding in the README that takes long sentences", () => {
    const table = read("README.md").split("| report | found on two cores |")[1]!.split("\n\n")[0]!;
    const findings = table
      .split("\n")
      .slice(2)
      .map((line) => cellsOf(line)[1]!);
    assert.ok(findings.length > 10);
    const sentences = findings.flatMap((finding) => finding.split(/(?<=[.:;]) /));
    assert.deepEqual(
      sentences.filter((sentence) => sentence.split(" ").length > 27),
      [],
    );
  });

  it("a command that there is not; a claim without time or tolerance", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const { claim, command, time, tolerance } of rows) {
      const [, run, bare] = /^`npm (?:run (\S+)|(start|test))(?: -- .+)?`$/.exec(command) ?? [];
      assert.ok((run ?? bare) !== undefined && scripts[run ?? bare!], `${claim}: ${command}`);
      const [, benchmark] = /^`npm run bench -- (\S+)`$/.exec(command) ?? [];
      if (benchmark !== undefined)
        assert.ok(existsSync(`experiments/benchmarks/${benchmark}.ts`), command);
      assert.ok(time !== "" && tolerance !== "", claim);
    }
  });
});
