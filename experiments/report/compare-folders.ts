/** Compares two run folders: which cells differ beyond noise, and what else differs between the folders. */
import { type CompareOptions, type Comparison, compare } from "../statistics/compare.ts";
import { describeArgs } from "./dimensions.ts";
import { amount, figure, interval } from "./format.ts";
import { type RunFolder, readRunFolder } from "./run-folder.ts";

export interface FolderComparison extends Comparison {
  readonly a: RunFolder;
  readonly b: RunFolder;
  /** What differs besides the figures, such as commit, machine, config; one line each. */
  readonly circumstances: readonly string[];
}

/** @throws UsageError for a folder without a run; RangeError as `compare`. */
export function compareFolders(
  a: string,
  b: string,
  options: CompareOptions = {},
): FolderComparison {
  const [first, second] = [readRunFolder(a), readRunFolder(b)];
  return {
    ...compare(first.cells, second.cells, options),
    a: first,
    b: second,
    circumstances: circumstances(first, second),
  };
}

function circumstances(a: RunFolder, b: RunFolder): readonly string[] {
  const facts = ({ folder: f, measured }: RunFolder): Readonly<Record<string, string>> => ({
    experiment: f.experiment,
    "config.yaml": measured.slice(0, 12),
    engine: f.engine,
    commit: `${f.provenance.commit?.slice(0, 12) ?? "none"}${f.provenance.dirty ? " (dirty)" : ""}`,
    Node: f.provenance.node,
    kernel: f.provenance.kernel,
    machine: `${f.provenance.cores} × ${f.provenance.cpu}, ${f.provenance.memoryGiB} GiB`,
    packages: JSON.stringify(f.provenance.dependencies),
  });
  const [x, y] = [facts(a), facts(b)];
  return Object.keys(x).flatMap((key) =>
    x[key] === y[key]
      ? []
      : [key === "packages" ? "packages differ" : `${key}: ${x[key]} | ${y[key]}`],
  );
}

/** The comparison as text for a terminal. `all`: with cells that did not change. */
export function describeComparison(comparison: FolderComparison, all = false): string {
  const {
    a,
    b,
    differences,
    circumstances: others,
    onlyA,
    onlyB,
    overall,
    tests,
    drift,
  } = comparison;
  const changed = differences.filter(({ verdict }) => verdict === "more" || verdict === "less");
  const few = differences.filter(({ verdict }) => verdict === "too few runs").length;
  const shown = all ? differences : changed;
  const name = ({ cell, source }: (typeof differences)[number]) =>
    [
      `${cell.parties} parties`,
      cell.network,
      source,
      cell.security + (cell.ablation === "none" ? "" : ` ${cell.ablation}`),
      describeArgs(cell.args),
    ]
      .filter((text) => text !== "")
      .join(", ");
  const lines = shown.map((d) => {
    const show = (x: number) => amount(x, d.metric.unit);
    const ratio = d.ratio === null ? "" : `, ×${figure(d.ratio)}`;
    const unit = d.metric.unit === "ms" ? " ms" : "";
    const labels = d.labels.length === 0 ? "" : ` [${d.labels.join("; ")}]`;
    return `${name(d)}${labels}: ${d.metric.says} ${d.verdict}: ${interval(d.a, show)} → ${interval(d.b, show)}${unit}${ratio}, p ${figure(d.chance)}`;
  });
  return [
    `a: ${a.path}`,
    `b: ${b.path}`,
    ...others.map((line) => `differs: ${line}`),
    ...lines,
    `${changed.length} of ${differences.length} figures differ beyond noise, times also beyond a drift by ${drift} (${tests} tests; together they are wrong in at most 5 % of comparisons)`,
    ...(few > 0 ? [`${few} figures have too few runs to decide: six or more of each help`] : []),
    ...(overall === null ? [] : [`all times together: ×${figure(overall)} (median over cells)`]),
    ...onlyA.map(({ cell }) => `only in a: ${cell.id}`),
    ...onlyB.map(({ cell }) => `only in b: ${cell.id}`),
  ].join("\n");
}

/** The comparison as JSON, without the records. */
export function comparisonAsJson({ a, b, differences, onlyA, onlyB, ...rest }: FolderComparison) {
  return {
    ...rest,
    a: a.path,
    b: b.path,
    differences: differences.map(({ metric, ...d }) => ({
      ...d,
      metric: metric.name,
      unit: metric.unit,
    })),
    onlyA: onlyA.map(({ cell }) => cell.id),
    onlyB: onlyB.map(({ cell }) => cell.id),
  };
}
