/**
 * Commit, then open: simultaneous reveal of one value per party (F_Commit, n times at once).
 *
 *   paper       [DKLPSS13] ePrint 2012/642, F_Commit and its random-oracle implementation
 *   invariant   every value is fixed before any is seen; honest parties accept the same n values
 *   rounds      commit, echo (n > 2), open
 *   traffic     to each peer 32 + 32 (n > 2) + 32 + length bytes
 *   soundness   binding: collisions of SHA-256; hiding: 32 random bytes in a random oracle
 *   security    active, up to n−1 corruptions, with selective abort; a wrong opening names its sender
 *   deviation   commitments are echoed, since links are point to point; every party verifies every
 *               opening for itself. From its echo on a party owes its opening: if it stops, even because of a
 *               third party, the others still get the opening, and a party that stops without it is named.
 *               Values are not less fixed by this: a party that accepts an opening has compared the commitment
 *               with the echoes of all, and each echo was sent before its sender's opening
 */
import { equalBytes, hash } from "../crypto/hash.ts";
import { Abort } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { echo, echoTraffic } from "./echo.ts";
import { exchangeTraffic, inSequence, type PeerTraffic } from "./traffic.ts";

const COMMITMENT_BYTES = 32;
/** r */
const NONCE_BYTES = 32;

/** The state in which all n parties are committed and nobody has seen a value. */
export interface Committed {
  /**
   * Opens our value and verifies all openings. Call it once. Entry i is party i's value.
   *
   * @throws Abort "bad-opening" naming all whose opening does not match; "malformed-message" naming
   *   all whose opening has another length; "peer-closed" naming a party that stopped without opening.
   */
  open(): Promise<Uint8Array[]>;
}

/**
 * Commits to `value`. Resolves when all commitments have arrived and, with n > 2, have been echoed. Every
 * party's value has `length` bytes. Takes the labels "commit", "echo" and "open" of the session.
 *
 * @throws RangeError if `value` is not `length` bytes: a bug here.
 * @throws Abort "inconsistent-broadcast" if two parties saw different commitments; "malformed-message"
 *   naming all whose message is not a commitment.
 */
export async function commit(
  session: Session,
  value: Uint8Array,
  length: number,
): Promise<Committed> {
  if (value.length !== length) throw new RangeError(`commit: ${value.length} bytes, not ${length}`);
  const opening = new Uint8Array(NONCE_BYTES + length);
  opening.set(session.random(NONCE_BYTES));
  opening.set(value, NONCE_BYTES);

  const commitments = await session.exchange("commit", commitment(session, session.self, opening));
  assertLengths(session, commitments, COMMITMENT_BYTES);
  // A party that gets our echo may expect our opening. So we owe it, even if the echoes of others differ.
  const exchangeOpenings = session.owe("open", opening);
  await echo(session, "echo", commitments);

  return {
    async open() {
      const openings = await exchangeOpenings();
      assertLengths(session, openings, opening.length);
      const wrong = openings.flatMap((raw, sender) =>
        equalBytes(commitment(session, sender, raw), commitments[sender]!) ? [] : [sender],
      );
      if (wrong.length > 0) throw new Abort("bad-opening", session.path, wrong);
      return openings.map((raw) => raw.subarray(NONCE_BYTES));
    },
  };
}

/** `commit`, then `open` at once. */
export async function commitThenOpen(
  session: Session,
  value: Uint8Array,
  length: number,
): Promise<Uint8Array[]> {
  const committed = await commit(session, value, length);
  return committed.open();
}

/** Of `commitThenOpen` of values of `length` bytes among n parties. */
export const commitTraffic = (n: number, length: number): PeerTraffic =>
  inSequence(
    exchangeTraffic(COMMITMENT_BYTES),
    echoTraffic(n),
    exchangeTraffic(NONCE_BYTES + length),
  );

/** H(label, session, place, committer, value, r): copies, replays and commitments of another party do not open. */
export function commitment(session: Session, committer: number, opening: Uint8Array): Uint8Array {
  const nonce = opening.subarray(0, NONCE_BYTES);
  const value = opening.subarray(NONCE_BYTES);
  return hash(
    session.suite,
    "spdz-lab/commit/v1",
    session.id,
    session.path,
    committer,
    value,
    nonce,
  );
}

function assertLengths(session: Session, messages: readonly Uint8Array[], length: number): void {
  const senders = messages.flatMap((m, sender) => (m.length === length ? [] : [sender]));
  if (senders.length > 0)
    throw new Abort("malformed-message", session.path, senders, `not ${length} bytes`);
}
