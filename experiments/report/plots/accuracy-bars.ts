/**
 * Plots how far functions are from the real ones: worst and mean in units in the last place, and the claim of each as a line.
 * Other dimensions make the panels. For results that have `functions`, each with worst, mean and claim.
 */
import type { RunRecord } from "../../records/record.ts";
import type { CellRuns } from "../../statistics/cells.ts";
import type { Figure } from "../blocks.ts";
import { varyingDimensions } from "../dimensions.ts";
import { PANEL_WIDTH, warningsOf } from "./line-plot.ts";
import { INK } from "./palette.ts";

const STEP = 16;
const COLUMNS = 2;

/** Figures that a result lacks are not drawn. */
type Found = Partial<Readonly<Record<"worst" | "mean" | "claim", number>>>;

/** Null if no result has such figures. */
export function accuracyBars(name: string, cells: readonly CellRuns[]): Figure | null {
  const apart = varyingDimensions(cells);
  const values = cells.flatMap((cell) => {
    const panel = apart.map((d) => d.says(d.of(cell))).join(", ");
    return worstOf(cell.ok).map((found) => ({ panel, ...found, runs: cell.ok.length }));
  });
  if (values.length === 0) return null;
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: "units in the last place",
    axis: { format: ",~r", tickCount: 5 },
  });
  const unit = {
    encoding: {
      y: { field: "of", type: "nominal", title: null, sort: null },
      tooltip: [
        { field: "of", title: "function" },
        { field: "worst", title: "worst", format: ",.4~r" },
        { field: "mean", title: "mean", format: ",.4~r" },
        { field: "claim", title: "claimed" },
        { field: "runs", title: "runs" },
      ],
    },
    layer: [
      { mark: { type: "bar", color: "#56b4e9" }, encoding: { x: x("worst") } },
      {
        mark: { type: "bar", color: "#0b84c9", height: { band: 0.5 } },
        encoding: { x: x("mean") },
      },
      { mark: { type: "tick", color: INK, thickness: 2 }, encoding: { x: x("claim") } },
    ],
  };
  return {
    kind: "figure",
    name,
    title: "How far functions are from the real ones",
    caption: [
      ...warningsOf(cells),
      "Wide bars are the worst of all runs, narrow ones the mean, lines what the records claim.",
    ],
    specification: {
      data: { values },
      columns: COLUMNS,
      facet: { field: "panel", type: "nominal", title: null, sort: panels },
      spec: { width: PANEL_WIDTH, height: { step: STEP }, ...unit },
    },
  };
}

/** Of each function the worst of all runs, and the mean of their means. */
function worstOf(runs: readonly RunRecord[]) {
  const all = runs.flatMap(({ result }) => Object.entries(functionsIn(result)));
  return [...Map.groupBy(all, ([of]) => of)].map(([of, list]) => {
    const figures = (key: keyof Found) => list.flatMap(([, found]) => found[key] ?? []);
    const means = figures("mean");
    const mean = means.reduce((sum, x) => sum + x, 0) / means.length;
    const found = {
      worst: Math.max(...figures("worst")),
      mean,
      claim: Math.max(...figures("claim")),
    };
    return { of, ...found };
  });
}

function functionsIn(result: RunRecord["result"]): Record<string, Found> {
  if (result === null || typeof result !== "object" || Array.isArray(result)) return {};
  const { functions } = result as { readonly functions?: unknown };
  if (typeof functions !== "object" || functions === null) return {};
  const found = Object.entries(functions as Record<string, unknown>).filter(
    (entry): entry is [string, Found] => isFound(entry[1]),
  );
  return Object.fromEntries(found);
}

const isFound = (x: unknown): x is Found =>
  typeof x === "object" && x !== null && ["worst", "mean", "claim"].some((key) => key in x);
