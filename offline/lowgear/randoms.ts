/**
 * Random ⟦r⟧ to which every party contributes. Each party draws its share, and all authenticate the sum.
 *
 *   paper       [KPR18] ePrint 2017/1230, Authenticate
 *   invariant   Σ_i m_i = α·r; r is uniform if one party is honest, and known to nobody
 *   rounds      1, and those of authenticate
 *   traffic     a reply to each peer for every vector
 *   soundness   2/p authentication, 2/p MAC check; 2^-s flooding
 *   security    active, up to n−1 corruptions, with selective abort
 *   deviation   the mask of the authenticated-value check is the last item of the batch, which is thrown away
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import { inTurns } from "../../protocols/window.ts";
import type { Hold } from "../lane.ts";
import { type ByParty, breathe } from "../pairwise.ts";
import {
  type AuthenticatedShare,
  beginAuthentication,
  endAuthentication,
} from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { cutShare } from "./vectors.ts";

/** Vectors of shares with MACs. Takes the label "macs" of the session. */
export async function makeRandoms(
  session: Session,
  keys: LaneKeys,
  vectors: number,
  hold: Hold,
): Promise<AuthenticatedShare[]> {
  const { bgv, field } = keys;
  const coins = freshPrg(session);
  const macs = session.channel("macs");

  const begun: { readonly value: Vector; readonly kept: ByParty }[] = hold([]);
  const shares: AuthenticatedShare[] = hold([]);
  await inTurns(
    keys.window,
    bgv.replyBytes,
    vectors,
    // 1. r_i, and replies to everybody's Enc_j(α_j).
    async () => {
      const value = coins.elements(field, bgv.slots);
      const by = bgv.multiplicand(bgv.encode(value));
      begun.push({ value, kept: beginAuthentication(keys, macs, by) });
      bgv.free(by);
      await breathe(session);
    },
    // 2. MACs.
    async (k) => {
      const { value, kept } = begun[k]!;
      shares.push(await endAuthentication(keys, macs, value, kept));
    },
  );
  return shares;
}

/** Accepts all items of a batch except its last one. Takes the label "authenticate" of the session. */
export async function acceptRandoms(
  session: Session,
  { field, boxes }: LaneKeys,
  macKey: CheckKey,
  raw: readonly AuthenticatedShare[],
): Promise<Columns[]> {
  const last = raw.at(-1)!;
  const end = last.value.length;
  const kept = raw.map((share) => (share === last ? cutShare(share, 0, end - 1) : share));
  const mask = cutShare(last, end - 1, end);
  await boxes.authenticate(session.child("authenticate"), field, macKey, kept, mask);
  return kept.map(({ value, mac }) => [value, mac]);
}
