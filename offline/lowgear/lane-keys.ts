/** The keys and the boxes with which a lane of LowGear makes its batches. */
import type { Field } from "../../algebra/field.ts";
import type { Bgv, SecretKey } from "../../crypto/bgv/scheme.ts";
import type { authenticate } from "../../protocols/authenticate.ts";
import type { ProvedConstant } from "../../protocols/constant-proof.ts";
import type { ProvedKey } from "../../protocols/key-proof.ts";
import type { MacKey } from "../../protocols/mac-key.ts";
import type { proveShort } from "../../protocols/prove-short.ts";
import type { sacrificeProducts, sacrificeSquares } from "../../protocols/sacrifice.ts";
import type { Window } from "../../protocols/window.ts";

/** Tests whether the products of a batch are right. */
export interface Sacrifice {
  /** The number of vectors to be sacrificed for each vector that is kept. Matrix triples always have theirs. */
  readonly spares: 1 | 0;
  readonly products: typeof sacrificeProducts;
  readonly squares: typeof sacrificeSquares;
}

/** The boxes with which a batch is made. */
export interface LaneBoxes {
  readonly proveShort: typeof proveShort;
  readonly authenticate: typeof authenticate;
  readonly sacrifice: Sacrifice;
}

/** What a lane works with. */
export interface LaneKeys {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly bgv: Bgv;
  readonly secretKey: SecretKey;
  /** By party. */
  readonly publicKeys: readonly ProvedKey[];
  /** Enc_i(α_i) by party. */
  readonly alphas: readonly ProvedConstant[];
  /** α_i, and the key id. */
  readonly macKey: Pick<MacKey, "id" | "share" | "dead">;
  readonly boxes: LaneBoxes;
  /** How far the lane sends ahead of what it receives. */
  readonly window: Window;
}
