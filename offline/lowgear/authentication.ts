/**
 * MACs of vectors that every party holds a share of.
 *
 *   paper       [KPR18] ePrint 2017/1230, Authenticate
 *   invariant   Σ_i m_i = α·Σ_i x_i if all are honest. A party that uses another x_j with somebody, or sends an
 *               arbitrary reply, shifts the sum. It cannot make the shift fit, so the authenticated-value check fails
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

/** A share of no elements. */
export const NO_SHARE: AuthenticatedShare = {
  value: new BigUint64Array(0),
  mac: new BigUint64Array(0),
};

/** Answers Enc_j(α_j) of everybody with x_i, given as a multiplicand. Returns what we keep. */
export const beginAuthentication = (keys: LaneKeys, channel: Channel, x: Multiplicand) =>
  answerProved(keys, channel, keys.alphas, x);

/** The same for x_i in slots, if nothing else needs its multiplicand. */
export function authenticateSlots(keys: LaneKeys, channel: Channel, x: Vector): ByParty {
  const by = keys.bgv.multiplicand(keys.bgv.encode(x));
  const kept = beginAuthentication(keys, channel, by);
  keys.bgv.free(by);
  return kept;
}

/** ⟦x⟧ from our share of x in slots, from what we kept, and from the answers of the others. */
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
 * ⟦x⟧ of any length from our share of x, vector after vector. The last vector is filled up with zeros. Takes the label
 * `label` of the session.
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

/** m_i = α_i·x_i + Σ_j (d_ij + e_ij). P_i decrypts d_ij of α_i·x_j, and keeps e_ij of α_j·x_i. */
export const macShare = (field: Field, alpha: Scalar, value: Vector, cross: Vector): Vector =>
  field.multiplyScalarAdd(value, alpha, cross);
