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
 *               opening for itself. From its echo on a party owes its opening: if it stops, even for what
 *               a third party does, the others still get it, so that whoever stops without is named. Nobody
 *               accepts an opening less fixed for that: it has compared the commitment with the echoes of
 *               all, and each was sent before its sender's opening
 */
import { equalBytes, hash } from "../crypto/hash.ts";
import { Abort } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { echo } from "./echo.ts";

const COMMITMENT_BYTES = 32;
/** r */
const NONCE_BYTES = 32;

/** All n parties are committed; nobody has seen a value. */
export interface Committed {
  /**
   * Opens ours and verifies everybody's; once. Entry i is party i's value.
   *
   * @throws Abort "bad-opening" naming all whose opening does not match; "malformed-message" naming
   *   all whose opening has another length; "peer-closed" naming who stopped without opening.
   */
  open(): Promise<Uint8Array[]>;
}

/**
 * Commits to `value`; resolves when all commitments have arrived and, with n > 2, been echoed. Every
 * party's value has `length` bytes. Takes the labels "commit", "echo" and "open" of the session.
 *
 * @throws RangeError if `value` is not `length` bytes: a bug here.
 * @throws Abort "inconsistent-broadcast" if two parties saw different commitments; "malformed-message"
 *   naming whoever sent something that is no commitment.
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
  // Whoever gets our echo may take us for one that opens: so we do, whatever the others' echoes say.
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

/** `commit` and at once `open`. */
export async function commitThenOpen(
  session: Session,
  value: Uint8Array,
  length: number,
): Promise<Uint8Array[]> {
  const committed = await commit(session, value, length);
  return committed.open();
}

/** H(label, session, place, committer, r, value): a copy, a replay, a swapped committer do not open. */
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
