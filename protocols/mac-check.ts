/**
 * MAC check: verifies, in one batch, values that were opened before they were checked.
 *
 *   paper       [DKLPSS13] ePrint 2012/642, protocol MACCheck; restated in [KOS16] ePrint 2016/505
 *   invariant   Σ_i m_ij = α·a_j for every opened a_j, where α = Σ_i α_i is the MAC key
 *   rounds      positions, coins (3), residues (3); with n = 2 two fewer: nothing is echoed
 *   traffic     to each peer 32 + 32 (n > 2) bytes of positions, 128 of coins, 104 of residues (n > 2),
 *               independent of the batch
 *   soundness   a batch that holds a wrong value passes with probability at most 2/p
 *   security    active, up to n−1 corruptions, with selective abort; names no culprit, because
 *               Σ_i σ_i ≠ 0 says that someone lied but not who
 *   deviation   the parties first compare what they are about to check, and with n > 2 the hash of all
 *               openings, which replaces an echo of each; coins are n independent draws from a PRG,
 *               not powers of one; every exit between committing to σ_i and accepting destroys the key
 *               ("Rushing at SPDZ", ePrint 2025/789)
 */
import { lengthOf, pieceOf } from "../algebra/deferred.ts";
import type { Deferred, Field, Scalar, Vector } from "../algebra/field.ts";
import { ELEMENT_BYTES } from "../algebra/field.ts";
import { equalBytes } from "../crypto/hash.ts";
import { Prg } from "../crypto/prg.ts";
import { Abort, parseFrom } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { tossSeed, tossTraffic } from "./coin-toss.ts";
import { commit, commitTraffic } from "./commit.ts";
import type { CheckKey } from "./mac-key.ts";
import { exchangeTraffic, inSequence, type PeerTraffic } from "./traffic.ts";

/** Values that are public but not yet trusted, and our shares of their MACs. */
export interface OpenedValues {
  /** a_j: the opened values; length t, every entry in [0, p). */
  readonly values: Vector;
  /** m_ij: this party's additive shares of α·a_j; length t, same order as `values`. */
  readonly macs: Deferred;
}

/** What is about to be checked. It must be the same at all parties. */
export interface CheckPosition {
  /** Counts the checks of this run. */
  readonly checkNumber: number;
  /** The round in which the last element was opened. */
  readonly roundNumber: number;
  /** Number of the first element of the batch; elements count from 0 over the whole run. */
  readonly first: number;
  /** Number of its last element: last − first + 1 is the size of the batch. */
  readonly last: number;
  /** 32 bytes: hash of everything opened up to the last element. With n = 2 it is not sent and may be empty. */
  readonly openingsHash: Uint8Array;
}

const NUMBERS_BYTES = 32;
const HASH_BYTES = 32;
/** LOCAL: coins in memory at a time. 32 KiB fit in the first-level cache, and come from the heap, not the system. */
const CHUNK = 1 << 12;

/**
 * Resolves at a party if it accepts everything in `opened`, whose pieces are taken in order. Call it only
 * after every a_j is final: the coins are tossed in here, so nobody knows them while it can still choose
 * what to open. Checks under one key run one after another, and none runs after one that failed. Call them
 * in the same order at every party. Takes the labels "position", "coins", "residues".
 *
 * @throws RangeError  if the batch is empty, a piece's lists differ in length, or the position does not
 *   match. These are bugs here, not attacks. An empty check must not look like a pass.
 * @throws Abort       "programs-diverged" if another party checks another batch, "inconsistent-broadcast"
 *   if it saw other openings. Both come before any coin, and the key stays usable. After the commitment to
 *   σ_i every failure destroys the key: "mac-check-failed" naming nobody, "bad-opening" and
 *   "malformed-message" (residue not in [0, p)) naming the sender, "peer-closed" naming a party that stopped
 *   without opening its σ, and what the network reports.
 */
export async function macCheck(
  session: Session,
  field: Field,
  macKey: CheckKey,
  opened: readonly OpenedValues[],
  position: CheckPosition,
): Promise<void> {
  assertBatch(session, opened, position);
  return macKey.exclusively(() => runCheck(session, field, macKey, opened, position));
}

async function runCheck(
  session: Session,
  field: Field,
  macKey: CheckKey,
  opened: readonly OpenedValues[],
  position: CheckPosition,
): Promise<void> {
  // 1. All check the same batch, and (n > 2) saw the same openings.
  await comparePositions(session, position);

  // 2. Coins r_1 … r_t, now that every a_j is fixed.
  const coins = new Prg(session.suite, await tossSeed(session.child("coins")));

  // 3. σ_i = Σ_j r_j·m_ij − α_i·Σ_j r_j·a_j
  const residue = macResidue(field, macKey.share, opened, coins);

  // A party that sees our σ_i may know α. Once committed we owe its opening (commit.ts), so from here to acceptance
  // every exit destroys the key.
  const residues = session.child("residues");
  await macKey.guard.mark();
  try {
    // 4. Commit to σ_i first: otherwise the last party could choose a σ that cancels the others.
    const committed = await commit(residues, field.encode(residue), ELEMENT_BYTES);
    const sigmas = (await committed.open()).map((raw, sender) =>
      parseFrom(residues.path, sender, raw, (bytes) => field.decode(bytes, 1)),
    );
    // Accept iff Σ_i σ_i = 0.
    if (sigmas.reduce((a, b) => field.add(a, b))[0] !== 0n)
      throw new Abort("mac-check-failed", session.path);
    // Something else may have destroyed the key during this check. Then nothing is accepted under it any more.
    if (macKey.dead) throw new Error("the MAC key was destroyed while a check ran");
    await macKey.guard.unmark();
  } catch (failure) {
    await macKey.destroyAfter(failure);
  }
}

