/**
 * Comparisons of 32-bit values with zero, all at once, in a tree (operations/comparison/is-negative.ts) and by products
 * (sign-by-product.ts); and what the triples and bits alone cost that they take.
 */
import { COMPARISONS } from "../../run/choose-comparisons.ts";
import { measurePrograms, programCases } from "./cases-of-parties.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";

/** The cases ltz32x10000/n2/all, …/online and …/parts, and the same of ltz32x10000/n2/product, in seconds. */
export function run(options: BenchOptions): Promise<Measurement[]> {
  const size = options.quick === true ? 100 : 10_000;
  const cases = COMPARISONS.flatMap((comparisons) => {
    const name = `ltz32x${size}/n2${comparisons === "tree" ? "" : "/product"}`;
    const task = { work: "less-than-zero", size, comparisons } as const;
    return programCases(name, task, ["all", "online", "parts"]);
  });
  return measurePrograms("comparison", cases, options);
}
