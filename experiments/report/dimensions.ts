/** The dimensions in which cells differ: columns that tables share, panels and series of plots. */
import type { CellRuns, Source } from "../statistics/cells.ts";
import { bandwidthOf, latencyOf, linkValues } from "../statistics/links.ts";
import { figure } from "./format.ts";

export interface Dimension {
  /** As in findings: "parties", "args.length". */
  readonly key: string;
  /** The title of an axis, with its unit. */
  readonly axis: string;
  /** Null if a cell has no value. */
  of(cell: CellRuns): number | string | null;
  /** The value in words, for the name of a panel. */
  says(value: number | string | null): string;
}

const argument = (name: string): Dimension => ({
  key: `args.${name}`,
  axis: `argument ${name}`,
  of: ({ cell }) => {
    const value = Object.hasOwn(cell.args, name) ? cell.args[name]! : null;
    return typeof value === "number" || value === null ? value : JSON.stringify(value);
  },
  says: (value) =>
    `${name} ${typeof value === "number" ? value.toLocaleString("en") : (value ?? "–")}`,
});

export const PARTIES: Dimension = {
  key: "parties",
  axis: "parties n",
  of: ({ cell }) => cell.parties,
  says: (value) => `n = ${value}`,
};

export const LATENCY: Dimension = {
  key: "latency",
  axis: "one-way latency, ms (RTT is twice that)",
  of: ({ cell, network }) => latencyOf(network, cell.parties),
  says: (value) => (value === null ? "links differ" : `${value} ms one way`),
};

export const BANDWIDTH: Dimension = {
  key: "bandwidth",
  axis: "bandwidth, Mbit/s",
  of: ({ cell, network }) => bandwidthOf(network, cell.parties),
  says: (value) => (value === null ? "no bandwidth limit" : `${value} Mbit/s`),
};

const PROGRAM: Dimension = {
  key: "program",
  axis: "program",
  of: ({ cell }) => cell.program,
  says: String,
};

/** For networks that latency and bandwidth do not distinguish, because links differ or have jitter. */
const NETWORK: Dimension = {
  key: "network",
  axis: "network",
  of: ({ cell, network }) => {
    const uniform = latencyOf(network, cell.parties) !== null;
    const jitter = Math.max(0, ...linkValues(network.jitterMs, cell.parties));
    return uniform && jitter === 0 ? null : cell.network;
  },
  says: (value) => String(value ?? "uniform"),
};

/** The dimensions with more than one value, among them arguments of the program. */
export function varyingDimensions(cells: readonly CellRuns[]): readonly Dimension[] {
  const names = new Set(cells.flatMap(({ cell }) => Object.keys(cell.args)));
  const all = [PARTIES, LATENCY, BANDWIDTH, NETWORK, PROGRAM, ...[...names].map(argument)];
  return all.filter((dimension) => new Set(cells.map(dimension.of)).size > 1);
}

export const isNumeric = (dimension: Dimension, cells: readonly CellRuns[]): boolean =>
  cells.some((cell) => typeof dimension.of(cell) === "number");

const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  measured: "measured",
  virtual: "virtual time, computation measured",
  model: "model",
};

export const sourceWords = (source: Source): string => SOURCE_WORDS[source];

/** Where times come from, and what made the delay: "measured, netem". */
export const howRun = ({ source, network }: CellRuns): string =>
  source === "measured" ? `measured, ${network.mechanism}` : SOURCE_WORDS[source];

export const isInsecure = ({ labels }: Pick<CellRuns, "labels">): boolean =>
  labels.some((label) => label.startsWith("insecure"));

/** The combination, and its ablation if there is one. */
export const combinationName = ({ cell }: CellRuns): string =>
  cell.security + (cell.ablation === "none" ? "" : ` ${cell.ablation}`);

/** The combination, with a mark if it is insecure. */
export const seriesName = (cell: CellRuns): string =>
  combinationName(cell) + (isInsecure(cell) ? " (insecure)" : "");

/** One-way latency and round-trip time: "10 / 20", or ranges if links differ. */
export function latencyWords({ cell, network }: CellRuns): string {
  const common = latencyOf(network, cell.parties);
  if (common !== null) return `${figure(common)} / ${figure(2 * common)}`;
  const values = linkValues(network.latencyMs, cell.parties);
  if (values.length === 0) return "–";
  const trips = linkValues(roundTrips(network.latencyMs), cell.parties);
  return `${range(values)} / ${range(trips)}`;
}

const range = (values: readonly number[]): string =>
  `${figure(Math.min(...values))}–${figure(Math.max(...values))}`;

const roundTrips = (oneWay: readonly (readonly number[])[]): number[][] =>
  oneWay.map((row, i) => row.map((there, j) => there + (oneWay[j]?.[i] ?? 0)));

/** "length=1000, bound=3". */
export const describeArgs = (args: CellRuns["cell"]["args"]): string =>
  Object.entries(args)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

/** The first columns of every table of cells. */
export interface CellColumns {
  readonly heads: readonly string[];
  of(cell: CellRuns): readonly string[];
}

export function cellColumns(cells: readonly CellRuns[]): CellColumns {
  const args = varyingDimensions(cells).filter(
    ({ key }) => key.startsWith("args.") || key === "program",
  );
  return {
    heads: [
      "#parties",
      "network",
      "#one way / RTT, ms",
      "times",
      ...args.map(({ key }) => key),
      "security",
      "label",
    ],
    of: (cell) => [
      String(cell.cell.parties),
      cell.cell.network,
      latencyWords(cell),
      howRun(cell),
      ...args.map((dimension) => String(dimension.of(cell) ?? "–")),
      combinationName(cell),
      cell.labels.join("; ") || "–",
    ],
  };
}
