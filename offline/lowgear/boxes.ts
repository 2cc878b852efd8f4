/**
 * The boxes that LowGear is put together of. Measurements of what each costs put another in its place
 * (attacks/ablations, and a test that nobody else does); nobody else names any but these.
 */
import { authenticate } from "../../protocols/authenticate.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import { proveShort } from "../../protocols/prove-short.ts";
import { sacrificeProducts, sacrificeSquares } from "../../protocols/sacrifice.ts";
import type { LaneBoxes } from "./lane-keys.ts";

export interface Boxes extends LaneBoxes {
  readonly MacKey: typeof MacKey;
}

export const BOXES: Boxes = {
  proveShort,
  authenticate,
  sacrifice: { spares: 1, products: sacrificeProducts, squares: sacrificeSquares },
  MacKey,
};

/** Something left out, and what every result made so must say. */
export interface Ablation {
  readonly name: string;
  readonly labels: readonly string[];
  readonly boxes: Boxes;
  /** As of the lattice scheme's parameters; where left out, as without ablation. */
  readonly flooding?: "none";
}
