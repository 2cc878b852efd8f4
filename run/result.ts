/** What a program returned: as it crosses to the process that asked for it, and as it is shown. */

import { UsageError } from "../host/usage-error.ts";
import { asJson, jsonText, strangerIn, VALUES_ARE, type Value } from "../online/value.ts";
import { shortened } from "./exit-code.ts";

/** Undefined for a program that returned nothing. */
export type Result = Value | undefined;

/** What the program returned is no value. */
export class ResultRefused extends UsageError {}

/** @throws ResultRefused with the path of what would be lost or changed on the way. */
export function checkedResult(returned: unknown): Result {
  if (returned === undefined) return undefined;
  const stranger = strangerIn("result", returned);
  if (stranger === null) return returned as Value;
  throw new ResultRefused(`${stranger.path}: ${stranger.what}; a result is made of ${VALUES_ARE}`);
}

/** As --json and records have it; null for nothing. */
export const resultJson = (result: Result): unknown => asJson(result ?? null);

/** On one line. */
export function shownResult(result: Result): string {
  if (result === undefined) return "nothing: the program returned no value";
  return shortened(jsonText(asJson(result)), "; --json prints all");
}
