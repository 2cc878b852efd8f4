import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PLAIN_MODULUS as T } from "../../../algebra/ring/integers.ts";
import { DEGREES, PRIMES, ringOf, Stream, same, take, VARIANTS } from "./support.ts";

const p = PRIMES[0]!;
/** Little-endian numbers of `bytes` bytes each. */
const numbers = (from: Uint8Array, bytes: number): bigint[] =>
  Array.from({ length: Math.floor(from.length / bytes) }, (_, j) =>
    from
      .subarray(bytes * j, bytes * (j + 1))
      .reduceRight((x: bigint, byte) => (x << 8n) | BigInt(byte), 0n),
  );
const weight = (x: bigint): bigint =>
  BigInt([...x.toString(2)].filter((bit) => bit === "1").length);

for (const variant of VARIANTS)
  for (const degree of DEGREES)
    describe(`samples, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const k = ring.kernels;
      const n = degree;
      const random = (length: number): Uint8Array<ArrayBuffer> =>
        new Stream(BigInt(degree)).bytes(length);
      const sources: Record<string, (length: number) => Uint8Array<ArrayBuffer>> = {
        uniform: random,
        "all zero": (length) => new Uint8Array(length),
        "all one": (length) => new Uint8Array(length).fill(255),
        "only ends": (length) => random(length).map((x) => [0, 255, 128, 127][x % 4]!),
      };
      const [from, to, to2] = [0, 1, 2].map((slot) => ring.scratch(16 * n, slot)) as [
        number,
        number,
        number,
      ];
      const place = (bytes: Uint8Array): void => ring.bytes(from, bytes.length).set(bytes);

      for (const [name, source] of Object.entries(sources)) {
        it(`errors out of ${name} bytes`, () => {
          const bytes = source(6 * n);
          place(bytes);
          k.errors(to, from, n);
          const expected = numbers(bytes, 6).map(
            (x) => weight(x & 0x1fffffn) - weight((x >> 24n) & 0x1fffffn),
          );
          same(Array.from(new Int8Array(ring.bytes(to, n)), BigInt), expected);
        });

        it(`integers out of ${name} bytes are their top bits with a sign`, () => {
          const bytes = source(16 * n);
          const words = numbers(bytes, 8).map((x) => BigInt.asIntN(64, x));
          for (const bits of [1, 30, 34, 52]) {
            place(bytes);
            k.uniformSmall(to, from, n, bits);
            same(
              take(ring, to, n),
              words.slice(0, n).map((x) => x >> BigInt(64 - bits)),
            );
            k.uniformBig(to, to2, from, n, bits);
            const [lo, hi] = [take(ring, to, n), take(ring, to2, n)];
            same(
              lo,
              lo.map((_, j) => BigInt.asUintN(64, words[2 * j]!) >> 20n),
            );
            same(
              hi,
              hi.map((_, j) => words[2 * j + 1]! >> BigInt(64 - bits)),
            );
          }
        });

        it(`residues out of ${name} bytes are their low bits, and told if too large`, () => {
          const bytes = source(8 * n);
          const words = numbers(bytes, 8);
          place(bytes);
          const fifty = words.map((x) => x & ((1n << 50n) - 1n));
          const bad = k.mask50(to, from, n, Number(p));
          same(take(ring, to, n), fifty);
          assert.equal(bad, fifty.some((x) => x >= p) ? 1 : 0);
          const sixty = words.map((x) => x & ((1n << 60n) - 1n));
          const bad60 = k.mask60(from, n);
          same(ring.words(from, n), sixty);
          assert.equal(bad60, sixty.some((x) => x >= T) ? 1 : 0);
        });

        it(`rejection keeps ${name} bytes below 243 in order`, () => {
          const bytes = source(3 * n);
          place(bytes);
          const kept = bytes.filter((x) => x < 243);
          assert.equal(k.keepTernary(from, bytes.length), kept.length);
          assert.deepEqual(ring.bytes(from, kept.length).slice(), kept);
        });
      }

      it("the first residue that is too large is told wherever it stands", () => {
        for (const [bound, mask] of [
          [p, (at: number) => k.mask50(to, at, n, Number(p))],
          [T, (at: number) => k.mask60(at, n)],
        ] as const)
          for (const place of [0, 1, n - 2, n - 1]) {
            for (const [x, bad] of [
              [bound - 1n, 0],
              [bound, 1],
            ] as const) {
              ring.words(from, n).fill(0n)[place] = x;
              assert.equal(mask(from), bad);
            }
          }
      });
    });

describe("ternary samples", () => {
  const ring = ringOf(1024, "fused");
  const [from, to] = [ring.scratch(2048, 0), ring.scratch(2048, 1)];

  it("are the five base-3 digits of a byte, so that 243 bytes give each word of five once", () => {
    ring.bytes(from, 243).set(Uint8Array.from({ length: 243 }, (_, v) => v));
    ring.kernels.ternary(to, from, 5 * 243);
    const digits = Array.from(new Int8Array(ring.bytes(to, 5 * 243)));
    const words = new Set<string>();
    for (let v = 0; v < 243; v++) {
      const word = digits.slice(5 * v, 5 * v + 5);
      assert.equal(
        word.reduceRight((x, digit) => 3 * x + digit + 1, 0),
        v,
      );
      words.add(word.join());
    }
    assert.equal(words.size, 243);
  });

  it("write no more than four bytes too many", () => {
    for (const n of [8, 16, 64, 1024]) {
      ring.bytes(from, 1024).fill(0);
      ring.bytes(to, 2048).fill(7);
      ring.kernels.ternary(to, from, n);
      const written = ring.bytes(to, 2048);
      assert.ok(written.subarray(0, n).every((x) => x === 255));
      assert.ok(written.subarray(n + 4).every((x) => x === 7));
    }
  });
});
