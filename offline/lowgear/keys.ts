/**
 * LowGear's key generation. Every party proves its public key for encryption, and its encrypted share of the MAC key.
 *
 *   paper       [KPR18] ePrint 2017/1230, Initialize; keys as [BDOZ11] F_KeyReg asks for them
 *   invariant   all honest parties hold the same a, b_i and Enc_i(α_i), and have verified their proofs; α_i is the
 *               same in every slot
 *   rounds      a coin toss and two proofs (protocols/prove-short.ts)
 *   traffic     b_i, one ciphertext, and the traffic of the proofs
 *   soundness   2^-s for each proof
 *   security    active, up to n−1 corruptions, with selective abort. `a` is tossed. A receiver that chose it, for
 *               example as 0, would learn the vectors that it gets replies for
 *   deviation   the key id is the hash of everything public in the key generation. If this protocol ends early, or
 *               the session ends before its last batch is accepted, the keys are destroyed and never used again
 *
 * α_i is encrypted once, here. A second encryption, or α_i used as a multiplicand, would let an attacker test guesses.
 */
import type { Scalar } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import type { Bgv, PublicKey } from "../../crypto/bgv/scheme.ts";
import { hash, hex } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import { type ProvedConstant, proveConstants } from "../../protocols/constant-proof.ts";
import { type ProvedKey, proveKeys } from "../../protocols/key-proof.ts";
import { type KeyGuard, MacKey, memoryGuard } from "../../protocols/mac-key.ts";
import { type Window, windowOver } from "../../protocols/window.ts";
import { sizesOf, windowBytes } from "../under-way.ts";
import { BOXES, type Boxes } from "./boxes.ts";
import type { LaneKeys } from "./lane-keys.ts";

/** The result of one key generation at this party. */
export interface LowGearKeys extends LaneKeys {
  readonly macKey: MacKey;
  readonly boxes: Boxes;
}

/**
 * Takes the labels "a", "keys" and "constants" of the session. The keys own `bgv` from here on. It is wiped when they
 * are destroyed.
 *
 * @throws Abort as proveKeys and proveConstants. The guard has wiped the key by then.
 */
export async function generateLowGearKeys(
  session: Session,
  bgv: Bgv,
  guard: KeyGuard = memoryGuard,
  boxes: Boxes = BOXES,
  window: Window = windowOver(session, windowBytes(sizesOf(bgv), session.n, 1)),
): Promise<LowGearKeys> {
  const field = prime60();
  const alpha: Scalar = new BigUint64Array(1);
  const constant = new BigUint64Array(bgv.slots);
  try {
    const { self, n } = session;
    // 1. The common `a`, which nobody chose.
    const a = bgv.publicA(new Prg(session.suite, await tossSeed(session.child("a"))));

    // 2. s_i, and b_i with a proof that it hides a short s_i.
    const { publicKey, secretKey, witness } = bgv.generateKeys(a);
    const own = { publicKey, witness };
    const publicKeys = await proveKeys(session.child("keys"), bgv, own, boxes.proveShort, window);

    // 3. α_i, and Enc_i(α_i) with a proof that its plaintext is a constant polynomial.
    const drawn = freshPrg(session).elements(field, 1);
    alpha.set(drawn);
    drawn.fill(0n);
    constant.set(alpha);
    const encrypted = bgv.encrypt(publicKey, constant);
    constant.fill(0n);
    const alphas = await proveConstants(
      session.child("constants"),
      bgv,
      publicKeys,
      encrypted,
      boxes.proveShort,
      window,
    );

    const macKey = new boxes.MacKey(keyIdOf(session, bgv, a, publicKeys, alphas), alpha, guard);
    macKey.whenDestroyed(() => bgv.wipe());
    return { self, n, field, bgv, secretKey, publicKeys, alphas, macKey, boxes, window };
  } catch (failure) {
    bgv.wipe();
    constant.fill(0n);
    return new MacKey("unfinished", alpha, guard).destroyAfter(failure);
  }
}

/** H(label, session, path, a, all b_i, all Enc_i(α_i)), hexadecimal. */
function keyIdOf(
  session: Session,
  bgv: Bgv,
  a: RnsPoly,
  publicKeys: readonly ProvedKey[],
  alphas: readonly ProvedConstant[],
): string {
  const tossed: PublicKey = { a, b: a };
  const id = hash(
    session.suite,
    "spdz-lab/lowgear-key/v1",
    session.id,
    session.path,
    bgv.encodePublicKey(tossed),
    ...publicKeys.map(({ publicKey }) => bgv.encodePublicKey(publicKey)),
    ...alphas.map(({ ciphertext }) => bgv.encodeCiphertext(ciphertext)),
  );
  return hex(id);
}
