/** Where figures come from: networks and what made them, security levels, machine, commit, method. */

import type { CellRuns } from "../../statistics/cells.ts";
import { DEFAULT_DRIFT } from "../../statistics/compare.ts";
import { linkValues } from "../../statistics/links.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { howRun, latencyWords, seriesName } from "../dimensions.ts";
import { figure } from "../format.ts";
import { type RunFolder, SHOWN_AS } from "../run-folder.ts";
import { loadRange } from "./parties.ts";

export function networksSection(cells: readonly CellRuns[]): readonly Block[] {
  const rows = cells.map((cell) => {
    const { network } = cell;
    const { parties } = cell.cell;
    const limits = linkValues(network.bandwidthMbit, parties);
    const jitter = linkValues(network.jitterMs, parties);
    return [
      network.name,
      network.kind,
      network.mechanism,
      howRun(cell),
      latencyWords(cell),
      limits.every((x) => x === null) ? "no limit" : range(limits.map((x) => x ?? Infinity)),
      range(jitter),
      network.coresPerHost === null ? "–" : figure(network.coresPerHost),
    ];
  });
  const unique = new Map(rows.map((row) => [row.join("\n"), row]));
  const heads = ["network", "kind", "delay made by", "times", "#one way / RTT, ms"];
  return [
    heading("Networks"),
    table([...heads, "#bandwidth, Mbit/s", "#jitter, ms", "#cores per host"], [...unique.values()]),
  ];
}

function range(values: readonly number[]): string {
  if (values.length === 0) return "–";
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const show = (x: number) => (Number.isFinite(x) ? figure(x) : "no limit");
  return least === most ? show(least) : `${show(least)}–${show(most)}`;
}

export function securitySection(cells: readonly CellRuns[]): readonly Block[] {
  const rows = cells.flatMap((cell) => {
    const budgets = [...new Set(cell.ok.map(({ budget }) => budget.join("; ")))];
    return cell.ok.length === 0
      ? []
      : [[seriesName(cell), cell.labels.join("; ") || "–", budgets.join(" | ") || "–"]];
  });
  const unique = new Map(rows.map((row) => [row.join("\n"), row]));
  if (unique.size === 0) return [];
  return [
    heading("Security levels"),
    table(["security", "label", "rests on"], [...unique.values()]),
  ];
}

export function provenanceSection({
  folder,
  runs,
  measured,
  shownAnew,
}: RunFolder): readonly Block[] {
  const { provenance: p, engine, startedAt, configDigest, quick } = folder;
  const rows = [
    ["commit", p.commit === null ? "none" : p.commit + (p.dirty ? " (dirty)" : "")],
    ["started", startedAt],
    ["engine", engine + (quick ? ", quick" : "")],
    [
      configDigest === measured ? "what was measured, SHA-256" : "config.yaml, SHA-256",
      configDigest,
    ],
    ...(shownAnew ? [["report and findings", `those of ${SHOWN_AS}, changed after the runs`]] : []),
    ["Node", p.node],
    [
      "packages",
      Object.entries(p.dependencies)
        .map(([k, v]) => `${k} ${v}`)
        .join(", ") || "–",
    ],
    ["platform", `${p.platform}, kernel ${p.kernel}`],
    ["machine", `${p.cores} × ${p.cpu}, ${p.memoryGiB} GiB`],
    ...hostRows(runs),
    ["one-minute load at the starts of runs", loadRange(runs)],
  ];
  return [heading("Provenance"), table(["", ""], rows)];
}

/** If runs were made on other machines than the runner's: the kinds of machines, and the number of members on each. */
function hostRows(runs: RunFolder["runs"]): string[][] {
  const kinds = new Map<string, number>();
  for (const { cpu, cores, memoryGiB, kernel } of runs.flatMap(({ hosts }) => hosts ?? [])) {
    const words = `${cores} × ${cpu}, ${memoryGiB} GiB, kernel ${kernel}`;
    kinds.set(words, (kinds.get(words) ?? 0) + 1);
  }
  if (kinds.size === 0) return [];
  const all = [...kinds].map(([words, count]) => `${words} (${count} members of runs)`);
  return [["nodes of the cluster", all.join("; ")]];
}

export function methodSection(): readonly Block[] {
  return [
    heading("Method"),
    paragraph(
      `Runs of all cells are shuffled within each repetition; warm-ups leave no record. A figure is the median over runs with a 95 % percentile-bootstrap interval (seeded, 1000 resamples), widened to the distribution-free interval of order statistics where that is longer. Ratios, shares and exponents are computed within each repetition first. Measured times, virtual time and the model are never in one series. spdz compare calls a time changed only beyond a factor of ${DEFAULT_DRIFT} between sessions, at 5 % for all cells together.`,
    ),
  ];
}
