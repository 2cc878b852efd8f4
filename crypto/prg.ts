import type { Field, Vector } from "../algebra/field.ts";
import type { KeyStream, Suite } from "./suite.ts";

export const SEED_BYTES = 32;

/**
 * The pseudo-random generator of all boxes: AES-256-CTR, key = seed, zero counter. It is synchronous and
 * byte-identical on every host. Draws follow one another in one stream.
 */
export class Prg {
  readonly #stream: KeyStream;

  /** RangeError unless `seed` has 32 bytes. */
  constructor(suite: Suite, seed: Uint8Array) {
    if (seed.length !== SEED_BYTES) throw new RangeError(`Prg: seed of ${seed.length} bytes`);
    this.#stream = suite.keyStream(seed);
  }

  /** The next `length` bytes of the stream. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return this.#stream.next(length);
  }

  /** `count` uniform elements of the field, by rejection, so without modulo bias. */
  elements(field: Field, count: number): Vector {
    const first = field.fromUniform(this.bytes(8 * count));
    if (first.length === count) return first;
    const out = new BigUint64Array(count);
    out.set(first);
    for (let filled = first.length; filled < count; ) {
      const more = field.fromUniform(this.bytes(8 * (count - filled)));
      out.set(more, filled);
      filled += more.length;
    }
    return out;
  }

  /** `count` uniform integers in [0, bound), by rejection; 1 ≤ bound ≤ 2^32. */
  below(bound: number, count: number): Uint32Array<ArrayBuffer> {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32)
      throw new RangeError(`Prg.below: bound ${bound}`);
    const limit = 2 ** 32 - (2 ** 32 % bound);
    const out = new Uint32Array(count);
    for (let filled = 0; filled < count; ) {
      const words = new Uint32Array(this.bytes(4 * (count - filled)).buffer);
      for (const word of words) if (word < limit) out[filled++] = word % bound;
    }
    return out;
  }
}
