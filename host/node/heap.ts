/**
 * When the heap of a party's process is collected.
 *
 * Vectors lie outside the heap. V8 collects everything each time those allocated since the last time exceed 64 MB,
 * however little there is to mark. LowGear allocates that much several times a second, and the marking takes a fifth
 * of its time. If vectors count as part of the heap, collections of the young generation free them instead.
 */
import { setFlagsFromString } from "node:v8";

/**
 * From here on everything is collected when heap and vectors together have doubled. This is for processes that are a
 * party and nothing else; others keep V8's own rules. It takes more memory and less time:
 * experiments/benchmarks/README.md has the figures.
 */
export function letHeapGrow(): void {
  setFlagsFromString("--external-memory-accounted-in-global-limit");
  setFlagsFromString("--heap-growing-percent=100");
}
