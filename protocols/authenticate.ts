/**
 * Authenticated-value check: before any of a batch is used, are its MACs right?
 *
 *   paper       [KPR18] ePrint 2017/1230, authentication check; [KOS16] ePrint 2016/505, Π_⟦·⟧ step Input
 *   invariant   Σ_i m_ij = α·Σ_i x_ij for every element of the batch
 *   rounds      coins (3), one opening, one MAC check; with n = 2 one fewer in the coins
 *   traffic     independent of the batch
 *   soundness   a batch with a wrong MAC passes the coins with probability at most 2/p, the MAC check of the
 *               one opened value with at most 2/p more
 *   security    active, up to n−1 corruptions, with selective abort; opens Σ_j r_j·x_j + y for a random
 *               extra mask y, hence reveals nothing of the batch
 *   deviation   none
 *
 * Every party contributes to the mask ⟦y⟧, which is under the same key and used only here. It is never an input
 * mask, whose owner knows it.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import { Prg } from "../crypto/prg.ts";
import type { Session } from "../network/session.ts";
import { tossSeed } from "./coin-toss.ts";
import { combineUnderCoins, type OpenedValues } from "./mac-check.ts";
import type { CheckKey } from "./mac-key.ts";
import { Opener } from "./open.ts";
import { OpeningRecord } from "./opening-record.ts";
import type { Share } from "./share.ts";

/**
 * Resolves at a party if it accepts the whole batch. Call it only after every share is fixed. Takes the labels
 * "coins", "record", "open" and "check-0" of the session.
 *
 * @throws RangeError if the batch is empty or the mask is not one element; TypeError on plain shares.
 * @throws Abort as macCheck; any failure after the commitment to σ_i destroys the key.
 */
export async function authenticate(
  session: Session,
  field: Field,
  macKey: CheckKey,
  batch: readonly Share[],
  mask: Share,
): Promise<void> {
  const pieces = batch.map(authenticated);
  const extra = authenticated(mask);
  if (pieces.every(({ values }) => values.length === 0))
    throw new RangeError("authenticate: nothing to check");
  if (extra.values.length !== 1)
    throw new RangeError(`authenticate: a mask of ${extra.values.length} elements`);

  // 1. Coins r_1 … r_t, now that every share is fixed.
  const coins = new Prg(session.suite, await tossSeed(session.child("coins")));

  // 2. Open Σ_j r_j·x_j + y.
  const masked = maskedSum(field, pieces, extra, coins);
  const { values } = await new Opener(session, field, "open").open(masked.value);

  // 3. The MAC check of this one value covers the whole batch.
  const record = new OpeningRecord(session.child("record"), field);
  record.append(0, new Uint8Array(0), values, masked.mac);
  await record.check(session, macKey);
}

/** Step 2, the local part: our shares of Σ_j r_j·x_j + y and of its MAC. */
export function maskedSum(
  field: Field,
  pieces: readonly OpenedValues[],
  mask: Authenticated,
  coins: Prg,
): { value: Scalar; mac: Scalar } {
  const sum = combineUnderCoins(field, pieces, coins);
  return { value: field.add(sum.value, mask.values), mac: field.add(sum.mac, mask.macs) };
}

/** A share's two vectors, neither of them deferred. */
type Authenticated = OpenedValues & { readonly macs: Vector };

function authenticated({ value, mac }: Share): Authenticated {
  if (mac === null) throw new TypeError("authenticate: a plain share has no MAC");
  if (mac.length !== value.length)
    throw new RangeError(`authenticate: ${value.length} values, ${mac.length} MAC shares`);
  return { values: value, macs: mac };
}
