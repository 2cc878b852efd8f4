/**
 * Comparisons of 32-bit values with zero, all at once, in a tree (operations/comparison/is-negative.ts); and what the
 * triples and bits alone cost that they take.
 */

import { programCases } from "./cases-of-parties.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";

/** The cases ltz32x10000/n2/all, …/online and …/parts, in seconds. */
export function run(options: BenchOptions): Promise<Measurement[]> {
  const count = options.quick === true ? 100 : 10_000;
  const spans = ["all", "online", "parts"] as const;
  return programCases(`ltz32x${count}`, "less-than-zero", count, spans)("comparison", options);
}
