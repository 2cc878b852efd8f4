/**
 * `npm run -s bench -- [NAME] [--json] [--runs k] [--only TEXT] [--quick] [--compare FILE] [--publish]` runs one
 * benchmark, or all of them one after another. It prints a table (with --json one object per line) and keeps the
 * figures with their provenance under runs/bench/. --publish keeps whole benchmarks of a clean tree under
 * results/bench/ too.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeNamedFolder } from "../../host/node/make-folder.ts";
import { UsageError } from "../../host/usage-error.ts";
import { describeProvenance, type Provenance, provenance } from "../records/provenance.ts";
import { type BenchOptions, compare, listener, type Measurement } from "./measurement.ts";

const NAMES = [
  "field",
  "ring",
  "online",
  "dealer",
  "lowgear",
  "matrix",
  "comparison",
  "library",
  "transport",
];
const FOLDER = join("runs", "bench");
const PUBLISHED = join("results", "bench");
const FEWEST_RUNS = 5;

const HELP = `usage: npm run -s bench -- [NAME …] [options]

Runs the named benchmarks, or all of them, one after another: ${NAMES.join(", ")}.

  --runs <k>        runs of each case, at least 1; ${FEWEST_RUNS} by default
  --only <text>     run only the cases whose name contains the text
  --quick           small sizes, to see that it works
  --compare <file>  compare with an earlier record
  --json            print one object per line
  --publish         keep the figures under ${PUBLISHED} too: whole benchmarks of a clean tree, ${FEWEST_RUNS} runs or more
  --help            print this text

Example:
  npm run -s bench -- online --runs 7 --compare ${PUBLISHED}/online.json`;

/** A file under runs/bench/. */
interface BenchRecord {
  readonly provenance: Provenance;
  readonly measurements: readonly Measurement[];
}

interface Command extends BenchOptions {
  readonly names: readonly string[];
  readonly json: boolean;
  readonly publish: boolean;
  readonly before: BenchRecord | null;
}

function commandOf(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const unknown = positionals.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`no benchmark "${unknown}"; there are ${NAMES.join(", ")}`);
  const runs = Number(values.runs ?? FEWEST_RUNS);
  if (!Number.isSafeInteger(runs) || runs < 1)
    throw new UsageError(`--runs takes a number of at least 1, not "${values.runs}"`);
  const publish = values.publish ?? false;
  if (publish && (values.quick || values.only !== undefined || runs < FEWEST_RUNS))
    throw new UsageError(`--publish: whole benchmarks only, of ${FEWEST_RUNS} runs or more`);
  if (publish && provenance().dirty !== false)
    throw new UsageError("--publish: the tree differs from its commit; commit first");
  return {
    names: positionals.length === 0 ? NAMES : positionals,
    json: values.json ?? false,
    publish,
    runs,
    quick: values.quick ?? false,
    only: values.only ?? "",
    before: values.compare === undefined ? null : readRecord(values.compare),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        json: { type: "boolean" },
        quick: { type: "boolean" },
        runs: { type: "string" },
        only: { type: "string" },
        compare: { type: "string" },
        publish: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readRecord(file: string): BenchRecord {
  if (!existsSync(file)) throw new UsageError(`--compare: there is no file ${file}`);
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as Partial<BenchRecord>;
    if (!Array.isArray(record.measurements)) throw new SyntaxError("no measurements");
    return record as BenchRecord;
  } catch (error) {
    throw new UsageError(
      `--compare: ${file} is not a record of a benchmark (${(error as Error).message})`,
    );
  }
}

/** The measurements of the benchmark in `<name>.ts`. */
async function measure(name: string, options: BenchOptions): Promise<Measurement[]> {
  const file = new URL(`./${name}.ts`, import.meta.url);
  if (!existsSync(file)) throw new UsageError(`the benchmark "${name}" is not part of this tree`);
  const { run } = (await import(file.href)) as {
    run(options: BenchOptions): Promise<Measurement[]>;
  };
  return run(options);
}

function keep(name: string, record: BenchRecord): string {
  return write(FOLDER, `${name}-${record.provenance.at.replaceAll(":", "-")}.json`, record);
}

function write(folder: string, name: string, record: BenchRecord): string {
  makeNamedFolder(folder);
  const file = join(folder, name);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

const figure = (x: number): string =>
  x >= 1000 ? Math.round(x).toLocaleString("en") : x.toPrecision(3);

function table(measurements: readonly Measurement[]): string {
  const rows = [
    ["case", "parties", "median", "min", "max", "unit"],
    ...measurements.map((m) => [m.case, `${m.n}`, ...[m.median, m.min, m.max].map(figure), m.unit]),
  ];
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, k) => (k > 0 && k < 5 ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

async function main(args: readonly string[]): Promise<void> {
  if (parse(args).values.help) return console.log(HELP);
  listener.measured = ({ bench, case: name, median: middle, unit }) =>
    void process.stderr.write(`${bench} ${name}: ${figure(middle)} ${unit}\n`);
  const { names, json, publish, before, ...options } = commandOf(args);
  for (const name of names) {
    const origin = provenance();
    const measurements = await measure(name, options);
    const record = { provenance: origin, measurements };
    const file = keep(name, record);
    if (publish) write(PUBLISHED, `${name}.json`, record);
    if (json) {
      for (const m of measurements) console.log(JSON.stringify(m));
      continue;
    }
    console.log(`${name}: ${options.runs} runs, ${describeProvenance(origin)}\n`);
    console.log(`${table(measurements)}\n\nkept in ${file}`);
    if (before === null) continue;
    console.log(`\nagainst ${describeProvenance(before.provenance)}:`);
    for (const c of compare(before.measurements, measurements))
      console.log(`${c.case}: ${c.ratio.toFixed(2)} times${c.beyondNoise ? ", beyond noise" : ""}`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message.split("\n")[0]}`);
  process.exitCode = 2;
}
