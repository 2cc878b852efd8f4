/**
 * Comparisons with zero of 32-bit values, all at once. [x < 0] is −⌊x/2^31⌋, by exact truncation: there is no operation of
 * its own, which would select between fewer borrows.
 */

import { programCases } from "./cases-of-parties.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";

/** The cases ltz32x10000/n2/all and …/online, in seconds. */
export function run(options: BenchOptions): Promise<Measurement[]> {
  const count = options.quick === true ? 100 : 10_000;
  return programCases(`ltz32x${count}`, "less-than-zero", count)("comparison", options);
}
