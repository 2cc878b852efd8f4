import assert from "node:assert/strict";
import { Abort, type AbortCode } from "../../network/abort.ts";
import { flipped } from "./bytes.ts";
import type { Outcome, Tamper } from "./parties.ts";

/** What a cheater makes of one message; null drops it. */
export type Change = (message: Uint8Array) => Uint8Array | null;

export interface Aim {
  /** The cheater. */
  readonly from: number;
  /** Whom it lies to; everybody by default. */
  readonly to?: number | undefined;
  /** Which messages. */
  readonly tag: RegExp;
}

/** One party changes its messages of a kind on their way. */
export const lie =
  ({ from, to, tag }: Aim, change: Change): Tamper =>
  (sender, receiver, label, message) =>
    sender === from && (to === undefined || receiver === to) && tag.test(label)
      ? change(message)
      : message;

export const flipFirst: Change = (m) => flipped(m, 0);
export const flipLast: Change = (m) => flipped(m, -1);

/** Messages that have the wrong length, whatever the right one is. */
export const wrongLengths: Readonly<Record<string, Change>> = {
  empty: () => new Uint8Array(0),
  short: (m) => m.slice(0, -1),
  long: (m) => Uint8Array.of(...m, 0),
};

/** All (n, cheater) with n parties, n from 2 to 5. */
export const seats: readonly { readonly n: number; readonly cheater: number }[] = [
  2, 3, 4, 5,
].flatMap((n) => Array.from({ length: n }, (_, cheater) => ({ n, cheater })));

/** Every party but the `cheater` stopped with exactly this abort. */
export function assertBlamed(
  outcome: Outcome<unknown>,
  cheater: number | null,
  code: AbortCode,
  culprits: readonly number[],
  what = "",
): void {
  for (const [i, result] of outcome.results.entries())
    if (i !== cheater) assertAborted(result, code, culprits, `${what} at party ${i}`);
}

/** `result` is exactly this abort. */
export function assertAborted(
  result: unknown,
  code: AbortCode,
  culprits: readonly number[],
  what = "",
): void {
  assert.ok(result instanceof Abort, `accepted: ${what}`);
  assert.deepEqual([result.code, result.culprits], [code, culprits], what);
}
