/** Creates a ring: kernels, memory, tables, and the operations on them. */
import { observed, workObserver } from "../work.ts";
import { isPrime } from "./integers.ts";
import { loadKernels, type Variant } from "./load.ts";
import { RingMemory } from "./memory.ts";
import { packing, slots, transforms } from "./operations.ts";
import type { Ring, RingShape } from "./ring.ts";
import { RING_SIZES } from "./sizes.ts";
import { storageOf } from "./storage.ts";
import { plainTables, primeTables, reversalTable } from "./tables.ts";

export interface RingOptions {
  /** Kernels to use: by default the fused ones if they work here. Results are the same to the last bit. */
  readonly kernel?: Variant;
  /** LOCAL. Bytes to which the memory may grow; default 512 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2 ** 29;

/** A ring with its own memory. RangeError on an invalid shape. The tables take about 0.2 s at N = 16384. */
export function createRing(shape: RingShape, options: RingOptions = {}): Ring {
  assertShape(shape);
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const { variant, kernels: own, memory } = loadKernels(maxBytes, options.kernel);
  const kernels = observed(workObserver(), "ring", own, RING_SIZES);
  const blocks = new RingMemory(memory, maxBytes);
  const primes = shape.primes.map((q) => primeTables(blocks, shape.degree, q));
  const storage = storageOf(blocks, shape.degree, primes);
  return {
    degree: shape.degree,
    primes,
    kernel: variant,
    kernels,
    reversals: reversalTable(blocks, shape.degree),
    get allocatedBytes() {
      return storage.allocated();
    },
    get memoryBytes() {
      return blocks.buffer.byteLength;
    },
    ...storage.operations,
    ...transforms(kernels, primes, shape.degree, storage.operations),
    ...slots(kernels, plainTables(blocks, shape.degree), shape.degree, storage.operations),
    ...packing(kernels, primes, shape.degree, storage.operations),
  };
}

function assertShape({ degree, primes }: RingShape): void {
  if (!Number.isInteger(Math.log2(degree)) || degree < 8 || degree > 16384)
    throw new RangeError(`ring: degree ${degree}, must be a power of two from 8 to 16384`);
  if (primes.length === 0 || new Set(primes).size !== primes.length)
    throw new RangeError("ring: primes must be different, and at least one");
  for (const q of primes)
    if (q <= 1n << 49n || q >= 1n << 50n || q % BigInt(2 * degree) !== 1n || !isPrime(q))
      throw new RangeError(`ring: ${q} is not a 50-bit prime ≡ 1 mod ${2 * degree}`);
}
