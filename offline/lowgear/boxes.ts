/**
 * The boxes that LowGear consists of. An ablation replaces one of them, to measure what it costs (attacks/ablations).
 * No other code replaces a box; a test makes sure of that.
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

/** LowGear with one part left out, and the labels that every result must then carry. */
export interface Ablation {
  readonly name: string;
  readonly labels: readonly string[];
  readonly boxes: Boxes;
  /** As in the parameters of the lattice scheme; by default as without ablation. */
  readonly flooding?: "none";
}
