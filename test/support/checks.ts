import type { Field } from "../../algebra/field.ts";
import type { Session } from "../../network/session.ts";
import { type CheckPosition, macCheck, type OpenedValues } from "../../protocols/mac-check.ts";
import { type KeyGuard, MacKey, memoryGuard } from "../../protocols/mac-key.ts";
import { deal } from "./dealt.ts";
import { type Options, type Outcome, runParties } from "./parties.ts";

/** What one party brings to a MAC check. */
export interface Checked {
  readonly key: MacKey;
  readonly opened: readonly OpenedValues[];
  readonly position: CheckPosition;
}

/** The first check of a run, over t elements. */
export const position = (t: number): CheckPosition => ({
  checkNumber: 0,
  roundNumber: 0,
  first: 0,
  last: t - 1,
  openingsHash: new Uint8Array(32),
});

/** n honest parties that opened t authenticated values truthfully. */
export const checked = (
  field: Field,
  n: number,
  t: number,
  seed: string,
  guard: (party: number) => KeyGuard = () => memoryGuard,
): Checked[] =>
  deal(field, n, t, seed).map(({ key, share, clear }, i) => ({
    key: new MacKey("k", key, guard(i)),
    opened: [{ values: clear, macs: share.mac }],
    position: position(t),
  }));

/** All parties check what they bring, in the session "check". */
export const runCheck = (
  field: Field,
  parties: readonly Checked[],
  options?: Options,
): Promise<Outcome<void>> =>
  runParties(parties.length, (s) => checkAs(s.child("check"), field, parties), options);

/** This session's party checks what it brings. */
export function checkAs(s: Session, field: Field, parties: readonly Checked[]): Promise<void> {
  const { key, opened, position: at } = parties[s.self]!;
  return macCheck(s, field, key, opened, at);
}
