/**
 * When headers of a round differ: the parties whose headers differ show each other what they called, only
 * so that the report can name the first difference. Nothing is computed from it.
 *
 *   rounds    1, between parties that saw each other's headers differ: an honest pair sees it on both sides.
 *             Not waited for longer than a moment: a liar would let us look silent to the others
 *   traffic   at most 64 kB to each
 *   security  a cheater can cause the report, not choose what it says of honest parties; nobody is named
 */
import { Abort } from "../network/abort.ts";
import type { Session } from "../network/session.ts";

const MAX_LIST_BYTES = 1 << 16;
const MAX_LABEL = 80;
/** LOCAL: how long a report may wait for the other side's list. */
export const REPORT_WAIT_MS = 2000;

/** Aborts "programs-diverged", with the first difference between this party and those in `others`. */
export async function reportDivergence(
  session: Session,
  round: number,
  labels: readonly string[],
  others: readonly number[],
  waitMs: number,
): Promise<never> {
  const list = encodeLabels(labels);
  for (const to of others) session.send(to, "labels", list);
  const differences = await Promise.all(
    others.map(async (from) => {
      const theirs = await within(waitMs, session.receive(from, "labels", MAX_LIST_BYTES));
      if (theirs === null) return `P${from} does not say what it called`;
      return firstDifference(labels, decodeLabels(theirs), from);
    }),
  );
  const detail = differences.filter((line) => line !== null).join("; ");
  throw new Abort(
    "programs-diverged",
    session.path,
    [],
    `round ${round}: ${detail || "the labels agree, the headers do not: other settings, or one party alone differs"}`,
  );
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

/** "operation 3 is multiply 10 here, square 10 at P1"; null if the lists agree as far as they go. */
export function firstDifference(
  own: readonly string[],
  theirs: readonly string[],
  party: number,
): string | null {
  const k = own.findIndex((label, j) => label !== theirs[j]);
  const at = k >= 0 ? k : theirs.length > own.length ? own.length : -1;
  if (at < 0) return null;
  return `operation ${at + 1} is ${shown(own[at])} here, ${shown(theirs[at])} at P${party}`;
}

/** As many labels as fit. */
function encodeLabels(labels: readonly string[]): Uint8Array {
  const text = labels.map((label) => label.slice(0, MAX_LABEL)).join("\n");
  return new TextEncoder().encode(text).subarray(0, MAX_LIST_BYTES);
}

const decodeLabels = (bytes: Uint8Array): string[] =>
  bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split("\n");

/** Another party's text: cut, and nothing in it but printable ASCII. */
const shown = (label: string | undefined): string =>
  label === undefined ? "nothing" : label.slice(0, MAX_LABEL).replace(/[^ -~]/g, "?");
