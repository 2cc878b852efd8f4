/**
 * Writes the reference of operations, `api/operations.html`, beside what typedoc writes: `npm run api`. One table for each
 * folder of operations/. Costs are those of the records' `cost`, edges are calls in the clear; nothing is typed by hand.
 * It fails on a record of which one of these cannot be said.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Operation } from "./online/operation.ts";
import { describedCost, describedEdges, SCALE } from "./operations/described.ts";
import { OPERATIONS } from "./operations/registry.ts";

const OUT = "api";

interface Row {
  readonly folder: string;
  readonly name: string;
  readonly signature: string;
  readonly does: string;
  /** Where truncation rounds at random, and where it rounds down. */
  readonly costs: readonly [random: string, down: string];
  readonly accuracy: readonly string[];
  readonly edges: readonly string[];
}

/** As a program calls it: the method of Mpc, as the compiler has it. */
function signatures(): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const program = ts.createProgram(["operations/mpc.ts"], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile("operations/mpc.ts")!;
  const mpc = source.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === "Mpc",
  );
  if (mpc === undefined) throw new Error("operations/mpc.ts has no interface Mpc");
  const methods = checker.getPropertiesOfType(checker.getTypeAtLocation(mpc));
  return new Map(
    methods.map((method) => {
      const type = checker.getTypeOfSymbolAtLocation(method, mpc);
      const text = checker.typeToString(type, mpc, ts.TypeFormatFlags.NoTruncation);
      const brief = text.replace(/import\("[^"]*"\)\./g, "");
      return [method.name, brief.replace(/(\?: [^,)]*) \| undefined/g, "$1")];
    }),
  );
}

/** Of each record, the file in operations/. */
function files(): ReadonlyMap<string, string> {
  const registry = readFileSync("operations/registry.ts", "utf8");
  const imports = registry.matchAll(/^import \{ (\w+) \} from "\.\/(.+)";$/gm);
  return new Map([...imports].map(([, name, file]) => [name!, file!]));
}

/** A row of the card at the head of a file, in one line; null if there is none. */
function cardRow(file: string, row: string): string | null {
  const card = /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(join("operations", file), "utf8"))?.[0];
  const found = new RegExp(`^ \\* {3}${row} {2,}(.*(?:\\n \\* {12,}.*)*)`, "m").exec(card ?? "");
  return found === null ? null : found[1]!.replace(/\n \* +/g, " ");
}

async function rowOf(of: Operation, file: string, signature: string | undefined): Promise<Row> {
  const domain = cardRow(file, "domain");
  const card = cardRow(file, "accuracy");
  const { name, does, accuracy } = of;
  const row: Row = {
    folder: file.split("/")[0]!,
    name,
    signature: signature ?? "",
    does,
    costs: [describedCost(of, "probabilistic"), describedCost(of, "floor")],
    accuracy: [
      ...(accuracy === undefined
        ? []
        : [
            `at most ${accuracy.ulps} ulps${accuracy.mean === undefined ? "" : `, mean ${accuracy.mean},`} over ${accuracy.over}`,
          ]),
      ...(card === null ? [] : [card]),
    ],
    edges: [...(domain === null ? [] : [`domain: ${domain}`]), ...(await describedEdges(of))],
  };
  const lacking = Object.entries(row).filter(
    ([field, value]) => field !== "accuracy" && (value.length === 0 || value[0] === ""),
  );
  if (lacking.length > 0)
    throw new Error(`${name}: the reference lacks ${lacking.map(([field]) => field).join(", ")}`);
  return row;
}

/** In the order of folders and names. */
export async function rows(): Promise<readonly Row[]> {
  const [types, where] = [signatures(), files()];
  const records = Object.values(OPERATIONS) as unknown as Operation[];
  const all = await Promise.all(
    records.map((of) => rowOf(of, where.get(of.name)!, types.get(of.name))),
  );
  const key = ({ folder, name }: Row) => `${folder} ${name}`;
  return all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]!);
