import {
  bitReversals,
  centred,
  inverse,
  PLAIN_MODULUS,
  plainQuotient,
  rootTables,
} from "./integers.ts";
import type { Pointer } from "./kernels.ts";
import type { RingMemory } from "./memory.ts";

/** One prime of the ring and its public tables. */
export interface RingPrime {
  readonly q: bigint;
  /** q as a number, which is exact as q < 2^50. */
  readonly p: number;
  /** ψ^rev(k), centred, and each over p: n doubles each. */
  readonly roots: Pointer;
  readonly rootRatios: Pointer;
  readonly inverseRoots: Pointer;
  readonly inverseRootRatios: Pointer;
  /** 1/ψ^rev(1), a factor of every scale. */
  readonly lastRoot: bigint;
  /** The scale of a plain inverse transform. */
  readonly unit: Pointer;
  /** t mod q, centred. */
  readonly plain: number;
}

/** The tables of plaintext slots: roots and Shoup's quotients, n 64-bit integers each, and 1/n. */
export interface PlainTables {
  readonly roots: Pointer;
  readonly quotients: Pointer;
  readonly inverseRoots: Pointer;
  readonly inverseQuotients: Pointer;
  readonly scale: bigint;
  readonly scaleQuotient: bigint;
}

/** Writes public doubles to a lasting block. */
export function writeConstants(memory: RingMemory, values: readonly number[]): Pointer {
  const at = memory.reserveLasting(8 * values.length);
  new Float64Array(memory.buffer, at, values.length).set(values);
  return at;
}

/** A constant of timesConstant: w mod q, centred, and the same over q as rounded. */
export function constantPair(w: bigint, q: bigint): [number, number] {
  const x = Number(centred(w, q));
  return [x, x / Number(q)];
}

/** The scale of an inverse transform that multiplies by c, as intt takes it. */
export const scaleValues = (degree: number, prime: { q: bigint; lastRoot: bigint }, c: bigint) => {
  const s = c * inverse(BigInt(degree), prime.q);
  return [...constantPair(s, prime.q), ...constantPair(s * prime.lastRoot, prime.q)];
};

export function primeTables(memory: RingMemory, degree: number, q: bigint): RingPrime {
  const { roots, inverses } = rootTables(degree, q);
  const p = Number(q);
  const keep = (values: BigUint64Array): [Pointer, Pointer] => {
    const numbers = Array.from(values, (w) => Number(w > q / 2n ? w - q : w));
    const at = writeConstants(memory, numbers);
    return [
      at,
      writeConstants(
        memory,
        numbers.map((w) => w / p),
      ),
    ];
  };
  const [forward, forwardRatios] = keep(roots);
  const [backward, backwardRatios] = keep(inverses);
  const lastRoot = inverses[1]!;
  return {
    q,
    p,
    roots: forward,
    rootRatios: forwardRatios,
    inverseRoots: backward,
    inverseRootRatios: backwardRatios,
    lastRoot,
    unit: writeConstants(memory, scaleValues(degree, { q, lastRoot }, 1n)),
    plain: Number(centred(PLAIN_MODULUS, q)),
  };
}

export function plainTables(memory: RingMemory, degree: number): PlainTables {
  const { roots, inverses } = rootTables(degree, PLAIN_MODULUS);
  const keep = (values: BigUint64Array): Pointer => {
    const at = memory.reserveLasting(8 * degree);
    new BigUint64Array(memory.buffer, at, degree).set(values);
    return at;
  };
  const scale = inverse(BigInt(degree), PLAIN_MODULUS);
  return {
    roots: keep(roots),
    quotients: keep(roots.map(plainQuotient)),
    inverseRoots: keep(inverses),
    inverseQuotients: keep(inverses.map(plainQuotient)),
    scale,
    scaleQuotient: plainQuotient(scale),
  };
}

/** Bit reversals, 16 bits each. */
export function reversalTable(memory: RingMemory, degree: number): Pointer {
  const at = memory.reserveLasting(2 * degree);
  new Uint16Array(memory.buffer, at, degree).set(bitReversals(degree));
  return at;
}
