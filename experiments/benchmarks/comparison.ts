/**
 * Comparisons of 32-bit values with zero, all at once. [x < 0] is −⌊x/2^31⌋, by exact truncation. There is no operation
 * for it; such an operation would select between fewer borrows.
 */

import { programCases } from "./cases-of-parties.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";

/** The cases ltz32x10000/n2/all and …/online, in seconds. */
export function run(options: BenchOptions): Promise<Measurement[]> {
  const count = options.quick === true ? 100 : 10_000;
  return programCases(`ltz32x${count}`, "less-than-zero", count)("comparison", options);
}
