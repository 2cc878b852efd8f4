import type { Scalar } from "../../algebra/field.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import type { Dealing } from "./dealt-batch.ts";

/** Length of a key id, long enough that no two runs have the same. */
export const KEY_ID_BYTES = 16;

export interface DealtMacKey {
  /** α = Σ α_i, at the dealer only. */
  readonly alpha: Scalar;
  /** α_i by party, each uniform and independent. */
  readonly shares: readonly Scalar[];
}

/** A uniform MAC key in uniform shares; `random` gives secret uniform bytes. */
export function dealKey(
  { n, field, suite }: Dealing,
  random: (length: number) => Uint8Array,
): DealtMacKey {
  const prg = new Prg(suite, random(SEED_BYTES));
  const shares = Array.from({ length: n }, () => prg.elements(field, 1));
  return { alpha: shares.reduce((a, b) => field.add(a, b)), shares };
}
