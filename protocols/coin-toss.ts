/**
 * Coin toss (F_Rand): a seed that no proper subset of the parties can bias or predict.
 *
 *   paper       [DKLPSS13] ePrint 2012/642, F_Rand from F_Commit
 *   invariant   all honest parties obtain the same 32 bytes, uniform if one party is honest
 *   rounds      those of commit-then-open: 3, or 2 with n = 2
 *   traffic     128 bytes to each peer, 96 with n = 2
 *   soundness   that of the commitments
 *   security    active, up to n−1 corruptions, with selective abort
 *   deviation   contributions are hashed with the session instead of added: two runs with the same seed
 *               would need a collision
 *
 * Toss inside the function that spends the coins, after everything that they challenge is fixed. Never pass
 * a seed in, and never keep one.
 */
import { hash } from "../crypto/hash.ts";
import { SEED_BYTES } from "../crypto/prg.ts";
import type { Session } from "../network/session.ts";
import { commitThenOpen, commitTraffic } from "./commit.ts";
import type { PeerTraffic } from "./traffic.ts";

/** 32 bytes, for one Prg. Give every toss a session of its own. */
export async function tossSeed(session: Session): Promise<Uint8Array> {
  const contributions = await commitThenOpen(session, session.random(SEED_BYTES), SEED_BYTES);
  return coinSeed(session, contributions);
}

/** Of one toss among n parties. */
export const tossTraffic = (n: number): PeerTraffic => commitTraffic(n, SEED_BYTES);

/** H(label, session, instance, all contributions in party order) */
export function coinSeed(session: Session, contributions: readonly Uint8Array[]): Uint8Array {
  return hash(session.suite, "spdz-lab/coin-toss/v1", session.id, session.path, ...contributions);
}
