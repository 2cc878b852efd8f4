/** Time, bytes and material, by party and phase. */
import type { PartyRecord, PhaseRecord, RunRecord } from "../../records/record.ts";
import type { CellRuns } from "../../statistics/cells.ts";
import { median } from "../../statistics/estimate.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { describeArgs, isInsecure, seriesName } from "../dimensions.ts";
import { bytes, figure } from "../format.ts";

/** For more members the links are summed up, because the matrix would fill pages. */
const MOST_SHOWN = 8;

export function partiesSection(cells: readonly CellRuns[]): readonly Block[] {
  const ran = cells.filter(({ ok }) => ok.length > 0);
  if (ran.length === 0) return [];
  return [
    heading("Parties and phases"),
    paragraph(
      "Medians over runs. Waiting is the time with a receive pending, computing the rest of the wall-clock time. Online, rounds depend on each other; of the other phases exchanges are counted, and messages received outside of one, many of which go on side by side.",
    ),
    ...ran.map((cell): Block => {
      const warning = isInsecure(cell) ? ` – ${cell.labels.join("; ")}` : "";
      return {
        kind: "details",
        summary: `${seriesName(cell)}, ${cell.cell.parties} parties, ${cell.cell.network}, ${describeArgs(cell.cell.args)}${warning}`,
        blocks: [phases(cell), items(cell), links(cell)],
      };
    }),
  ];
}

/** The same member in every run. */
interface Member {
  readonly name: string;
  readonly records: readonly PartyRecord[];
}

function membersOf({ ok }: CellRuns): readonly Member[] {
  const parties = ok[0]!.parties.map(({ party }) => ({
    name: `P${party}`,
    records: ok.flatMap((run) => run.parties.filter((p) => p.party === party)),
  }));
  const dealers = ok.flatMap(({ dealer }) => (dealer === null ? [] : [dealer]));
  return dealers.length === 0 ? parties : [...parties, { name: "dealer", records: dealers }];
}

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

type Read = (phase: PhaseRecord, name: string) => number | null;

const PHASE_FIGURES: readonly (readonly [head: string, read: Read, show: typeof figure])[] = [
  ["#wall, ms", (p) => p.wallMs, figure],
  ["#computing, ms", (p) => Math.max(0, p.wallMs - p.waitingMs), figure],
  ["#waiting, ms", (p) => p.waitingMs, figure],
  ["#CPU, ms", (p) => p.cpuMs, figure],
  ["#rounds", (p, name) => (name === "online" ? p.rounds : null), figure],
  ["#receives", (p, name) => (name === "online" ? null : p.rounds), figure],
  ["#messages sent", (p) => total(p.messagesSent), figure],
  ["#sent", (p) => total(p.bytesSent), bytes],
  ["#received", (p) => total(p.bytesReceived), bytes],
];

function phases(cell: CellRuns): Block {
  const rows = membersOf(cell).flatMap(({ name, records }) => {
    const names = Object.keys(records[0]!.phases) as (keyof PartyRecord["phases"])[];
    return names.map((phase) => {
      const found = records.flatMap((record) => record.phases[phase] ?? []);
      const shown = PHASE_FIGURES.map(([, read, show]) => {
        const values = found.map((p) => read(p, phase)).filter((x) => x !== null);
        return values.length === 0 ? "–" : show(median(values));
      });
      return [name, phase, ...shown];
    });
  });
  return table(["party", "phase", ...PHASE_FIGURES.map(([head]) => head)], rows);
}

function items(cell: CellRuns): Block {
  const rows = membersOf(cell).flatMap(({ name, records }) => {
    const families = ["made", "used", "wasted"] as const;
    const names = new Set(
      records.flatMap((r) => families.flatMap((family) => Object.keys(r[family]))),
    );
    const peaks = records.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
    const memory = peaks.length === 0 ? "–" : bytes(median(peaks));
    const rest = [...names].map((item) => [
      item,
      ...families.map((family) => figure(median(records.map((r) => r[family][item] ?? 0)))),
    ]);
    return (rest.length === 0 ? [["–", "–", "–", "–"]] : rest).map((row) => [name, ...row, memory]);
  });
  return table(["party", "item", "#made", "#used", "#wasted", "#peak memory"], rows);
}

/** Bytes from each member to each, all phases together. */
function links(cell: CellRuns): Block {
  const members = membersOf(cell);
  const sent = (record: PartyRecord, to: number) =>
    total(Object.values(record.phases).map((phase) => phase.bytesSent[to] ?? 0));
  const between = members.map(({ records }, i) =>
    members.map((_, j) => (i === j ? null : median(records.map((record) => sent(record, j))))),
  );
  if (members.length > MOST_SHOWN) {
    const all = between.flat().filter((x) => x !== null);
    const row = [Math.min(...all), median(all), Math.max(...all)].map(bytes);
    return table(["#least over a link", "#median", "#most"], [row]);
  }
  return table(
    ["sent by", ...members.map(({ name }) => `#to ${name}`)],
    between.map((row, i) => [members[i]!.name, ...row.map((x) => (x === null ? "–" : bytes(x)))]),
  );
}

/** Load averages at the starts, for the provenance. */
export function loadRange(runs: readonly RunRecord[]): string {
  const loads = runs.filter(({ status }) => status !== "omitted").map(({ load }) => load);
  if (loads.length === 0) return "–";
  return `${figure(Math.min(...loads))} … ${figure(Math.max(...loads))}`;
}
