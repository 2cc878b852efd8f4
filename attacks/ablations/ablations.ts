/**
 * LowGear with one thing left out, to measure what it costs. Nothing here is secure, and every result says so. What
 * each leaves out, and what it does not, stands in README.md beside this file.
 */

import { UsageError } from "../../host/usage-error.ts";
import { WITHOUT } from "../../offline/labels.ts";
import { type Ablation, BOXES } from "../../offline/lowgear/boxes.ts";
import { exchangeImages } from "./exchange-images.ts";
import { UncheckedMacKey } from "./unchecked-mac-key.ts";
import { unsacrificedSteps } from "./unsacrificed.ts";

const nothing = async (): Promise<void> => {};

const ALL = {
  "no-mac-check": {
    labels: [`${WITHOUT}MAC checks`],
    boxes: { ...BOXES, MacKey: UncheckedMacKey, authenticate: nothing },
  },
  "no-sacrifice": {
    labels: [`${WITHOUT}the sacrifice`],
    boxes: {
      ...BOXES,
      sacrificeProducts: nothing,
      sacrificeSquares: nothing,
      steps: unsacrificedSteps,
    },
  },
  "no-proofs": {
    labels: [`${WITHOUT}proofs`],
    boxes: { ...BOXES, proveShort: exchangeImages },
  },
  "no-flooding": {
    labels: [`${WITHOUT}flooding`],
    boxes: BOXES,
    flooding: "none",
  },
} as const satisfies Record<string, Omit<Ablation, "name">>;

export type AblationName = keyof typeof ALL | "none";
export const ABLATIONS = ["none", ...Object.keys(ALL)] as readonly AblationName[];

/** Null for "none". @throws UsageError for a name that is none of them. */
export function ablationOf(name: string): Ablation | null {
  if (name === "none") return null;
  const found = Object.hasOwn(ALL, name) ? ALL[name as keyof typeof ALL] : undefined;
  if (found === undefined)
    throw new UsageError(`no ablation "${name}"; there are ${ABLATIONS.join(", ")}`);
  return { name, ...found };
}
