import { Prg, SEED_BYTES } from "./prg.ts";
import type { Suite } from "./suite.ts";

/** The source of one party's private coins: a session or its transport. */
export interface RandomSource {
  readonly suite: Suite;
  /** Cryptographically secure bytes; in tests they come from a seed. */
  random(length: number): Uint8Array;
}

/** A generator with 32 fresh bytes of the source as seed, for field elements and for more than a few bytes. */
export const freshPrg = (source: RandomSource): Prg =>
  new Prg(source.suite, source.random(SEED_BYTES));
