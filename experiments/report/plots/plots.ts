/** The figures that a config may ask for, by name. */
import type { Security } from "../../../host/party/combination.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { type CellRuns, estimateOf } from "../../statistics/cells.ts";
import { type Metric, metricOf, type Unit } from "../../statistics/metrics.ts";
import type { Figure } from "../blocks.ts";
import {
  BANDWIDTH,
  type Dimension,
  isNumeric,
  LATENCY,
  PARTIES,
  varyingDimensions,
} from "../dimensions.ts";
import { isActiveOverPassive, SLOWDOWN_METRICS, slowdowns } from "../tables/slowdown.ts";
import { accuracyBars } from "./accuracy-bars.ts";
import { linePlot, type PlotPoint } from "./line-plot.ts";
import { overheadSplit } from "./overhead-split.ts";
import { predictionPlot } from "./prediction-plot.ts";
import { timeBars } from "./time-bars.ts";

interface Records {
  /** A plot gets only cells with successful runs. */
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
  "time-by-bandwidth": over(BANDWIDTH, TIMES),
  "time-by-combination": (name, { cells }) =>
    TIMES.map((metric) => timeBars(`${name}-${fileName(metric)}`, whole(cells), metricOf(metric)!)),
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
  "accuracy-by-function": (name, { cells }) => [accuracyBars(name, whole(cells))],
};

const PLOT_NAMES = Object.keys(PLOTS);

/** The figures for a config that names none. Those with nothing to draw are left out. */
const USUAL = [
  "time-by-latency",
  "time-by-bandwidth",
  "time-by-parties",
  "time-by-length",
  "bytes-by-parties",
  "throughput-by-parties",
  "slowdown",
  "overhead-split",
  "prediction",
];

/** What is wrong with the name of a plot, and what is allowed; null if nothing is wrong. */
export const plotObjection = (name: string): string | null =>
  Object.hasOwn(PLOTS, name) ? null : `no plot "${name}"; there are ${PLOT_NAMES.join(", ")}`;

export interface Drawn {
  readonly figures: readonly Figure[];
  /** The requested names for which there is nothing to draw. */
  readonly empty: readonly string[];
}

/** The figures if no dimension that varies is a number. */
const WITHOUT_AXIS = ["time-by-combination", "overhead-split"];

/** Draws the named figures, or by default the usual ones. @throws UsageError for an unknown name. */
export function draw(names: readonly string[] | undefined, records: Records): Drawn {
  const wrong = (names ?? []).map(plotObjection).find((says) => says !== null);
  if (wrong !== undefined) throw new UsageError(`report.plots: ${wrong}`);
  const ran = { ...records, cells: records.cells.filter(({ ok }) => ok.length > 0) };
  const hasAxis = varyingDimensions(ran.cells).some((d) => isNumeric(d, ran.cells));
  const drawn = (names ?? (hasAxis ? USUAL : WITHOUT_AXIS)).map((name) => ({
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

/** A figure for each metric, without ablations. */
function over(x: Dimension, metrics: readonly string[]): Plot {
  return (name, { cells }) => {
    const all = whole(cells);
    return metrics.map((metricName) => {
      const metric = metricOf(metricName)!;
      return linePlot({
        name: metrics.length === 1 ? name : `${name}-${fileName(metricName)}`,
        title: title(metric, x),
        x,
        yTitle: metric.says + UNITS[metric.unit],
        points: varies(x, all) ? pointsOf(all, x, metric) : [],
        apart: varyingDimensions(all).filter((d) => d.key !== x.key && !follows(d, x)),
        says: metricName === "totalMs" ? TOTAL : null,
      });
    });
  };
}

/** If the axis is latency, names of networks need no panels, because they follow from it. */
const follows = (dimension: Dimension, x: Dimension): boolean =>
  x === LATENCY && dimension.key === "network";

function pointsOf(cells: readonly CellRuns[], x: Dimension, metric: Metric): PlotPoint[] {
  return cells.flatMap((cell) => {
    const [at, found] = [x.of(cell), estimateOf(cell, metric)];
    if (typeof at !== "number" || found === null) return [];
    return [{ cell, x: at, estimate: found }];
  });
}

/** Plots over the first axis that gives a figure. Latency is tried first. */
function slowdownPlots(name: string, records: Records): readonly (Figure | null)[] {
  const all = whole(records.cells);
  const axes = [LATENCY, ...varyingDimensions(all).filter((d) => d !== LATENCY)];
  const tries = axes.map((x) => slowdownsOver(x, name, all, records.baseline));
  return tries.find((figures) => figures.some((figure) => figure !== null)) ?? [];
}

function slowdownsOver(
  x: Dimension,
  name: string,
  all: readonly CellRuns[],
  baseline: Security,
): readonly (Figure | null)[] {
  const found = slowdowns(all, baseline).filter(isActiveOverPassive);
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
      apart: varyingDimensions(all).filter((d) => d.key !== x.key && !follows(d, x)),
      rule: 1,
      says: metricName === "totalMs" ? TOTAL : null,
    });
  });
}

/** Cells without an ablation. The tables have the others. */
const whole = (cells: readonly CellRuns[]): readonly CellRuns[] =>
  cells.filter(({ cell }) => cell.ablation === "none");

const varies = (x: Dimension, cells: readonly CellRuns[]): boolean =>
  new Set(cells.map((cell) => x.of(cell)).filter((v) => typeof v === "number")).size > 1;

/** The arguments that vary: "length", or another name in the program. */
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
