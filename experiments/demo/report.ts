/** What the demo found, as data, as Markdown and as lines for a terminal. */
import { describeProvenance, type Provenance } from "../provenance.ts";

export interface RunFigures {
  readonly accuracy: number;
  /** The slowest party's, in milliseconds; median of the repetitions. */
  readonly offlineMs: number;
  readonly onlineMs: number;
  readonly rounds: number;
  /** By party. */
  readonly bytesSent: readonly number[];
}

export interface PartyVerdict {
  readonly party: number;
  /** The error's code, or "accepted". */
  readonly verdict: string;
  readonly culprits: readonly number[];
}

export interface DemoReport {
  /** "insecure: trusted dealer" and whatever else the runs say. */
  readonly labels: readonly string[];
  /** What did not go as announced; empty is exit code 0. */
  readonly surprises: readonly string[];
  readonly split: number;
  readonly trainingRows: number;
  readonly testRows: number;
  readonly epochs: number;
  /** Exact-sigmoid training in floating point on the same split. */
  readonly floatingPointAccuracy: number;
  /** Pairs of honest runs, SPDZ and without MACs in turn. */
  readonly repetitions: number;
  readonly spdz: RunFigures;
  readonly additive: RunFigures;
  /** SPDZ's time over the other's: median of the pairs. */
  readonly slowdown: { readonly offline: number; readonly online: number; readonly both: number };
  readonly attack: {
    readonly party: number;
    readonly does: string;
    /** Honest parties without MACs, and the accuracy of the model that they accepted. */
    readonly additive: readonly PartyVerdict[];
    readonly acceptedAccuracy: number | null;
    /** Honest parties with SPDZ. */
    readonly spdz: readonly PartyVerdict[];
  };
  readonly seconds: number;
  readonly provenance: Provenance;
}

const percent = (x: number | null): string => (x === null ? "–" : `${(100 * x).toFixed(2)} %`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
const times = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : "–");
const most = (list: readonly number[]): number => Math.max(...list);

/** Rows of the table, the header first. */
export function figuresTable(r: DemoReport): string[][] {
  const { spdz, additive, slowdown } = r;
  const bytes = [most(spdz.bytesSent), most(additive.bytesSent)] as const;
  const total = [spdz.offlineMs + spdz.onlineMs, additive.offlineMs + additive.onlineMs] as const;
  return [
    ["", "SPDZ (active)", "without MACs (semi-honest)", "ratio", "plain floating point"],
    [
      "test accuracy",
      percent(spdz.accuracy),
      percent(additive.accuracy),
      "",
      percent(r.floatingPointAccuracy),
    ],
    [
      "offline (dealer)",
      seconds(spdz.offlineMs),
      seconds(additive.offlineMs),
      times(slowdown.offline),
      "",
    ],
    ["online", seconds(spdz.onlineMs), seconds(additive.onlineMs), times(slowdown.online), ""],
    ["both", seconds(total[0]), seconds(total[1]), times(slowdown.both), ""],
    [
      "rounds",
      String(spdz.rounds),
      String(additive.rounds),
      times(spdz.rounds / additive.rounds),
      "",
    ],
    [
      "bytes sent online, largest party",
      kilobytes(bytes[0]),
      kilobytes(bytes[1]),
      times(bytes[0] / bytes[1]),
      "",
    ],
  ];
}

const names = (culprits: readonly number[]): string =>
  culprits.length === 0 ? "nobody" : culprits.map((c) => `P${c}`).join(", ");

/** The attack, a line per fact. */
export function attackLines({ attack, spdz }: DemoReport): string[] {
  const accepted = attack.additive.filter((v) => v.verdict === "accepted").length;
  return [
    `P${attack.party} ${attack.does}.`,
    `Without MACs: ${accepted} of ${attack.additive.length} honest parties accept the wrong model; its test accuracy is ` +
      `${percent(attack.acceptedAccuracy)} (the true model's: ${percent(spdz.accuracy)}).`,
    ...attack.spdz.map((v) =>
      v.verdict === "accepted"
        ? `SPDZ: P${v.party} ACCEPTED the wrong model.`
        : `SPDZ: P${v.party} aborts with ${v.verdict} before anything is returned (names ${names(v.culprits)}).`,
    ),
  ];
}

/** Columns padded to their widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => most(rows.map((row) => row[c]!.length)));
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd(),
  );
}

export const verdictLine = ({ surprises }: DemoReport): string =>
  surprises.length === 0
    ? "Everything went as announced."
    : `NOT as announced: ${surprises.join("; ")}.`;

export function toMarkdown(r: DemoReport): string {
  const [header, ...rows] = figuresTable(r);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    "# Three hospitals train a model",
    "",
    `**${r.labels.join("; ")}**`,
    "",
    `Logistic regression on ${r.trainingRows} training and ${r.testRows} test rows (split ${r.split}), ${r.epochs} epochs.`,
    `Times are the slowest party's, medians of ${r.repetitions} runs each, made in turn.`,
    "",
    line(header!),
    line(header!.map((_, c) => (c === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
    "## The attack",
    "",
    ...attackLines(r).map((l) => `- ${l}`),
    "",
    verdictLine(r),
    "",
    `${r.seconds.toFixed(1)} s in all. ${describeProvenance(r.provenance)}.`,
    "",
  ].join("\n");
}
