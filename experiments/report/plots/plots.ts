/** The figures that a config may ask for, by name. */
import type { Security } from "../../../host/node/party/combination.ts";
import { type CellRuns, estimateOf } from "../../statistics/cells.ts";
import { type Metric, metricOf, type Unit } from "../../statistics/metrics.ts";
import { UsageError } from "../../usage-error.ts";
import type { Figure } from "../blocks.ts";
import { type Dimension, LATENCY, PARTIES, varyingDimensions } from "../dimensions.ts";
import { isActiveOverPassive, SLOWDOWN_METRICS, slowdowns } from "../tables/slowdown.ts";
import { linePlot, type PlotPoint } from "./line-plot.ts";
import { overheadSplit } from "./overhead-split.ts";
import { predictionPlot } from "./prediction-plot.ts";

interface Records {
  /** Those with runs. */
  readonly cells: readonly CellRuns[];
  readonly baseline: Security;
}

const TOTAL = "Total is keys, offline and online of the slowest party.";

type Plot = (name: string, records: Records) => readonly (Figure | null)[];

const UNITS: Readonly<Record<Unit, string>> = {
  ms: ", ms",
  bytes: ", bytes",
  rounds: "",
  messages: "",
  items: "",
  "1/s": ", 1/s",
  "": "",
};

const TIMES = ["totalMs", "offlineMs", "onlineMs"] as const;

const PLOTS: Readonly<Record<string, Plot>> = {
  "time-by-latency": over(LATENCY, TIMES),
  "time-by-parties": over(PARTIES, TIMES),
  "time-by-length": (name, records) =>
    lengthsOf(records.cells).flatMap((length) => over(length, TIMES)(name, records)),
  "bytes-by-parties": over(PARTIES, ["bytes"]),
  "memory-by-parties": over(PARTIES, ["peakMemoryBytes"]),
  "waiting-by-latency": over(LATENCY, ["onlineWaitingMs", "onlineComputingMs"]),
  "throughput-by-parties": (name, records) =>
    over(PARTIES, [...madeItems(records.cells), "valuesPerSecond"])(name, records),
  "throughput-by-latency": over(LATENCY, ["valuesPerSecond"]),
  slowdown: slowdownPlots,
  "overhead-split": (name, { cells }) => [overheadSplit(name, cells)],
  prediction: (name, { cells }) => [predictionPlot(name, cells)],
};

export const PLOT_NAMES = Object.keys(PLOTS);

/** Drawn where a config asks for none, as far as there is something to draw. */
const USUAL = [
  "time-by-latency",
  "time-by-parties",
  "time-by-length",
  "bytes-by-parties",
  "throughput-by-parties",
  "slowdown",
  "overhead-split",
  "prediction",
];

/** @throws UsageError for a name that there is not. */
export function assertPlotNames(names: readonly string[]): void {
  const unknown = names.find((name) => !Object.hasOwn(PLOTS, name));
  if (unknown !== undefined)
    throw new UsageError(`report.plots: no plot "${unknown}"; there are ${PLOT_NAMES.join(", ")}`);
}

export interface Drawn {
  readonly figures: readonly Figure[];
  /** Names that were asked for and for which there is nothing to draw. */
  readonly empty: readonly string[];
}

/** Those named, or the usual ones. */
export function draw(names: readonly string[] | undefined, records: Records): Drawn {
  assertPlotNames(names ?? []);
  const ran = { ...records, cells: records.cells.filter(({ ok }) => ok.length > 0) };
  const drawn = (names ?? USUAL).map((name) => ({
    name,
    figures: PLOTS[name]!(name, ran).filter((figure) => figure !== null),
  }));
  return {
    figures: drawn.flatMap(({ figures }) => figures),
    empty:
      names === undefined
        ? []
        : drawn.filter(({ figures }) => figures.length === 0).map(({ name }) => name),
  };
}

/** A figure for each metric, of whole protocols: what was left out of some is in the tables. */
function over(x: Dimension, metrics: readonly string[]): Plot {
  return (name, { cells }) => {
    const whole = cells.filter(({ cell }) => cell.ablation === "none");
    return metrics.map((metricName) => {
      const metric = metricOf(metricName)!;
      return linePlot({
        name: metrics.length === 1 ? name : `${name}-${fileName(metricName)}`,
        title: title(metric, x),
        x,
        yTitle: metric.says + UNITS[metric.unit],
        points: varies(x, whole) ? pointsOf(whole, x, metric) : [],
        apart: varyingDimensions(whole).filter((d) => d.key !== x.key && !follows(d, x)),
        says: metricName === "totalMs" ? TOTAL : null,
      });
    });
  };
}

/** Where networks are told apart by latency, their names do so too. */
const follows = (dimension: Dimension, x: Dimension): boolean =>
  x === LATENCY && dimension.key === "network";

function pointsOf(cells: readonly CellRuns[], x: Dimension, metric: Metric): PlotPoint[] {
  return cells.flatMap((cell) => {
    const [at, found] = [x.of(cell), estimateOf(cell, metric)];
    if (typeof at !== "number" || found === null) return [];
    return [{ cell, x: at, estimate: found }];
  });
}

function slowdownPlots(name: string, { cells, baseline }: Records): readonly (Figure | null)[] {
  const whole = cells.filter(({ cell }) => cell.ablation === "none");
  const x = varies(LATENCY, whole) ? LATENCY : (varyingDimensions(whole)[0] ?? PARTIES);
  const found = slowdowns(cells, baseline).filter(isActiveOverPassive);
  return SLOWDOWN_METRICS.map((metricName) => {
    const metric = metricOf(metricName)!;
    const points = found.flatMap(({ slow, fast, of }) => {
      const ratio = of.find((r) => r.metric.name === metricName)?.ratio;
      const at = x.of(slow);
      if (ratio === undefined || typeof at !== "number") return [];
      return [{ cell: slow, over: fast, x: at, estimate: ratio }];
    });
    return linePlot({
      name: `${name}-${fileName(metricName)}`,
      title: `Slowdown of active over semi-honest security: ${metric.says}`,
      x,
      yTitle: "ratio of paired runs",
      points,
      apart: varyingDimensions(whole).filter((d) => d.key !== x.key && !follows(d, x)),
      rule: 1,
      says: metricName === "totalMs" ? TOTAL : null,
    });
  });
}

const varies = (x: Dimension, cells: readonly CellRuns[]): boolean =>
  new Set(cells.map((cell) => x.of(cell)).filter((v) => typeof v === "number")).size > 1;

/** Numeric arguments that differ: "length", or what the program calls it. */
const lengthsOf = (cells: readonly CellRuns[]): readonly Dimension[] =>
  varyingDimensions(cells).filter(({ key }) => key.startsWith("args."));

function madeItems(cells: readonly CellRuns[]): readonly string[] {
  const items = cells.flatMap(({ ok }) =>
    ok.flatMap(({ parties }) => parties.flatMap(({ made }) => Object.keys(made))),
  );
  return [...new Set(items)].map((item) => `madePerSecond.${item}`);
}

const title = ({ says }: Metric, { key }: Dimension): string =>
  `${says[0]!.toUpperCase()}${says.slice(1)} by ${key.replace(/^args\./, "")}`;

const fileName = (name: string): string => name.replace(/[^a-zA-Z0-9]+/g, "-").replace(/Ms$/, "");