/** Of one check among n parties, however many elements it covers. */
export const macCheckTraffic = (n: number): PeerTraffic =>
  inSequence(exchangeTraffic(positionBytes(n)), tossTraffic(n), commitTraffic(n, ELEMENT_BYTES));

/** With two parties, nothing was opened to anybody else: no hash is compared. */
const positionBytes = (n: number): number => NUMBERS_BYTES + (n > 2 ? HASH_BYTES : 0);

/**
 * Step 3, the local part: σ_i = Σ_j r_j·m_ij − α_i·Σ_j r_j·a_j. The sum over the parties is
 * Σ_j r_j·(Σ_i m_ij − α·a_j). It is 0 if every MAC is right, else only with small probability over the coins.
 */
export function macResidue(
  field: Field,
  macKeyShare: Scalar,
  opened: readonly OpenedValues[],
  coins: Prg,
): Scalar {
  const { value, mac } = combineUnderCoins(field, opened, coins);
  return field.subtract(mac, field.multiply(macKeyShare, value));
}

/** (Σ_j r_j·a_j, Σ_j r_j·m_j) over all pieces in order; r_j is the j-th element drawn from `coins`. */
export function combineUnderCoins(
  field: Field,
  pieces: readonly OpenedValues[],
  coins: Prg,
): { value: Scalar; mac: Scalar } {
  let value: Scalar = new BigUint64Array(1);
  let mac: Scalar = new BigUint64Array(1);
  for (const { values, macs } of pieces) {
    for (let from = 0; from < values.length; from += CHUNK) {
      const chunk = values.subarray(from, from + CHUNK);
      const r = coins.elements(field, chunk.length);
      const sums = field.combine(r, chunk, pieceOf(macs, from, from + CHUNK));
      value = field.add(value, sums.value);
      mac = field.add(mac, sums.mac);
    }
  }
  return { value, mac };
}

/** Step 1. Every party compares with every other, so no echo is needed. */
async function comparePositions(session: Session, position: CheckPosition): Promise<void> {
  const withHash = session.n > 2;
  const own = new Uint8Array(positionBytes(session.n));
  const { checkNumber, roundNumber, first, last, openingsHash } = position;
  const view = new DataView(own.buffer);
  [checkNumber, roundNumber, first, last].forEach((x, k) => {
    view.setBigUint64(8 * k, BigInt(x), true);
  });
  if (withHash) own.set(openingsHash, NUMBERS_BYTES);

  const received = await session.exchange("position", own);
  const short = received.flatMap((m, from) => (m.length === own.length ? [] : [from]));
  if (short.length > 0) throw new Abort("malformed-message", session.path, short, "position");
  const numbers = (m: Uint8Array) => m.subarray(0, NUMBERS_BYTES);
  const other = received.findIndex((m) => !equalBytes(numbers(m), numbers(own)));
  if (other >= 0)
    throw new Abort(
      "programs-diverged",
      session.path,
      [],
      `${describe(own)} here, ${describe(received[other]!)} at P${other}`,
    );
  if (received.some((m) => !equalBytes(m, own)))
    throw new Abort("inconsistent-broadcast", session.path, [], "openings differ");
}

/** The position as public text. */
function describe(message: Uint8Array): string {
  const view = new DataView(message.buffer, message.byteOffset);
  const [check, round, first, last] = [0, 8, 16, 24].map((at) => view.getBigUint64(at, true));
  return `check ${check} of elements ${first}–${last} after round ${round}`;
}

function assertBatch(
  session: Session,
  opened: readonly OpenedValues[],
  { first, last, openingsHash }: CheckPosition,
): void {
  let count = 0;
  for (const { values, macs } of opened) {
    if (values.length !== lengthOf(macs))
      throw new RangeError(`macCheck: ${values.length} values, ${lengthOf(macs)} MAC shares`);
    count += values.length;
  }
  if (count === 0) throw new RangeError("macCheck: nothing to check");
  if (last - first + 1 !== count)
    throw new RangeError(`macCheck: elements ${first}–${last} are not ${count}`);
  if (session.n > 2 && openingsHash.length !== HASH_BYTES)
    throw new RangeError(`macCheck: openings hash of ${openingsHash.length} bytes`);
}
