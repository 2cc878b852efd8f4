/**
 * What a party may do by itself with opened values that are not checked yet.
 *
 *   invariant  maps of opened values give opened values. Maps of shares are linear, with opened values as public factors
 *   security   a shifted opening shifts the result and its MAC apart, so the next check fails. Nothing here branches on
 *              an opened value
 */
import { concatVectors, type Field, type Scalar, type Vector } from "../algebra/field.ts";
import { transpose } from "../algebra/transpose.ts";
import * as words from "../algebra/words.ts";
import { addPublic, type LocalContext, multiplyPublic, type Share } from "../protocols/share.ts";
import { eachVector, gather } from "./matrix-layout.ts";
import { Unchecked } from "./unchecked.ts";

const { valuesOf } = Unchecked;

/** The elements [from, to), sharing memory. */
export const partOf = (u: Unchecked, from: number, to: number): Unchecked =>
  new Unchecked(valuesOf(u).subarray(from, to));

/** u_j >> f */
export const shiftRight = (u: Unchecked, f: number): Unchecked =>
  new Unchecked(words.shiftRight(valuesOf(u), f));

/** Bit i of every u_j, as 0 or 1. */
export const bitOf = (u: Unchecked, i: number): Unchecked =>
  new Unchecked(words.bitOf(valuesOf(u), i));

/** u_j mod 2^f */
export const lowBits = (u: Unchecked, f: number): Unchecked =>
  new Unchecked(words.lowBits(valuesOf(u), f));

/** The base-4 digits of every u_j, least significant first: all of the first digit, then all of the second, … */
export const digitsOf = (u: Unchecked, count: number): Unchecked =>
  new Unchecked(
    concatVectors(
      Array.from({ length: count }, (_, i) =>
        words.lowBits(words.shiftRight(valuesOf(u), 2 * i), 2),
      ),
    ),
  );

/** entries[u_j], of public elements; u_j below their number. */
export const entryOf = (u: Unchecked, entries: Vector): Unchecked =>
  new Unchecked(gather(entries, words.asIndices(valuesOf(u))));

/** u_j + p as an integer, not reduced. */
export const plusPrime = (u: Unchecked, { p }: Field): Unchecked =>
  new Unchecked(words.plusPrime(valuesOf(u), p));

/** 1 − u_j */
export const complement = (u: Unchecked, field: Field): Unchecked =>
  new Unchecked(field.addScalar(field.negate(valuesOf(u)), BigUint64Array.of(1n)));

/** u_j − v_j */
export const difference = (u: Unchecked, v: Unchecked, field: Field): Unchecked =>
  new Unchecked(field.subtract(valuesOf(u), valuesOf(v)));

/** [u_j = v_j] as 0 or 1. */
export const sameAs = (u: Unchecked, v: Unchecked): Unchecked => {
  const [left, right] = [valuesOf(u), valuesOf(v)];
  return new Unchecked(left.map((a, j) => (a === right[j]! ? 1n : 0n)));
};

/** u_s for each s of a public `source`. */
export const picked = (u: Unchecked, source: Uint32Array): Unchecked =>
  new Unchecked(gather(valuesOf(u), source));

/** u_j, u_j − 1, …, u_j − (count − 1), for each u_j in turn. */
export function countdown(u: Unchecked, count: number, field: Field): Unchecked {
  const at = Uint32Array.from({ length: u.length * count }, (_, j) => Math.floor(j / count));
  const steps = BigUint64Array.from({ length: at.length }, (_, j) => BigInt(j % count));
  return new Unchecked(field.subtract(gather(valuesOf(u), at), steps));
}

/** u_j·v_j */
export const product = (u: Unchecked, v: Unchecked, field: Field): Unchecked =>
  new Unchecked(field.multiply(valuesOf(u), valuesOf(v)));

/** u_j + s */
export const plusScalar = (u: Unchecked, s: Scalar, field: Field): Unchecked =>
  new Unchecked(field.addScalar(valuesOf(u), s));

