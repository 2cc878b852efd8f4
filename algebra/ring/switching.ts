/**
 * Constants and calls of the kernels that switch a reply from `level` primes down to the first two, and take it from
 * there back to F_t. The formulas are in assembly/switching.ts.
 */
import { inverse, mod, PLAIN_MODULUS, plainQuotient } from "./integers.ts";
import type { Pointer } from "./kernels.ts";
import type { Ring, RnsPoly } from "./ring.ts";
import { constantPair } from "./tables.ts";

/** AGREEMENT. Primes that a reply keeps. */
export const KEPT = 2;
/** Uniform bytes of flooding noise for a coefficient. */
export const NOISE_BYTES = 12;
/** The bounds of the kernels hold for at most this many dropped primes. */
const MOST_DROPPED = 8;

/** The switch from `level` primes to the first two; public constants. */
export interface ModulusSwitch {
  readonly level: number;
  /** Q, the product of the dropped primes. */
  readonly dropped: bigint;
  /** Q mod t. A switch divides plaintexts by it, mod t. */
  readonly correction: bigint;
  /** For each prime, the scale of the inverse transform before a switch. */
  readonly scales: readonly Pointer[];
  readonly constants: Pointer;
  readonly errorConstants: Pointer;
  /** q_0^-1 mod q_1, centred. */
  readonly keptInverse: number;
  /** q_0·Q and Q mod t, each with its quotient. */
  readonly back: readonly [bigint, bigint, bigint, bigint];
}

/**
 * For setup only: the constants last as long as the ring. RangeError unless 2 < level ≤ 10 and the ring has `level`
 * primes.
 */
export function createSwitch(ring: Ring, level: number): ModulusSwitch {
  const primes = ring.primes.slice(0, level).map(({ q }) => q);
  const gone = primes.slice(KEPT);
  if (primes.length !== level || gone.length < 1 || gone.length > MOST_DROPPED)
    throw new RangeError(`switch: from level ${level} to ${KEPT}`);
  const t = PLAIN_MODULUS;
  const dropped = gone.reduce((x, y) => x * y, 1n);
  const [q0, q1] = primes as [bigint, bigint];
  const kept = [q0, q1];
  const correction = mod(dropped, t);
  const first = mod(q0 * correction, t);
  return {
    level,
    dropped,
    correction,
    scales: primes.map((q, i) =>
      ring.scale(i, i < KEPT ? inverse(dropped, q) : inverse(t * (dropped / q), q)),
    ),
    constants: ring.constants([
      ...kept.flatMap((q) => [
        Number(q),
        1 / Number(q),
        ...constantPair(t, q),
        ...gone.flatMap((d) => constantPair(t * inverse(d, q), q)),
      ]),
      ...gone.flatMap((d) => [1 / Number(d), 2 ** 40 / Number(d), Number(d) / 2 ** 40]),
    ]),
    errorConstants: ring.constants([
      ...kept.flatMap((q) => constantPair(t * inverse(dropped, q), q)),
      ...gone.flatMap((d) => [...constantPair(inverse(dropped / d, d), d), Number(d)]),
    ]),
    keptInverse: constantPair(inverse(q0, q1), q1)[0],
    back: [first, plainQuotient(first), correction, plainQuotient(correction)],
  };
}

/** Takes x from NTT form to the input of the two switches, in place; |x| ≤ 1.6p. */
export function beforeSwitch(ring: Ring, s: ModulusSwitch, x: RnsPoly): void {
  assertLevels("switch", x, s.level);
  for (let i = 0; i < s.level; i++) {
    const { inverseRoots, inverseRootRatios, p } = ring.primes[i]!;
    ring.kernels.intt(
      ring.row(x, i),
      inverseRoots,
      inverseRootRatios,
      s.scales[i]!,
      ring.degree,
      p,
    );
  }
}

/**
 * out (level 2, canonical coefficients) = x flooded and switched, minus mask. mask points to N words in [0, t). noise
 * points to NOISE_BYTES·N uniform bytes and 8 bytes after them; a coefficient uses kBits + 56 bits. 1 ≤ kBits ≤ 40.
 * out may be x's rows.
 */
export function switchFlooded(
  ring: Ring,
  s: ModulusSwitch,
  out: RnsPoly,
  x: RnsPoly,
  mask: Pointer,
  noise: Pointer,
  kBits: number,
): void {
  assertLevels("switch", x, s.level);
  assertLevels("switched", out, KEPT);
  if (!(kBits >= 1 && kBits <= 40)) throw new RangeError(`switch: flooding by ${kBits} bits`);
  ring.kernels.switchFlood(
    out.at,
    x.at,
    mask,
    noise,
    s.constants,
    ring.degree,
    s.level - KEPT,
    kBits,
  );
}

/** out (level 2, canonical coefficients) = x + t·e switched by rounding; e points to N small integers, doubles. */
export function switchRounded(
  ring: Ring,
  s: ModulusSwitch,
  out: RnsPoly,
  x: RnsPoly,
  e: Pointer,
): void {
  assertLevels("switch", x, s.level);
  assertLevels("switched", out, KEPT);
  const { constants, errorConstants, level } = s;
  ring.kernels.switchRound(out.at, x.at, e, constants, errorConstants, ring.degree, level - KEPT);
}

/**
 * out_j = Q·(w + d)_j + add_j mod t, (w + d) centred mod q_0·q_1, for coefficients at level 2. w is the result of an
 * inverse transform (|w| ≤ 1.15p), |d| ≤ p. out and add point to N words; add = 0 adds nothing.
 */
export function toPlain(
  ring: Ring,
  s: ModulusSwitch,
  out: Pointer,
  w: RnsPoly,
  d: RnsPoly,
  add: Pointer,
): void {
  assertLevels("reply", w, KEPT);
  assertLevels("reply", d, KEPT);
  const [p0, p1] = [ring.primes[0]!.p, ring.primes[1]!.p];
  ring.kernels.crtToT(out, w.at, d.at, add, ring.degree, p0, p1, s.keptInverse, ...s.back);
}

function assertLevels(what: string, poly: RnsPoly, level: number): void {
  if (poly.level !== level) throw new RangeError(`${what}: level ${poly.level}, not ${level}`);
}
