/**
 * Names the first difference when headers of a round differ. The parties whose headers differ show each other what they
 * called. Nothing is computed from it.
 *
 *   rounds    1, between parties that saw each other's headers differ; an honest pair sees it on both sides. The wait is
 *             short: a liar would otherwise make us look silent to the others
 *   traffic   at most 64 kB to each
 *   security  a cheater can cause the report, not choose what it says of honest parties; nobody is named
 */
import { Abort } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import type { Words } from "./mix.ts";

const MAX_LIST_BYTES = 1 << 16;
/** The longest label, and the longest list of operands, that is sent or shown. */
const MAX_TEXT = 80;
/** LOCAL: how long a report may wait for the other side's list. */
export const REPORT_WAIT_MS = 2000;

/** One operation of a round, as the report shows it. */
export interface Called {
  /** Of the call, hexadecimal. */
  readonly id: string;
  /** "multiply 4" */
  readonly label: string;
  /** "input of P0, input of P1 no. 2" */
  readonly operands: string;
}

/** The first difference from the operations of another party; `at` is the operation here, if there is one. */
export interface Difference {
  readonly at: number;
  readonly text: string;
}

/** The Abort "programs-diverged", with the first difference between this party and those in `others`. */
export async function reportDivergence(
  session: Session,
  round: number,
  calls: readonly Called[],
  others: readonly number[],
  waitMs: number,
): Promise<{ readonly abort: Abort; readonly at: number }> {
  const list = encodeCalls(calls);
  for (const to of others) session.send(to, "labels", list);
  const differences = await Promise.all(
    others.map(async (from): Promise<Difference | null> => {
      const theirs = await within(waitMs, session.receive(from, "labels", MAX_LIST_BYTES));
      if (theirs === null) return { at: -1, text: `P${from} does not say what it called` };
      return firstDifference(calls, decodeCalls(theirs), from);
    }),
  );
  const found = differences.filter((difference) => difference !== null);
  const detail = found.map(({ text }) => text).join("; ");
  const abort = new Abort(
    "programs-diverged",
    session.path,
    [],
    `round ${round}: ${detail || "the operations agree, the headers do not: other settings, or one party alone differs"}`,
  );
  return { abort, at: found.find(({ at }) => at >= 0)?.at ?? -1 };
}

/** What `message` brings, or null if it fails or takes longer. */
function within<T>(waitMs: number, message: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), waitMs);
    const give = (value: T | null) => {
      clearTimeout(timer);
      resolve(value);
    };
    message.then(give, () => give(null));
  });
}

/** Null if the lists agree as far as they go. */
export function firstDifference(
  own: readonly Called[],
  theirs: readonly Called[],
  party: number,
): Difference | null {
  const k = own.findIndex((call, j) => call.id !== theirs[j]?.id || call.label !== theirs[j].label);
  const at = k >= 0 ? k : theirs.length > own.length ? own.length : -1;
  if (at < 0) return null;
  return { at, text: `operation ${at + 1} ${differing(own[at], theirs[at], theirs, party)}` };
}

function differing(
  own: Called | undefined,
  other: Called | undefined,
  theirs: readonly Called[],
  party: number,
): string {
  if (own?.label !== other?.label) return `is ${shown(own)} here, ${shown(other)} at P${party}`;
  const label = shown(own);
  const elsewhere = theirs.findIndex(({ id }) => id === own!.id);
  const [here, there] = [printable(own!.operands), printable(other!.operands)];
  if (elsewhere >= 0)
    return `here, ${label} of ${here}, is operation ${elsewhere + 1} at P${party}: the same operations in another order`;
  if (here !== there) return `is ${label} of ${here} here, of ${there} at P${party}`;
  const from = here === "" ? "" : ` of ${here}`;
  return `is ${label}${from} here and at P${party}, but not of the same operands, shape and scale`;
}

/** As many as fit. */
function encodeCalls(calls: readonly Called[]): Uint8Array {
  const cut = (text: string) => text.replace(/[\t\n]/g, " ").slice(0, MAX_TEXT);
  const lines = calls.map(({ id, label, operands }) => `${id}\t${cut(label)}\t${cut(operands)}`);
  return new TextEncoder().encode(lines.join("\n")).subarray(0, MAX_LIST_BYTES);
}

function decodeCalls(bytes: Uint8Array): Called[] {
  if (bytes.length === 0) return [];
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.map((line) => {
    const [id = "", label = "", operands = ""] = line.split("\t");
    return { id, label, operands };
  });
}

const shown = (call: Called | undefined): string =>
  call === undefined ? "nothing" : printable(call.label);

/** Another party's text: cut, and nothing in it but printable ASCII. */
const printable = (text: string): string => text.slice(0, MAX_TEXT).replace(/[^ -~]/g, "?");

export const hexOf = ({ a, b, c, d }: Words): string =>
  [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
