/**
 * The ring on bigints, the reference for tests of the kernels. Residues are canonical. It is not constant time;
 * secrets pass through it only in tests.
 */
import { bitReversals, centred, inverse, mod, power, smallestRoot } from "./integers.ts";

/** What `ntt` computes: the values of a at ψ^(2·rev(i)+1), i = 0 … N − 1, mod the prime p. */
export function transform(a: readonly bigint[], p: bigint): bigint[] {
  const n = a.length;
  const root = smallestRoot(n, p);
  const twisted = a.map((x, j) => mod(x * power(root, BigInt(j), p), p));
  const values = evaluate(twisted, (root * root) % p, p);
  return Array.from(bitReversals(n), (i) => values[i]!);
}

/** The inverse of `transform`. */
export function inverseTransform(values: readonly bigint[], p: bigint): bigint[] {
  const n = values.length;
  const back = inverse(smallestRoot(n, p), p);
  const ordered = Array.from(bitReversals(n), (i) => values[i]!);
  const scale = inverse(BigInt(n), p);
  return evaluate(ordered, (back * back) % p, p).map((x, j) =>
    mod(x * scale * power(back, BigInt(j), p), p),
  );
}

/** Σ_j a_j·ω^(ij) for i = 0 … n − 1, ω of order n. Even and odd j are computed separately. */
function evaluate(a: readonly bigint[], omega: bigint, p: bigint): bigint[] {
  const n = a.length;
  if (n === 1) return [...a];
  const square = (omega * omega) % p;
  const even = evaluate(
    a.filter((_, j) => j % 2 === 0),
    square,
    p,
  );
  const odd = evaluate(
    a.filter((_, j) => j % 2 === 1),
    square,
    p,
  );
  const out = new Array<bigint>(n);
  for (let i = 0, w = 1n; i < n / 2; i++, w = (w * omega) % p) {
    const x = w * odd[i]!;
    out[i] = mod(even[i]! + x, p);
    out[i + n / 2] = mod(even[i]! - x, p);
  }
  return out;
}

/** a·b mod X^N + 1 over the integers, coefficient by coefficient, in N² steps. */
export function negacyclicProduct(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const n = a.length;
  const out = new Array<bigint>(n).fill(0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      const k = i + j;
      if (k < n) out[k]! += x * y;
      else out[k - n]! -= x * y;
    });
  });
  return out;
}

/** X^j·a mod X^N + 1, 0 ≤ j < 2N. */
export function rotate(a: readonly bigint[], j: number): bigint[] {
  const n = a.length;
  return a.map((_, k) => {
    const from = (((k - j) % (2 * n)) + 2 * n) % (2 * n);
    return from < n ? a[from]! : -a[from - n]!;
  });
}

/** For each array of primes: their product, and for each prime a number ≡ 1 mod it and 0 mod the others. */
const bases = new WeakMap<readonly bigint[], { q: bigint; units: readonly bigint[] }>();

function basisOf(primes: readonly bigint[]): { q: bigint; units: readonly bigint[] } {
  const known = bases.get(primes);
  if (known !== undefined) return known;
  const q = primes.reduce((x, y) => x * y, 1n);
  const basis = { q, units: primes.map((p) => (q / p) * inverse(q / p, p)) };
  bases.set(primes, basis);
  return basis;
}

/** The number mod ∏ primes with these residues, in [0, ∏ primes). */
export function fromResidues(residues: readonly bigint[], primes: readonly bigint[]): bigint {
  const { q, units } = basisOf(primes);
  return mod(
    residues.reduce((sum, x, i) => sum + x * units[i]!, 0n),
    q,
  );
}

/**
 * The modulus switch of x by the product Q of several primes, as an integer: (x − t·ρ)/Q with ρ = [x/t] mod Q,
 * centred or in [0, Q).
 */
export function switchDown(x: bigint, t: bigint, Q: bigint, rounding: "centred" | "floor"): bigint {
  const ratio = mod(x * inverse(t, Q), Q);
  return (x - t * (rounding === "centred" ? centred(ratio, Q) : ratio)) / Q;
}
