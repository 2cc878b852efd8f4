/** n parties with BGV on the kernels: everything that the three proofs work on. */
import { encodedView, type Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { createBgv } from "../../crypto/bgv/bgv.ts";
import { type BgvParameters, deriveParameters } from "../../crypto/bgv/parameters.ts";
import type { Bgv, SecretKey } from "../../crypto/bgv/scheme.ts";
import { Prg } from "../../crypto/prg.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import { type OwnKey, type ProvedKey, proveKeys } from "../../protocols/key-proof.ts";
import type { OwnCiphertext } from "../../protocols/plaintext-proof.ts";
import type { ProvedCiphertext } from "../../protocols/proved-ciphertext.ts";

/** Where N is below 16384 nothing is secure; ciphertexts and protocols are the same. */
export const latticeParameters = (degree: number, batch: number, parties = 2): BgvParameters =>
  deriveParameters({
    parties,
    statistical: 40,
    batch,
    degree,
    keys: "proved",
    ...(degree < 16384 ? { insecureDegree: true } : {}),
  });

export const bgvOf = (session: Session, parameters: BgvParameters): Bgv =>
  createBgv(parameters, session, null);

/** A party in the midst of its proofs. */
export interface Prover {
  readonly session: Session;
  readonly bgv: Bgv;
  readonly keys: readonly ProvedKey[];
  readonly secretKey: SecretKey;
}

/** A key of ours under a tossed a. */
export async function freshKey(
  session: Session,
  bgv: Bgv,
): Promise<OwnKey & { secretKey: SecretKey }> {
  const a = bgv.publicA(new Prg(session.suite, await tossSeed(session)));
  return bgv.generateKeys(a);
}

/** A party whose key, and everybody else's, is proved. Takes the labels "a" and "keys". */
export async function prover(session: Session, parameters: BgvParameters): Promise<Prover> {
  const bgv = bgvOf(session, parameters);
  const { secretKey, ...own } = await freshKey(session.child("a"), bgv);
  const keys = await proveKeys(session.child("keys"), bgv, own);
  return { session, bgv, keys, secretKey };
}

/** Our encryption of N coefficients. */
export const encrypt = ({ session, bgv, keys }: Prover, plain: Vector): OwnCiphertext =>
  bgv.encrypt(keys[session.self]!.publicKey, plain);

/** Uniform coefficients. */
export const uniform = ({ session, bgv }: Prover, count: number): Vector[] => {
  const coins = freshPrg(session);
  return Array.from({ length: count }, () => coins.elements(prime60(), bgv.slots));
};

/** The polynomial c. */
export function constant({ bgv }: Prover, c: bigint): Vector {
  const out = new BigUint64Array(bgv.slots);
  out[0] = c;
  return out;
}

/** What is in everybody's ciphertext: each other party's is sent to it times 1, masked, and back comes the sum. */
export async function contentsOf(
  p: Prover,
  label: string,
  ciphertexts: readonly ProvedCiphertext[],
): Promise<Vector> {
  const { session: s, bgv, keys, secretKey } = p;
  const one = bgv.multiplicand(constant(p, 1n));
  const next = (s.self + 1) % s.n;
  const before = (s.self + s.n - 1) % s.n;
  const { bytes, mask } = bgv.reply(keys[next]!.publicKey, ciphertexts[next]!.ciphertext, one);
  s.send(next, label, bytes);
  s.send(next, `${label} mask`, encodedView(mask));
  const reply = await s.receive(before, label, bgv.replyBytes);
  const added = prime60().decode(
    await s.receive(before, `${label} mask`, 8 * bgv.slots),
    bgv.slots,
  );
  return prime60().add(bgv.decryptReply(secretKey, reply), added);
}
