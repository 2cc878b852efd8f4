/** Small steps that several kinds of LowGear's batches take. */
import type { Vector } from "../../algebra/field.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import type { Session } from "../../network/session.ts";
import {
  type OwnCiphertext,
  type ProvedPlaintexts,
  provePlaintexts,
} from "../../protocols/plaintext-proof.ts";
import type { ProvedCiphertext } from "../../protocols/proved-ciphertext.ts";
import type { AuthenticatedShare } from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";

/** The elements [from, to). The result shares memory with the share. */
export const cutShare = (
  { value, mac }: AuthenticatedShare,
  from: number,
  to: number,
): AuthenticatedShare => ({ value: value.subarray(from, to), mac: mac.subarray(from, to) });

/** Encrypts coefficients under our own key and zeroes them. The proof returns the plaintext that is to be used. */
export function encryptOwn({ bgv, publicKeys, self }: LaneKeys, m: Vector): OwnCiphertext {
  const own = bgv.encrypt(publicKeys[self]!.publicKey, m);
  m.fill(0n);
  return own;
}

/** Proves our ciphertexts, and verifies everybody else's. Takes the whole session. */
export const proveOwn = (
  session: Session,
  { bgv, publicKeys, macKey, boxes, window }: LaneKeys,
  own: readonly OwnCiphertext[],
): Promise<ProvedPlaintexts> =>
  provePlaintexts(session, bgv, publicKeys, own, macKey.id, boxes.proveShort, window);

/** Frees the memory of ciphertexts that were answered. */
export function freeCiphertexts(bgv: Bgv, proved: readonly ProvedCiphertext[]): void {
  bgv.free(...proved.map((c) => c.ciphertext));
}

/** Zeroes the shares that a batch throws away. */
export function zeroShares(...shares: readonly AuthenticatedShare[]): void {
  for (const { value, mac } of shares) {
    value.fill(0n);
    mac.fill(0n);
  }
}
