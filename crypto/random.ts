import { Prg, SEED_BYTES } from "./prg.ts";
import type { Suite } from "./suite.ts";

/** Where one party's private coins come from: a session or its transport. */
export interface RandomSource {
  readonly suite: Suite;
  /** Cryptographically secure bytes; seeded in tests. */
  random(length: number): Uint8Array;
}

/** A generator under 32 fresh bytes of the source: for field elements, and for more than a few bytes. */
export const freshPrg = (source: RandomSource): Prg =>
  new Prg(source.suite, source.random(SEED_BYTES));
