import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mod } from "../../../algebra/ring/integers.ts";
import { CHOICES, DEGREES, PRIMES, put, ringOf, Stream, same, take, VARIANTS } from "./support.ts";

/** Four numbers of 50 bits from 25 bytes, by their definition. */
function bits50(bytes: Uint8Array): bigint[] {
  const all = bytes.reduceRight((x: bigint, byte) => (x << 8n) | BigInt(byte), 0n);
  return Array.from({ length: 4 }, (_, j) => (all >> BigInt(50 * j)) & ((1n << 50n) - 1n));
}

for (const variant of VARIANTS)
  for (const degree of DEGREES)
    describe(`packing, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const n = degree;
      const a = ring.allocate(3);
      const b = ring.allocate(3);

      for (const [name, choose] of Object.entries(CHOICES)) {
        it(`of ${name} residues is canonical, and comes back`, () => {
          const stream = new Stream(5n);
          const residues = PRIMES.slice(0, 3).map((q) => choose(stream, -8n * q, 8n * q, n));
          residues.forEach((x, i) => void put(ring, ring.row(a, i), x));
          const bytes = ring.pack(a);
          assert.equal(bytes.length, (3 * 25 * n) / 4);
          ring.unpack(bytes, b);
          residues.forEach((x, i) => {
            const expected = x.map((y) => mod(y, PRIMES[i]!));
            same(take(ring, ring.row(b, i), n), expected);
            same(
              bits50(bytes.subarray(i * 25 * (n / 4), i * 25 * (n / 4) + 25)),
              expected.slice(0, 4),
            );
          });
          assert.deepEqual(ring.pack(b), bytes);
          const target = new Uint8Array(bytes.length + 9).fill(3);
          ring.packInto(b, target, 4);
          assert.deepEqual(target.slice(4, -5), bytes);
          assert.deepEqual([target[3], target.at(-5)], [3, 3]);
        });

        for (const width of [1, 2, 5, 6])
          it(`of ${name} integers in ${width} bytes`, () => {
            const half = 1n << BigInt(8 * width - 1);
            const values = choose(new Stream(9n), -half, half - 1n, n);
            const [from, to] = [ring.scratch(8 * n, 0), ring.scratch(8 * n, 1)];
            put(ring, from, values);
            ring.kernels.packSigned(to, from, n, width);
            const bytes = ring.bytes(to, width * n);
            values.forEach((x, j) => {
              for (let b = 0; b < width; b++)
                if (BigInt(bytes[width * j + b]!) !== ((x >> BigInt(8 * b)) & 255n))
                  assert.fail(`byte ${b} of integer ${j}`);
            });
            ring.kernels.unpackSigned(from, to, n, width);
            same(take(ring, from, n), values);
          });
      }

      it("any bytes unpack, to residues or to a RangeError; which is told by the residues", () => {
        const stream = new Stream(11n);
        const canonical = ring.pack(a);
        let refused = 0;
        for (let trial = 0; trial < 60; trial++) {
          const bytes = trial % 2 === 0 ? canonical.slice() : stream.bytes(canonical.length);
          if (trial % 2 === 0)
            bytes.fill(255, Number(stream.below(BigInt(bytes.length)))).fill(0, trial + 1);
          const bad = PRIMES.slice(0, 3).some((q, i) => {
            for (let j = 0; j < n / 4; j++) {
              const at = 25 * (i * (n / 4) + j);
              if (bits50(bytes.subarray(at, at + 25)).some((x) => x >= q)) return true;
            }
            return false;
          });
          if (bad) assert.throws(() => ring.unpack(bytes, b), RangeError);
          else {
            ring.unpack(bytes, b);
            assert.deepEqual(ring.pack(b), bytes);
          }
          refused += bad ? 1 : 0;
          if (degree > 64 && trial > 6) break;
        }
        assert.ok(refused < 60);
      });

      it("a residue that equals its prime is refused wherever it stands", () => {
        for (let level = 0; level < 3; level++)
          for (const place of [0, 1, 2, 3, n - 4, n - 1]) {
            const bytes = new Uint8Array(ring.packedBytes(3));
            const write = (x: bigint): void => {
              const start = 25 * (level * (n / 4) + (place >> 2));
              const number = x << BigInt(50 * (place & 3));
              for (let b = 0; b < 25; b++)
                bytes[start + b] = Number((number >> BigInt(8 * b)) & 255n);
            };
            write(PRIMES[level]! - 1n);
            ring.unpack(bytes, b);
            assert.equal(take(ring, ring.row(b, level), n)[place], PRIMES[level]! - 1n);
            for (const x of [PRIMES[level]!, (1n << 50n) - 1n]) {
              write(x);
              assert.throws(() => ring.unpack(bytes, b), /not below its prime/);
            }
          }
      });

      it("bytes of another length are refused before anything is written", () => {
        put(ring, ring.row(b, 0), new Array<bigint>(n).fill(77n));
        const length = ring.packedBytes(3);
        for (const wrong of [0, 1, length - 1, length + 1, ring.packedBytes(2)])
          assert.throws(() => ring.unpack(new Uint8Array(wrong), b), RangeError);
        same(take(ring, ring.row(b, 0), n), new Array<bigint>(n).fill(77n));
      });
    });
