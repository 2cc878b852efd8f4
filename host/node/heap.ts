/**
 * How far the heap of a party's process may grow before it is collected.
 *
 * V8 counts vectors, which lie outside the heap, against the same limit as objects, and sets that limit from the
 * objects alone: of some 15 MB in a party, so that after a busy while each 10 to 20 MB of vectors cause a collection
 * of everything, several in one round of a million products.
 */
import { setFlagsFromString } from "node:v8";

/**
 * Always by the factor that V8 takes at most by itself: limit = 4 × what survived. For processes that are a party and
 * nothing else; on V8's own terms otherwise.
 */
export function letHeapGrow(): void {
  setFlagsFromString("--heap-growing-percent=300");
}
