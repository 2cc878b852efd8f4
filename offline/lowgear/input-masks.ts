/**
 * Input masks of one party: shares ⟦r⟧ of random r that the owner P_k knows.
 *
 *   paper       [KPR18] ePrint 2017/1230, Input
 *   invariant   Σ_i m_i = α·r; a coalition without P_k knows neither r nor another party's share of it
 *   rounds      1, and those of authenticate
 *   traffic     from the owner to each peer: 32 bytes, and a reply for every vector. From each peer: an empty message
 *               for every reply that it has taken, so that the owner is never far ahead
 *   soundness   2/p authentication, 2/p MAC check; 2^-s flooding
 *   security    active, up to n−1 corruptions, with selective abort
 *   deviation   shares of r are expanded from seeds, and enter no MAC. P_j's MAC share is what it decrypts of α_j·r;
 *               P_k's MAC share is the rest. So the MACs alone bind r, as a multiplicand of proved constants. The mask
 *               of the authenticated-value check is a random ⟦y⟧ of all parties, never an input mask
 */
import type { Vector } from "../../algebra/field.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import type { Share } from "../../protocols/share.ts";
import { Turns } from "../../protocols/window.ts";
import type { Hold } from "../lane.ts";
import { breathe, othersOf } from "../pairwise.ts";
import { type AuthenticatedShare, beginAuthentication, macShare } from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { decryptProved, slotsOfParts } from "./products.ts";

/** A vector of input masks before its acceptance. */
export interface RawInputMasks {
  readonly mask: AuthenticatedShare;
  /** r at its owner, null elsewhere. */
  readonly clear: Vector | null;
}

/** Vectors of masks of P_owner. Takes the labels "seed", "macs" and "taken" of the session. */
export const makeInputMasks = (
  session: Session,
  keys: LaneKeys,
  owner: number,
  vectors: number,
  hold: Hold,
): Promise<RawInputMasks[]> => {
  const raw: RawInputMasks[] = hold([]);
  return keys.self === owner
    ? ownMasks(session, keys, vectors, raw)
    : masksOf(session, keys, owner, vectors, raw);
};

async function ownMasks(
  session: Session,
  keys: LaneKeys,
  vectors: number,
  raw: RawInputMasks[],
): Promise<RawInputMasks[]> {
  const { bgv, field, macKey, window } = keys;
  // 1. A fresh seed for each peer, which expands its shares from it.
  const streams = othersOf(keys).map((to) => {
    const seed = session.random(SEED_BYTES);
    session.send(to, "seed", seed.slice());
    return new Prg(session.suite, seed);
  });

  // 2. r, our share of it, and a reply to everybody's Enc_j(α_j). α_k·r + Σ_j e_kj is our MAC share.
  const coins = freshPrg(session);
  const macs = session.channel("macs");
  const taken = session.channel("taken");
  const turns = new Turns(window, bgv.replyBytes, () =>
    Promise.all(othersOf(keys).map((from) => taken.receiveRest(from, 0))),
  );
  for (let k = 0; k < vectors; k++) {
    await turns.room();
    const clear = coins.elements(field, bgv.slots);
    const value = streams.reduce(
      (rest, stream) => field.subtract(rest, stream.elements(field, clear.length)),
      clear,
    );
    const by = bgv.multiplicand(bgv.encode(clear));
    const kept = slotsOfParts(keys, beginAuthentication(keys, macs, by));
    bgv.free(by);
    raw.push({ mask: { value, mac: macShare(field, macKey.share, clear, kept) }, clear });
    await breathe(session);
  }
  await turns.rest();
  return raw;
}

async function masksOf(
  session: Session,
  keys: LaneKeys,
  owner: number,
  vectors: number,
  raw: RawInputMasks[],
): Promise<RawInputMasks[]> {
  const { bgv, field } = keys;
  const seed = await session.receive(owner, "seed", SEED_BYTES);
  if (seed.length !== SEED_BYTES)
    throw new Abort("malformed-message", session.path, [owner], `a seed of ${seed.length} bytes`);
  const stream = new Prg(session.suite, seed);
  const macs = session.channel("macs");
  const taken = session.channel("taken");
  for (let k = 0; k < vectors; k++) {
    const value = stream.elements(field, bgv.slots);
    const mac = slotsOfParts(keys, await decryptProved(keys, macs, [owner]));
    taken.send(owner, new Uint8Array(0));
    raw.push({ mask: { value, mac }, clear: null });
  }
  return raw;
}

/** Accepts a batch. `mask` is a random item of all parties. Takes the label "authenticate" of the session. */
export async function acceptInputMasks(
  session: Session,
  { field, boxes }: LaneKeys,
  macKey: CheckKey,
  raw: readonly RawInputMasks[],
  mask: Share,
): Promise<Columns[]> {
  const shares = raw.map((vector) => vector.mask);
  await boxes.authenticate(session.child("authenticate"), field, macKey, shares, mask);
  return raw.map(({ mask: { value, mac }, clear }) =>
    clear === null ? [value, mac] : [value, mac, clear],
  );
}
