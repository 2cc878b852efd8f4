/**
 * When the heap of a party's process is collected.
 *
 * V8 collects everything each time the vectors allocated since, which lie outside the heap, exceed 64 MB, however
 * little there is to mark: LowGear allocates that much several times a second, and the marking takes a fifth of its
 * time. Counted as a part of the heap they are freed by the collections of the young generation instead.
 */
import { setFlagsFromString } from "node:v8";

/**
 * All is collected when heap and vectors together have doubled. For processes that are a party and nothing else; on
 * V8's own terms otherwise. Takes memory for speed: experiments/benchmarks/README.md has the figures.
 */
export function letHeapGrow(): void {
  setFlagsFromString("--external-memory-accounted-in-global-limit");
  setFlagsFromString("--heap-growing-percent=100");
}
