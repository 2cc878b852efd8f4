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
