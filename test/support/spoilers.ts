import type { Prg } from "../../crypto/prg.ts";

/** Makes something else of bytes, hardly ever the same. */
export type Spoiler = (bytes: Uint8Array, random: Prg) => Uint8Array;

/** Of the same length. */
export const spoilers: readonly Spoiler[] = [
  (bytes, random) => {
    const out = bytes.slice();
    out[random.below(out.length, 1)[0]!]! ^= 1 << random.below(8, 1)[0]!;
    return out;
  },
  (bytes, random) => {
    const out = bytes.slice();
    const [from, length] = random.below(out.length, 2);
    out.set(random.bytes(Math.min(length! + 1, out.length - from!)), from!);
    return out;
  },
  (bytes, random) => random.bytes(bytes.length),
  (bytes, random) => bytes.map((_, j) => (j === 0 ? 1 : 255 * random.below(2, 1)[0]!)),
  (bytes) => bytes.map((x) => ~x),
  (bytes, random) => {
    const shift = 1 + random.below(Math.max(1, bytes.length - 1), 1)[0]!;
    return Uint8Array.of(...bytes.subarray(shift), ...bytes.subarray(0, shift));
  },
];

/** Of another length. */
export const lengthSpoilers: readonly Spoiler[] = [
  (bytes, random) => bytes.slice(0, random.below(bytes.length, 1)[0]!),
  (bytes, random) => Uint8Array.of(...bytes, ...random.bytes(1 + random.below(20, 1)[0]!)),
];

/** Of the same length: runs of ones or zeros, so that integers of any width take their extremes. */
export const runSpoilers: readonly Spoiler[] = [1, 8, 16].flatMap((most) =>
  [0, 255].map(
    (byte): Spoiler =>
      (bytes, random) => {
        const [from, length] = [random.below(bytes.length, 1)[0]!, random.below(most, 1)[0]! + 1];
        return bytes.slice().fill(byte, from, from + length);
      },
  ),
);

const RESIDUE_BITS = 50;

/** A copy of packed residues with the k-th replaced. */
export function withResidue(bytes: Uint8Array, k: number, value: bigint): Uint8Array {
  const out = bytes.slice();
  for (let bit = 0; bit < RESIDUE_BITS; bit++) {
    const at = RESIDUE_BITS * k + bit;
    const one = Number((value >> BigInt(bit)) & 1n) << (at % 8);
    out[at >> 3] = (out[at >> 3]! & ~(1 << (at % 8))) | one;
  }
  return out;
}

/** One residue of packed polynomials, `slots` to a prime, at the edges of its range and beyond. */
export const residueSpoilers = (primes: readonly bigint[], slots: number): Spoiler[] =>
  [(q: bigint) => q, (q: bigint) => q + 1n, () => 2n ** 50n - 1n, (q: bigint) => q - 1n].map(
    (value) => (bytes, random) => {
      const residues = (8 * bytes.length) / RESIDUE_BITS;
      const k = random.below(residues, 1)[0]!;
      // Two polynomials of a ciphertext or reply, or one of a key, each with its primes one after another.
      const levels = [primes.length, 2].find((l) => residues % (l * slots) === 0)!;
      return withResidue(bytes, k, value(primes[Math.floor(k / slots) % levels]!));
    },
  );
