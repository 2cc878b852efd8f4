/**
 * Pairwise products of LowGear. This party replies only to a ciphertext whose proof it has verified itself. It makes no
 * reply once the keys are destroyed. offline/pairwise.ts has the card.
 */
import type { Vector } from "../../algebra/field.ts";
import type { Multiplicand } from "../../crypto/bgv/scheme.ts";
import type { Channel } from "../../network/session.ts";
import { assertProved, type ProvedCiphertext } from "../../protocols/proved-ciphertext.ts";
import { answer, type ByParty, decryptAnswers, othersOf, sumOfParts } from "../pairwise.ts";
import type { LaneKeys } from "./lane-keys.ts";

/** Sends one reply to the owner of each proved ciphertext except our own. Returns what we keep of each, by party. */
export function answerProved(
  keys: LaneKeys,
  channel: Channel,
  proved: readonly (ProvedCiphertext | null)[],
  by: Multiplicand,
): ByParty {
  assertAlive(keys);
  const targets = proved.map((c, owner) => {
    if (c === null || owner === keys.self) return null;
    assertProved(c);
    return { publicKey: c.key.publicKey, ciphertext: c.ciphertext };
  });
  return answer(keys.bgv, channel, targets, by);
}

/** Decrypts the next reply of each of `senders`, by default of all others. */
export async function decryptProved(
  keys: LaneKeys,
  channel: Channel,
  senders: readonly number[] = othersOf(keys),
): Promise<ByParty> {
  const parts = await decryptAnswers(keys.bgv, keys.secretKey, channel, senders, keys.n);
  assertAlive(keys);
  return parts;
}

/** This party's share, in slots, of the sum of its pairwise products. */
export const slotsOfParts = (keys: LaneKeys, ...parts: readonly ByParty[]): Vector =>
  keys.bgv.decode(sumOfParts(keys.field, ...parts));

/** Throws once the keys are destroyed: no work under them may continue. */
export function assertAlive({ macKey }: LaneKeys): void {
  if (macKey.dead) throw new Error("the keys are destroyed");
}
