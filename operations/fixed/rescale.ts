/**
 * The last step of what is computed in fixed point: a raw number back to a lower scale, by one truncation.
 *
 *   rounds     1; where truncation is exact, 2 + ⌈log2 f⌉; f = 0: 0
 *   traffic    those of a truncation by f
 *   items      those of a truncation by f
 *   security   as truncation.ts says
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Cost } from "../../online/operation.ts";
import type { SecretType } from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import type { Share } from "../../protocols/share.ts";
import { NO_COST } from "../cost.ts";
import { truncatedType } from "./truncated-type.ts";
import { truncateShares, truncationCost } from "./truncation.ts";

/** What follows on a number of a known type within a call. */
export interface Step {
  readonly gives: SecretType;
  cost(): Cost;
  run(k: Kernel, x: Share): Promise<Share>;
}

/** Truncation by f bits, as this run rounds; nothing if f is 0. RangeError naming `what` for what cannot be truncated so. */
export function rescale(c: Checking, what: string, x: SecretType, f: number): Step {
  if (f === 0) return nothing(x);
  const exact = c.rounding === "floor";
  const t = sizeOf(x.shape);
  return {
    gives: truncatedType(c.field, what, x, f),
    cost: () => truncationCost(f, t, exact),
    run: (k, a) => truncateShares(k, a, f, exact),
  };
}

/** x as it is. */
export const nothing = (x: SecretType): Step => ({
  gives: x,
  cost: () => NO_COST,
  run: async (_, a) => a,
});
