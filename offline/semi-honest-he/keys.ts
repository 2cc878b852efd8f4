/**
 * Keys of the semi-honest twin: every party trusts the public keys that the others send. This is LowGear's key
 * generation without its proofs, its MAC key, and the echoes of both.
 *
 *   paper       [KPR18] ePrint 2017/1230, Initialize, against semi-honest parties
 *   invariant   if all are honest, P_i alone can decrypt what is encrypted under b_i
 *   rounds      a coin toss, and 1
 *   traffic     b_i
 *   soundness   none
 *   security    semi-honest: every party is trusted to follow the protocol
 *   deviation   none
 */
import type { Field } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import type { Bgv, Ciphertext, PublicKey, SecretKey } from "../../crypto/bgv/scheme.ts";
import { hash, hex } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { parseFrom } from "../../network/abort.ts";
import type { Channel, Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import { type Window, windowOver } from "../../protocols/window.ts";
import { othersOf, type Target } from "../pairwise.ts";

export interface TrustedKeys {
  readonly id: string;
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly bgv: Bgv;
  readonly secretKey: SecretKey;
  /** By party. */
  readonly publicKeys: readonly PublicKey[];
  /** How far this party sends ahead of what it receives. */
  readonly window: Window;
}

/**
 * Takes the labels "a" and "keys" of the session. The keys own `bgv` from here on. At most `most` bytes of one kind are
 * sent ahead to a peer.
 * @throws Abort "malformed-message" naming the sender of a message that is no key.
 */
export async function generateTrustedKeys(
  session: Session,
  bgv: Bgv,
  most: number,
): Promise<TrustedKeys> {
  const { self, n, suite } = session;
  // 1. The common `a`.
  const a = bgv.publicA(new Prg(suite, await tossSeed(session.child("a"))));

  // 2. Everybody's b_i, which is trusted.
  const { publicKey, secretKey } = bgv.generateKeys(a);
  const messages = await session.exchange("keys", bgv.encodePublicKey(publicKey));
  const publicKeys = messages.map((raw, from) =>
    from === self
      ? publicKey
      : parseFrom(session.path, from, raw, (bytes) => bgv.decodePublicKey(bytes, a)),
  );
  const id = hash(suite, "spdz-lab/trusted-keys/v1", session.id, session.path, ...messages);
  const window = windowOver(session, most);
  return { id: hex(id), self, n, field: prime60(), bgv, secretKey, publicKeys, window };
}

/** Sends a ciphertext of ours to all others. */
export function sendCiphertext(keys: TrustedKeys, channel: Channel, own: Ciphertext): void {
  const bytes = keys.bgv.encodeCiphertext(own);
  for (const to of othersOf(keys)) channel.send(to, bytes);
}

/** The next ciphertext of each of `senders`, by party. They are answered without any proof. */
export async function receiveCiphertexts(
  { bgv, n, publicKeys }: TrustedKeys,
  channel: Channel,
  senders: readonly number[],
): Promise<(Target | null)[]> {
  const messages = await channel.gather(senders, bgv.ciphertextBytes);
  const targets = Array<Target | null>(n).fill(null);
  for (const [k, from] of senders.entries()) {
    const ciphertext = parseFrom(channel.path, from, messages[k]!, (raw) =>
      bgv.decodeCiphertext(raw),
    );
    targets[from] = { publicKey: publicKeys[from]!, ciphertext };
  }
  return targets;
}

/** Frees the memory of ciphertexts that were answered. */
export function freeTargets({ bgv }: TrustedKeys, targets: readonly (Target | null)[]): void {
  bgv.free(...targets.flatMap((target) => (target === null ? [] : [target.ciphertext])));
}
