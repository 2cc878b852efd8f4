/**
 * Passes LowGear's keys from the thread that generated them to a lane in another thread of the same party. Threads of a
 * party trust one another: what one thread has verified counts as proved in all. None of this is sent to a peer.
 */
import type { Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { constantVerifiedByOwnThread } from "../../protocols/constant-proof.ts";
import { verifiedByOwnThread } from "../../protocols/key-proof.ts";
import { Window } from "../../protocols/window.ts";
import { BOXES } from "./boxes.ts";
import type { LowGearKeys } from "./keys.ts";
import type { LaneKeys } from "./lane-keys.ts";

type Residues = Float64Array<ArrayBuffer>;

/** Data without methods, as messages between threads carry it. */
export interface ThreadKeys {
  readonly self: number;
  readonly n: number;
  readonly parameters: BgvParameters;
  readonly keyId: string;
  /** Secret; zeroed once the keys are taken. */
  readonly alpha: Vector;
  readonly s: Residues;
  readonly a: Residues;
  /** b_i by party. */
  readonly b: readonly Residues[];
  /** Bytes of the lane's window. */
  readonly window: number;
  /** Both halves of Enc_i(α_i) by party. */
  readonly alphas: readonly (readonly [Residues, Residues])[];
}

export function packKeys(keys: LowGearKeys): ThreadKeys {
  const { self, n, bgv, secretKey, publicKeys, alphas, macKey, window } = keys;
  return {
    self,
    n,
    parameters: bgv.parameters,
    keyId: macKey.id,
    window: window.most,
    alpha: macKey.share.slice(),
    s: bgv.copyOut(secretKey.s),
    a: bgv.copyOut(publicKeys[self]!.publicKey.a),
    b: publicKeys.map(({ publicKey }) => bgv.copyOut(publicKey.b)),
    alphas: alphas.map(({ ciphertext: { c0, c1 } }) => [bgv.copyOut(c0), bgv.copyOut(c1)]),
  };
}

/** The keys in a lane; `destroy` zeroes them there. */
export interface TakenKeys extends LaneKeys {
  destroy(): void;
}

/** Takes the keys over into `bgv`, which has the same parameters, and zeroes them in `packed`, also if it throws. */
export function takeKeys(bgv: Bgv, packed: ThreadKeys): TakenKeys {
  try {
    return taken(bgv, packed);
  } finally {
    packed.alpha.fill(0n);
    packed.s.fill(0);
  }
}

function taken(bgv: Bgv, packed: ThreadKeys): TakenKeys {
  const { self, n, keyId } = packed;
  const a = bgv.takeIn(packed.a);
  const publicKeys = packed.b.map((b, owner) =>
    verifiedByOwnThread(owner, { a, b: bgv.takeIn(b) }),
  );
  const alphas = packed.alphas.map(([c0, c1], owner) =>
    constantVerifiedByOwnThread(publicKeys[owner]!, { c0: bgv.takeIn(c0), c1: bgv.takeIn(c1) }),
  );
  const secretKey = { s: bgv.takeIn(packed.s) };
  const share = packed.alpha.slice();
  const macKey = { id: keyId, share, dead: false };
  return {
    self,
    n,
    field: prime60(),
    bgv,
    secretKey,
    publicKeys,
    alphas,
    macKey,
    boxes: BOXES,
    window: new Window(packed.window, () => performance.now()),
    destroy() {
      macKey.dead = true;
      share.fill(0n);
      bgv.wipe();
    },
  };
}
