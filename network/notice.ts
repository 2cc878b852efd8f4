/** What a party that stops tells the others: a code, one byte. They believe none of it. */
import { Abort, type AbortCode, ConfigurationMismatch } from "./abort.ts";

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
/** Its configuration differs from somebody's. */
export const CONFIGURATION = 254;
const OTHER = 255;

export function noticeCode(reason: Error): number {
  if (reason instanceof ConfigurationMismatch) return CONFIGURATION;
  return reason instanceof Abort ? CODES.indexOf(reason.code) : OTHER;
}

export function noticeText(code: number): string {
  if (code === CONFIGURATION) return "configurations differ";
  return CODES[code] ?? "an error of its own";
}
