/**
 * The boxes that LowGear is put together of. Measurements of what each costs put another in its place
 * (attacks/ablations, and a test that nobody else does); nobody else names any but these.
 */
import { authenticate } from "../../protocols/authenticate.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import { proveShort } from "../../protocols/prove-short.ts";
import { sacrificeProducts, sacrificeSquares } from "../../protocols/sacrifice.ts";
import type { LaneBoxes, LaneKeys } from "./lane-keys.ts";
import { type LowGearSteps, lowGearSteps } from "./steps.ts";

export interface Boxes extends LaneBoxes {
  readonly MacKey: typeof MacKey;
  steps(keys: LaneKeys): LowGearSteps;
}

export const BOXES: Boxes = {
  ...{ proveShort, authenticate, sacrificeProducts, sacrificeSquares, MacKey },
  steps: lowGearSteps,
};

/** Something left out, and what every result made so must say. */
export interface Ablation {
  readonly name: string;
  readonly labels: readonly string[];
  readonly boxes: Boxes;
  /** As of the lattice scheme's parameters; where left out, as without ablation. */
  readonly flooding?: "none";
}
