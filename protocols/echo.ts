/**
 * Echo: broadcast with abort over point-to-point links.
 *
 *   paper       Goldwasser–Lindell, "Secure computation without agreement" (broadcast with abort)
 *   invariant   when it resolves at two honest parties, both hold the same n messages
 *   rounds      1; none with n = 2, where no third party could be told something else
 *   traffic     32 bytes to each peer, independent of the messages
 *   soundness   collisions of SHA-256
 *   security    active, up to n−1 corruptions, with selective abort; names nobody, because a
 *               difference does not tell whether the sender lied or the party that reports it
 *   deviation   hashes of all n messages together travel instead of the messages; one echo may
 *               cover the messages of many boxes
 */
import { equalBytes, hash } from "../crypto/hash.ts";
import { Abort } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import { exchangeTraffic, NOTHING_SENT, type PeerTraffic } from "./traffic.ts";

const DIGEST_BYTES = 32;

/**
 * Call it after receiving `messages` and before acting on them. Entry i came from party i, our own included.
 *
 * @throws Abort "inconsistent-broadcast", naming nobody, if another party's digest differs;
 *   "malformed-message" naming the sender of a digest of another length.
 */
export async function echo(
  session: Session,
  label: string,
  messages: readonly Uint8Array[],
): Promise<void> {
  assertOnePerParty(session, messages);
  if (session.n === 2) return;
  const where = session.path === "" ? label : `${session.path}/${label}`;
  const digest = echoDigest(session, where, 0, messages);
  compareDigests(where, digest, await session.exchange(label, digest));
}

/** As `echo`, for repeated echoes on one channel; `instance` counts them. */
export async function echoOn(
  session: Session,
  channel: Channel,
  instance: number,
  messages: readonly Uint8Array[],
): Promise<void> {
  assertOnePerParty(session, messages);
  if (session.n === 2) return;
  const digest = echoDigest(session, channel.path, instance, messages);
  compareDigests(channel.path, digest, await channel.exchange(digest));
}

/** Of one echo among n parties. */
export const echoTraffic = (n: number): PeerTraffic =>
  n === 2 ? NOTHING_SENT : exchangeTraffic(DIGEST_BYTES);

/** H(label, session, place, instance, the n messages in party order) */
export function echoDigest(
  session: Session,
  where: string,
  instance: number,
  messages: readonly Uint8Array[],
): Uint8Array {
  return hash(session.suite, "spdz-lab/echo/v1", session.id, where, instance, ...messages);
}

function compareDigests(where: string, own: Uint8Array, digests: readonly Uint8Array[]): void {
  const short = digests.flatMap((d, from) => (d.length === DIGEST_BYTES ? [] : [from]));
  if (short.length > 0) throw new Abort("malformed-message", where, short, "not a digest");
  if (digests.some((digest) => !equalBytes(digest, own)))
    throw new Abort("inconsistent-broadcast", where);
}

function assertOnePerParty(session: Session, messages: readonly Uint8Array[]): void {
  if (messages.length !== session.n)
    throw new RangeError(`echo: ${messages.length} messages of ${session.n} parties`);
}
