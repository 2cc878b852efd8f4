/**
 * What a party that stops tells the others: a code of one byte. The others do not trust it, and name nobody because of
 * it. Some codes say that nobody has seen anything wrong. The others then act as if the party had only fallen silent.
 * paper-notes/overdrive.md ("A crash is not an answer") says why anybody may say so.
 */
import { Abort, type AbortCode, ConfigurationMismatch, type Leave, leaveOf } from "./abort.ts";

/** The position is the code on the wire. */
const CODES: readonly AbortCode[] = [
  "mac-check-failed",
  "sacrifice-failed",
  "bad-opening",
  "inconsistent-broadcast",
  "malformed-message",
  "programs-diverged",
  "peer-silent",
  "peer-closed",
  "peer-aborted",
  "peer-not-authentic",
  "bad-proof",
];
/** Others have told it of somebody's silence. */
const SILENCE_HEARD = 11;
/** Somebody fell silent, in any form, and it destroyed its keys for that: mostly in the middle of a MAC check. */
const KEYS_LOST = 12;
/** Its configuration differs from somebody's. */
export const CONFIGURATION = 254;
const OTHER = 255;

const LEAVES: Readonly<Record<Leave, { readonly code: number; readonly text: string }>> = {
  interrupted: { code: 248, text: "it was interrupted" },
  "no-space": { code: 249, text: "its disk is full" },
  "out-of-material": { code: 250, text: "it is out of material" },
};

const SILENT: readonly number[] = [
  CODES.indexOf("peer-silent"),
  CODES.indexOf("peer-closed"),
  SILENCE_HEARD,
  ...Object.values(LEAVES).map(({ code }) => code),
];

export function noticeCode(reason: Error): number {
  if (reason instanceof ConfigurationMismatch) return CONFIGURATION;
  const leave = leaveOf(reason);
  if (leave !== null) return LEAVES[leave].code;
  if (!(reason instanceof Abort)) return OTHER;
  const code = CODES.indexOf(reason.code);
  if (reason.silence) return SILENT.includes(code) ? code : SILENCE_HEARD;
  return SILENT.includes(code) ? KEYS_LOST : code;
}

export function noticeText(code: number): string {
  if (code === CONFIGURATION) return "configurations differ";
  if (code === SILENCE_HEARD) return "it was told that somebody is gone";
  if (code === KEYS_LOST) return "somebody fell silent, and its keys are destroyed for that";
  const leave = Object.values(LEAVES).find((known) => known.code === code);
  return leave?.text ?? CODES[code] ?? "an error of its own";
}

/** True if the code says that nobody has seen anything wrong. */
const noticeOfSilence = (code: number): boolean => SILENT.includes(code);

/** The failure of a party that has heard this notice and has seen nothing wrong itself. */
export const abortOfNotice = (peer: number, code: number): Abort =>
  new Abort(
    "peer-aborted",
    "session",
    [],
    `P${peer} stopped: ${noticeText(code)}`,
    noticeOfSilence(code),
  );

/** `failure` as others are told of it if this party has destroyed its keys for it: it no longer counts as silence. */
export function notMereSilence(failure: Error): Error {
  if (failure instanceof Abort)
    return new Abort(failure.code, failure.where, failure.culprits, failure.detail, false);
  return leaveOf(failure) === null ? failure : new Abort("peer-closed", "session", [], "", false);
}