const lines = (list: readonly string[]): string => list.map(escaped).join("<br>");

function tableRow({ name, signature, does, costs, accuracy, edges }: Row): string {
  const [random, down] = costs;
  const cost = random === down ? [random] : [`at random: ${random}`, `down: ${down}`];
  const cells = [does, ...[cost, accuracy, edges].map(lines)];
  const [said, ...others] = [escaped(cells[0]!), ...cells.slice(1)];
  const method = `<code>${escaped(name)}</code><br><small>${escaped(signature)}</small>`;
  return `<tr id="${name}"><td>${[method, said, ...others].join("</td><td>")}</td></tr>`;
}

const HEAD = ["operation", "does", "cost", "accuracy", "of 0, of −1, of nothing"];

function page(all: readonly Row[]): string {
  const folders = [...new Set(all.map(({ folder }) => folder))];
  const tables = folders.map(
    (folder) => `<h2>${folder}</h2>
<table><thead><tr><th>${HEAD.join("</th><th>")}</th></tr></thead><tbody>
${all
  .filter((row) => row.folder === folder)
  .map(tableRow)
  .join("\n")}
</tbody></table>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Operations of spdz-lab</title><style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em; }
table { border-collapse: collapse; } th, td { border: 1px solid #bbb; padding: .35em .6em; }
th, td { text-align: left; vertical-align: top; } small { color: #555; }
</style></head><body><h1>Operations</h1>
<p><a href="index.html">API reference</a>. Each is a method of <code>Mpc</code>. Cost: of vectors of m elements, or of the
example whose shapes it names; rounds without those of MAC checks, elements opened, items by kind. Costs of operations whose
names end in <code>Fixed</code> are those at scale ${SCALE}. The last column shows calls in the clear, rounded down.</p>
<dl>
<dt>scale</dt><dd>The fractional bits of a number in fixed point: at scale s the integer v stands for v·2<sup>-s</sup>. Integers
and bits have scale 0. f, where it is an argument, is by how many bits a number is shifted or its scale falls.</dd>
<dt>M</dt><dd>2<sup>58</sup> − 2<sup>18</sup>, the largest absolute value of an integer. At scale s it holds of x·2<sup>s</sup>.</dd>
<dt>raw</dt><dd>Not truncated: the result has the sum of the scales, and M holds of it there. Where there is one of the same name with
<code>Fixed</code>, that truncates.</dd>
<dt>ulps</dt><dd>Units in the last place of the result, 2<sup>-s</sup> each: how far it may be off.</dd>
<dt>at random, down</dt><dd>How truncation rounds. At random is the default: to one of both neighbours, to the nearer one more
often. Down costs more. Whoever makes an engine says which: <code>createEngine(session, items, { rounding: "floor" })</code>, and
so do <code>clearMpc</code>, <code>planProgram</code> and <code>spdz simulate --rounding floor</code>. <code>spdz run</code> and
<code>spdz party</code> round at random; <code>truncateExact</code> and <code>truncate</code> with <code>rounding</code> round as
they say in any run.</dd>
<dt>items</dt><dd>Their names are those of the command line: <code>spdz offline --items triples=1e6,truncation/16=1000</code>.
<code>kindName</code> gives those of a program instead, as <code>triple</code> and <code>truncation-mask/16</code>. Behind the
slash of <code>truncation</code> is by how many bits, and of <code>input-masks</code> whose. <code>matrix/2x3x4*1+0</code> is a
matrix triple for 2 × 3 by 3 × 4, with one product and no transposed one; <code>matrix/1xmx1*1+0</code> is one for m
factors.</dd>
</dl>
${tables.join("\n")}
</body></html>
`;
}

if (import.meta.main) {
  const all = await rows();
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, "operations.html"), page(all));
  console.log(`${all.length} operations: ${join(OUT, "operations.html")}`);
}
