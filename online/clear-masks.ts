/** Masks of truncation in the clear: a function of a seed and of the call, so that all parties' programs have the same. */
import type { Field } from "../algebra/field.ts";
import { bitOf, shiftRight } from "../algebra/words.ts";
import { hash } from "../crypto/hash.ts";
import { Prg, SEED_BYTES } from "../crypto/prg.ts";
import type { Suite } from "../crypto/suite.ts";
import type { TruncationMasks } from "../items/kinds/truncation-mask.ts";
import type { Words } from "./mix.ts";

/** The `count` masks of the call with this id, for truncation by f bits. */
export type ClearMasks = (id: Words, f: number, count: number) => TruncationMasks;

/** Without `seed` the machine's randomness decides. */
export function clearMasks(field: Field, suite: Suite, seed?: string): ClearMasks {
  const key =
    seed === undefined
      ? crypto.getRandomValues(new Uint8Array(SEED_BYTES))
      : hash(suite, "spdz-lab/clear/v1", seed);
  return ({ a, b, c, d }, f, count) => {
    const words = [a, b, c, d].map((word) => word >>> 0);
    const prg = new Prg(suite, hash(suite, "spdz-lab/clear-masks/v1", key, ...words));
    const r = prg.elements(field, count);
    const whole = (value: typeof r) => ({ value, mac: null });
    const [high, top] = [shiftRight(r, f), bitOf(r, field.bits - 1)];
    return { r: whole(r), high: whole(high), top: whole(top), low: null };
  };
}
