/**
 * F_p on vectors. Every implementation passes test/contracts/field.ts.
 *
 * A vector is a BigUint64Array of canonical residues in [0, p); a scalar is a vector of length 1, so
 * that a secret is never a bigint. Operations return a new vector and leave their arguments alone,
 * unless a docstring says otherwise. Lengths that do not fit are a RangeError.
 */
export type Vector = BigUint64Array<ArrayBuffer>;
/** A vector of length 1. */
export type Scalar = Vector;

/** Bytes of one encoded element, little-endian, whatever the field. */
export const ELEMENT_BYTES = 8;

export interface Field {
  /** The prime, 3 ≤ p < 2^63. */
  readonly p: bigint;
  /** ⌈log2 p⌉: how many bits a candidate of rejection sampling keeps. */
  readonly bits: number;
  /** True where secret operands take the same time whatever their value. */
  readonly constantTime: boolean;

  add(a: Vector, b: Vector): Vector;
  subtract(a: Vector, b: Vector): Vector;
  negate(a: Vector): Vector;
  multiply(a: Vector, b: Vector): Vector;
  /** a_j·b_j + c_j */
  multiplyAdd(a: Vector, b: Vector, c: Vector): Vector;
  /** a_j + s */
  addScalar(a: Vector, s: Scalar): Vector;
  /** a_j·s */
  multiplyScalar(a: Vector, s: Scalar): Vector;
  /** a_j·s + c_j */
  multiplyScalarAdd(a: Vector, s: Scalar, c: Vector): Vector;
  /** Σ_j a_j·b_j; 0 for empty vectors. */
  dot(a: Vector, b: Vector): Scalar;
  /** Σ_j a_j; 0 for an empty vector. */
  sum(a: Vector): Scalar;
  /** A (rows×inner) times B (inner×columns), row-major; the result is rows×columns. */
  matrixProduct(a: Vector, b: Vector, rows: number, inner: number, columns: number): Vector;
  /** a_j^e for a public exponent e ≥ 0; 0^0 = 1. */
  power(a: Vector, exponent: bigint): Vector;
  /** 1/a_j. RangeError if some a_j is 0. Time depends only on the length. */
  inverse(a: Vector): Vector;
  /** The smaller square root of each *public* a_j. RangeError if some a_j is not a square. */
  squareRoot(a: Vector): Vector;

  /** Beaver recombination: c_j + ε_j·b_j + δ_j·a_j + k·ε_j·δ_j with k = 1, 0 or α_i. */
  recombine(c: Vector, a: Vector, b: Vector, epsilon: Vector, delta: Vector, k: Scalar): Vector;
  /** (Σ_j r_j·a_j, Σ_j r_j·m_j): values and MAC shares under the same coins, in one pass. */
  combine(coins: Vector, values: Vector, macs: Vector): { value: Scalar; mac: Scalar };

  /** The vector's canonical bytes, 8 per element, little-endian. A copy. */
  encode(a: Vector): Uint8Array<ArrayBuffer>;
  /** Inverse of encode for exactly `count` elements. RangeError on another length or a residue ≥ p. */
  decode(bytes: Uint8Array, count: number): Vector;
  /**
   * sum_j ← sum_j + decode(bytes)_j, in place, for as many elements as `bytes` holds, from `sum`'s element `from`
   * on. RangeError, with `sum` unspecified, on a residue ≥ p or elements that do not fit.
   */
  addEncoded(sum: Vector, from: number, bytes: Uint8Array): void;
  /**
   * Uniform elements out of uniform bytes: each 8 bytes, little-endian, masked to `bits` bits, kept if
   * below p. The result is as long as the number kept, in order. RangeError unless 8 | length.
   */
  fromUniform(bytes: Uint8Array): Vector;
  /** Public values of any sign, reduced mod p. */
  fromIntegers(values: readonly (bigint | number)[]): Vector;
  /** Public values as bigints in (−p/2, p/2]. */
  toSigned(a: Vector): bigint[];
}

/** Throws a RangeError unless `bytes` are whole elements that fit into `sum` from element `from` on. */
export function assertFits(sum: Vector, from: number, bytes: Uint8Array): void {
  if (bytes.length % ELEMENT_BYTES !== 0 || from + bytes.length / ELEMENT_BYTES > sum.length)
    throw new RangeError(`addEncoded: ${bytes.length} bytes at ${from} of ${sum.length} elements`);
}

/** Throws a RangeError naming `what` unless both lengths agree. */
export function assertSameLength(what: string, a: Vector, b: Vector): void {
  if (a.length !== b.length) throw new RangeError(`${what}: lengths ${a.length} and ${b.length}`);
}

/** Throws a RangeError naming `what` unless s is a scalar. */
export function assertScalar(what: string, s: Scalar): void {
  if (s.length !== 1) throw new RangeError(`${what}: a scalar has length 1, not ${s.length}`);
}

/**
 * The vector's bytes as `encode` gives them, without a copy: what is written into the vector later shows in them.
 * Every host that runs WebAssembly is little-endian.
 */
export const encodedView = (a: Vector): Uint8Array<ArrayBuffer> =>
  new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

/** The vectors one after another, always as a copy. */
export function concatVectors(parts: readonly Vector[]): Vector {
  if (parts.length === 1) return parts[0]!.slice();
  const out = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
