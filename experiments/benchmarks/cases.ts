/** Micro-benchmarks: pieces of work timed one after another in this thread. */
import benny from "benny";

export interface Case {
  readonly name: string;
  readonly work: () => unknown;
}

/** Seconds of timing per case and run. */
const SPAN = 0.1;

/** An entry of a suite that keeps the suite from announcing itself on standard output. */
const quietly = () => Promise.resolve((suite: { off(event: string): never }) => suite.off("start"));

/** Nanoseconds of one call, in the order of the cases. */
export async function timeAll(suite: string, cases: readonly Case[]): Promise<number[]> {
  const { results } = await benny.suite(
    suite,
    quietly,
    ...cases.map(({ name, work }) => benny.add(name, () => void work())),
    benny.configure({ cases: { minSamples: 5, maxTime: SPAN, delay: 0 } }),
  );
  return results.map((r) => r.details.median * 1e9);
}
