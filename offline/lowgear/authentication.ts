/**
 * MACs of vectors that every party holds a share of.
 *
 *   paper       [KPR18] ePrint 2017/1230, Authenticate
 *   invariant   Σ_i m_i = α·Σ_i x_i if all are honest; a party that takes another x_j towards someone, or an
 *               arbitrary reply, shifts the sum by what it cannot make fit: the authenticated-value check tells
 *   rounds      1: a reply to everybody's Enc_j(α_j)
 *   traffic     a reply to each peer for every vector
 *   soundness   none by itself
 *   security    that of the replies (offline/pairwise.ts)
 *   deviation   none
 */
import type { Field, Scalar, Vector } from "../../algebra/field.ts";
import type { Multiplicand } from "../../crypto/bgv/scheme.ts";
import type { Channel, Session } from "../../network/session.ts";
import { inTurns } from "../../protocols/window.ts";
import { type ByParty, breathe } from "../pairwise.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { answerProved, decryptProved, slotsOfParts } from "./products.ts";

/** A value share and its MAC share, element by element. */
export interface AuthenticatedShare {
  readonly value: Vector;
  readonly mac: Vector;
}

/** Of nothing. */
export const NO_SHARE: AuthenticatedShare = {
  value: new BigUint64Array(0),
  mac: new BigUint64Array(0),
};

/** Answers Enc_j(α_j) of everybody with x_i, given as a multiplicand. Returns what we keep. */
export const beginAuthentication = (keys: LaneKeys, channel: Channel, x: Multiplicand) =>
  answerProved(keys, channel, keys.alphas, x);

/** The same for x_i in slots, of which nothing else needs the multiplicand. */
export function authenticateSlots(keys: LaneKeys, channel: Channel, x: Vector): ByParty {
  const by = keys.bgv.multiplicand(keys.bgv.encode(x));
  const kept = beginAuthentication(keys, channel, by);
  keys.bgv.free(by);
  return kept;
}

/** ⟦x⟧ from our share of x, in slots, what we kept, and what the others answer. */
export async function endAuthentication(
  keys: LaneKeys,
  channel: Channel,
  value: Vector,
  kept: ByParty,
): Promise<AuthenticatedShare> {
  const decrypted = await decryptProved(keys, channel);
  const cross = slotsOfParts(keys, kept, decrypted);
  return { value, mac: macShare(keys.field, keys.macKey.share, value, cross) };
}

/**
 * ⟦x⟧ of any length from our share of x: vector after vector, the last one filled up with zeros. Takes the label
 * of a channel.
 */
export async function authenticateAll(
  session: Session,
  keys: LaneKeys,
  label: string,
  x: Vector,
): Promise<AuthenticatedShare> {
  const { slots } = keys.bgv;
  const channel = session.channel(label);
  const mac = new BigUint64Array(x.length);
  const begun: { readonly value: Vector; readonly kept: ByParty }[] = [];
  await inTurns(
    keys.window,
    keys.bgv.replyBytes,
    Math.ceil(x.length / slots),
    async (k) => {
      const value = new BigUint64Array(slots);
      value.set(x.subarray(k * slots, (k + 1) * slots));
      const by = keys.bgv.multiplicand(keys.bgv.encode(value));
      begun.push({ value, kept: beginAuthentication(keys, channel, by) });
      keys.bgv.free(by);
      await breathe(session);
    },
    async (k) => {
      const { value, kept } = begun.shift()!;
      const share = await endAuthentication(keys, channel, value, kept);
      mac.set(share.mac.subarray(0, x.length - k * slots), k * slots);
    },
  );
  return { value: x, mac };
}

/** m_i = α_i·x_i + Σ_j (d_ij + e_ij): what P_i decrypts of α_i·x_j, and keeps of α_j·x_i. */
export const macShare = (field: Field, alpha: Scalar, value: Vector, cross: Vector): Vector =>
  field.multiplyScalarAdd(value, alpha, cross);
