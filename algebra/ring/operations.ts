/** Transforms, slots and packing: the kernels on polynomials and vectors. */
import type { Vector } from "../field.ts";
import type { Pointer, RingKernels } from "./kernels.ts";
import type { Ring, RnsPoly } from "./ring.ts";
import { assertLength, assertLevel, type Storage } from "./storage.ts";
import type { PlainTables, RingPrime } from "./tables.ts";

/** Scratch slots of this file; callers use slots that are not negative. */
const OWN_WORDS = -1;
const OWN_BYTES = -2;

export function transforms(
  k: RingKernels,
  primes: readonly RingPrime[],
  n: number,
  { row, scratch, bytes, words }: Storage,
): Pick<Ring, "forward" | "inverse" | "lift" | "liftSmall"> {
  const each = (level: number, step: (prime: RingPrime, index: number) => void): void => {
    assertLevel(level, primes.length);
    for (let i = 0; i < level; i++) step(primes[i]!, i);
  };
  return {
    forward(out, a) {
      assertLength("residues", a.level, out.level);
      each(out.level, (prime, i) =>
        k.ntt(row(out, i), row(a, i), prime.roots, prime.rootRatios, n, prime.p, 0),
      );
    },
    inverse(a) {
      each(a.level, ({ inverseRoots, inverseRootRatios, unit, p }, i) => {
        const at = row(a, i);
        k.intt(at, inverseRoots, inverseRootRatios, unit, n, p);
        k.centre(at, at, n, p);
      });
    },
    lift(out, coefficients) {
      assertLength("coefficients", coefficients.length, n);
      const from = scratch(8 * n, OWN_WORDS);
      words(from, n).set(coefficients);
      each(out.level, ({ roots, rootRatios, p }, i) => {
        const at = row(out, i);
        k.liftT(at, from, n, p);
        k.ntt(at, at, roots, rootRatios, n, p, 0);
      });
    },
    liftSmall(out, x) {
      assertLength("small integers", x.length, n);
      const small = scratch(n, OWN_BYTES);
      const from = scratch(8 * n, OWN_WORDS);
      bytes(small, n).set(new Uint8Array(x.buffer, x.byteOffset, n));
      k.i8ToF(from, small, n);
      each(out.level, ({ roots, rootRatios, p }, i) =>
        k.ntt(row(out, i), from, roots, rootRatios, n, p, 0),
      );
    },
  };
}

export function slots(
  k: RingKernels,
  tables: PlainTables,
  n: number,
  { scratch, words }: Storage,
): Pick<Ring, "encode" | "decode"> {
  const through = (what: string, a: Vector, transform: (at: Pointer) => void): Vector => {
    assertLength(what, a.length, n);
    const at = scratch(8 * n, OWN_WORDS);
    const view = words(at, n);
    view.set(a);
    transform(at);
    return view.slice();
  };
  const { roots, quotients, inverseRoots, inverseQuotients, scale, scaleQuotient } = tables;
  return {
    encode: (values) =>
      through("slots", values, (at) =>
        k.inttT(at, inverseRoots, inverseQuotients, n, scale, scaleQuotient),
      ),
    decode: (coefficients) =>
      through("coefficients", coefficients, (at) => k.nttT(at, roots, quotients, n)),
  };
}

export function packing(
  k: RingKernels,
  primes: readonly RingPrime[],
  n: number,
  { row, scratch, bytes }: Storage,
): Pick<Ring, "packedBytes" | "pack" | "packInto" | "unpack"> {
  const run = (25 * n) / 4;
  const packedBytes = (level: number): number => {
    assertLevel(level, primes.length);
    return run * level;
  };
  const packInto = (a: RnsPoly, target: Uint8Array, offset: number): void => {
    const length = packedBytes(a.level);
    const from = scratch(length, OWN_BYTES);
    for (let i = 0; i < a.level; i++) k.pack50(from + run * i, row(a, i), n, primes[i]!.p);
    target.set(bytes(from, length), offset);
  };
  return {
    packedBytes,
    packInto,
    pack(a) {
      const out = new Uint8Array(packedBytes(a.level));
      packInto(a, out, 0);
      return out;
    },
    unpack(packed, out) {
      const length = packedBytes(out.level);
      assertLength("packed bytes", packed.length, length);
      const from = scratch(length, OWN_BYTES);
      bytes(from, length).set(packed);
      let bad = 0;
      for (let i = 0; i < out.level; i++)
        bad |= k.unpack50(row(out, i), from + run * i, n, primes[i]!.p);
      if (bad !== 0) throw new RangeError("ring: a packed residue is not below its prime");
    },
  };
}