/** Uᵀ of a row-major matrix. */
export const transposed = (u: Unchecked, rows: number, columns: number): Unchecked =>
  new Unchecked(transpose(valuesOf(u), rows, columns));

/** ⟦x + u⟧ */
export const addUnchecked = (h: LocalContext, x: Share, u: Unchecked): Share =>
  addPublic(h, x, valuesOf(u));

/** ⟦u_j·x_j⟧ */
export const multiplyUnchecked = (h: LocalContext, x: Share, u: Unchecked): Share =>
  multiplyPublic(h, x, valuesOf(u));

/** ⟦x_s⟧ with s = start_j + u_j, below the length of x: a linear map, whose coefficients u says. */
export function shareAt(x: Share, start: Uint32Array, u: Unchecked): Share {
  const steps = valuesOf(u);
  const source = start.map((from, j) => from + Number(steps[j]!));
  return eachVector(x, (v) => gather(v, source));
}

/** Shares of a product of masked factors: ⟦a⟧, ⟦b⟧, ⟦c⟧ with c what a and b give. */
interface Factors {
  readonly a: Share;
  readonly b: Share;
  readonly c: Share;
}

/** ⟦c + ε·b + δ·a + ε·δ⟧, in the memory of c, which is spent. */
export function recombine(
  h: LocalContext,
  { a, b, c }: Factors,
  epsilon: Unchecked,
  delta: Unchecked,
): Share {
  const k = constantFactors(h);
  const lanes = [{ c: c.value, a: a.value, b: b.value, k: k.value }];
  if (k.mac !== null) lanes.push({ c: c.mac!, a: a.mac!, b: b.mac!, k: k.mac });
  h.field.recombine(lanes, valuesOf(epsilon), valuesOf(delta));
  return c;
}

/** ⟦Σ_j c_j + ε_j·b_j + δ_j·a_j + ε_j·δ_j⟧ */
export function recombineToSum(
  h: LocalContext,
  { a, b, c }: Factors,
  epsilon: Unchecked,
  delta: Unchecked,
): Share {
  const { field } = h;
  const [e, d] = [valuesOf(epsilon), valuesOf(delta)];
  const constant = field.dot(e, d);
  return both(h, (of, k) => {
    const cross = field.add(field.dot(e, of(b)), field.dot(d, of(a)));
    return field.multiplyAdd(constant, k, field.add(cross, field.sum(of(c))));
  });
}

/** rows × inner by inner × columns. */
export interface Dimensions {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** ⟦C + E·B + A·D + E·D⟧ of row-major matrices: (A + E)·(B + D). */
export function recombineMatrices(
  h: LocalContext,
  { a, b, c }: Factors,
  e: Unchecked,
  d: Unchecked,
  { rows, inner, columns }: Dimensions,
): Share {
  const { field } = h;
  const [left, right] = [valuesOf(e), valuesOf(d)];
  return both(h, (of, k) => {
    // E·(B + k·D) + A·D: the constant E·D is taken k times.
    const shifted = field.multiplyScalarAdd(right, k, of(b));
    const first = field.matrixProduct(left, shifted, rows, inner, columns);
    const second = field.matrixProduct(of(a), right, rows, inner, columns);
    return field.add(of(c), field.add(first, second));
  });
}

/** The factor of a public constant in this party's shares: in its value (1 at P_0 only), in its MAC (α_i). */
const constantFactors = (h: LocalContext) => ({
  value: BigUint64Array.of(h.self === 0 ? 1n : 0n),
  mac: h.macKeyShare,
});

/** Applies f to the value shares with the value's factor, to the MAC shares with the MAC's. */
function both(h: LocalContext, f: (of: (s: Share) => Vector, k: Scalar) => Vector): Share {
  const k = constantFactors(h);
  return {
    value: f((s) => s.value, k.value),
    mac: k.mac === null ? null : f((s) => s.mac!, k.mac),
  };
}
