/** The result of the demo as data, as Markdown and as lines for a terminal. */
import { describeProvenance, type Provenance } from "../records/provenance.ts";

export interface RunFigures {
  readonly accuracy: number;
  /** Milliseconds of the slowest party; the median of the repetitions. */
  readonly keysMs: number;
  readonly offlineMs: number;
  readonly onlineMs: number;
  readonly rounds: number;
  /** Payload bytes by party: for keys and material, and online. */
  readonly bytesOffline: readonly number[];
  readonly bytesSent: readonly number[];
}

export interface PartyVerdict {
  readonly party: number;
  /** The error's code, or "accepted". */
  readonly verdict: string;
  readonly culprits: readonly number[];
}

export interface DemoReport {
  /** The labels of the runs, such as "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** The combinations that were run. */
  readonly securities: { readonly spdz: string; readonly additive: string };
  /** The security budgets of the two runs; null if a run did not end. */
  readonly budgets: { readonly spdz: string | null; readonly additive: string | null };
  /** What did not go as announced. If it is empty, the exit code is 0. */
  readonly surprises: readonly string[];
  readonly split: number;
  readonly trainingRows: number;
  readonly testRows: number;
  readonly epochs: number;
  /** Test accuracy of training with the exact sigmoid in floating point, on the same split. */
  readonly floatingPointAccuracy: number;
  /** The number of pairs of honest runs, with SPDZ and without MACs in turn. */
  readonly repetitions: number;
  readonly spdz: RunFigures;
  readonly additive: RunFigures;
  /** The time with SPDZ over the time without MACs; the median of the pairs. */
  readonly slowdown: { readonly offline: number; readonly online: number; readonly all: number };
  readonly attack: {
    readonly party: number;
    readonly does: string;
    /** The honest parties without MACs, and the accuracy of the model that they accepted. */
    readonly additive: readonly PartyVerdict[];
    readonly acceptedAccuracy: number | null;
    /** The honest parties with SPDZ. */
    readonly spdz: readonly PartyVerdict[];
  };
  readonly seconds: number;
  readonly provenance: Provenance;
}

const percent = (x: number | null): string => (x === null ? "–" : `${(100 * x).toFixed(2)} %`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
const times = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : "–");
const most = (list: readonly number[]): number => Math.max(...list);

const part = (x: number, of: number): string => (of > 0 ? `${((100 * x) / of).toFixed(0)} %` : "–");

/** Rows of the table, the header first. */
export function figuresTable(r: DemoReport): string[][] {
  const { spdz, additive, slowdown } = r;
  const both = (f: (figures: RunFigures) => string) => [f(spdz), f(additive)] as const;
  const ratioOf = (f: (figures: RunFigures) => number) => times(f(spdz) / f(additive));
  const offlineMs = (f: RunFigures) => f.keysMs + f.offlineMs;
  const allMs = (f: RunFigures) => offlineMs(f) + f.onlineMs;
  const allBytes = (f: RunFigures) => most(f.bytesOffline.map((sent, p) => sent + f.bytesSent[p]!));
  return [
    ["", "SPDZ (active)", "without MACs (semi-honest)", "ratio", "plain floating point"],
    ["combination", r.securities.spdz, r.securities.additive, "", ""],
    ["test accuracy", ...both((f) => percent(f.accuracy)), "", percent(r.floatingPointAccuracy)],
    ["keys", ...both((f) => seconds(f.keysMs)), ratioOf((f) => f.keysMs), ""],
    ["material", ...both((f) => seconds(f.offlineMs)), ratioOf((f) => f.offlineMs), ""],
    [
      "keys and material (offline)",
      ...both((f) => seconds(offlineMs(f))),
      times(slowdown.offline),
      "",
    ],
    ["online", ...both((f) => seconds(f.onlineMs)), times(slowdown.online), ""],
    ["all", ...both((f) => seconds(allMs(f))), times(slowdown.all), ""],
    ["offline share of the time", ...both((f) => part(offlineMs(f), allMs(f))), "", ""],
    ["rounds online", ...both((f) => String(f.rounds)), ratioOf((f) => f.rounds), ""],
    [
      "bytes sent offline, largest party",
      ...both((f) => megabytes(most(f.bytesOffline))),
      ratioOf((f) => most(f.bytesOffline)),
      "",
    ],
    [
      "bytes sent online, largest party",
      ...both((f) => megabytes(most(f.bytesSent))),
      ratioOf((f) => most(f.bytesSent)),
      "",
    ],
    ["offline share of the bytes", ...both((f) => part(most(f.bytesOffline), allBytes(f))), "", ""],
  ];
}

/** The security budgets of the two honest runs, one line each. */
export const budgetLines = ({ budgets, securities }: DemoReport): string[] =>
  (["spdz", "additive"] as const).flatMap((run) =>
    budgets[run] === null ? [] : [`${securities[run]}: ${budgets[run]}`],
  );

const names = (culprits: readonly number[]): string =>
  culprits.length === 0 ? "nobody" : culprits.map((c) => `P${c}`).join(", ");

/** The attack, one line per fact. */
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
    ...r.labels.flatMap((label) => [`**${label}**`, ""]),
    `Logistic regression on ${r.trainingRows} training and ${r.testRows} test rows (split ${r.split}), ${r.epochs} epochs.`,
    r.repetitions === 1
      ? "Times are the slowest party's, of one run each."
      : `Times are the slowest party's, medians of ${r.repetitions} runs each, made in turn.`,
    "",
    line(header!),
    line(header!.map((_, c) => (c === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
    ...budgetLines(r).map((l) => `- ${l}`),
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
