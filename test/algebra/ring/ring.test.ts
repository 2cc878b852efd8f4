import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import { centred, mod, PLAIN_MODULUS as T } from "../../../algebra/ring/integers.ts";
import { inverseTransform, negacyclicProduct, transform } from "../../../algebra/ring/reference.ts";
import type { Ring, RnsPoly } from "../../../algebra/ring/ring.ts";
import { congruent, PRIMES, put, ringOf, Stream, same, take, VARIANTS } from "./support.ts";

const fresh = (maxBytes?: number): Ring =>
  createRing({ degree: 64, primes: PRIMES }, maxBytes === undefined ? {} : { maxBytes });
const rows = (ring: Ring, poly: RnsPoly): bigint[][] =>
  Array.from({ length: poly.level }, (_, i) => take(ring, ring.row(poly, i), ring.degree));

for (const variant of VARIANTS)
  describe(`the ring, ${variant}`, () => {
    const ring = ringOf(64, variant);
    const n = ring.degree;
    const stream = new Stream(1n);
    const random = (level: number): { poly: RnsPoly; values: bigint[][] } => {
      const poly = ring.allocate(level);
      const values = PRIMES.slice(0, level).map((q) =>
        Array.from({ length: n }, () => stream.below(q)),
      );
      values.forEach((v, i) => void put(ring, ring.row(poly, i), v));
      return { poly, values };
    };

    it("transforms under all its primes, in place or not, and back", () => {
      const { poly, values } = random(4);
      const out = ring.allocate(4);
      const expected = values.map((v, i) => transform(v, PRIMES[i]!));
      ring.forward(out, poly);
      rows(ring, out).forEach((row, i) => void congruent(row, expected[i]!, PRIMES[i]!, 0.5));
      ring.forward(poly, poly);
      assert.deepEqual(rows(ring, poly), rows(ring, out));
      ring.inverse(poly);
      rows(ring, poly).forEach((row, i) => void congruent(row, values[i]!, PRIMES[i]!, 0.5));
    });

    it("lifts plaintexts and small integers", () => {
      const plain = BigUint64Array.from({ length: n }, () => stream.below(T));
      const small = Int8Array.from({ length: n }, () => Number(stream.below(43n)) - 21);
      const out = ring.allocate(6);
      ring.lift(out, plain);
      const whole = [...plain].map((x) => centred(x, T));
      rows(ring, out).forEach((row, i) => {
        const lifted = whole.map((x) => mod(x, PRIMES[i]!));
        congruent(row, transform(lifted, PRIMES[i]!), PRIMES[i]!, 0.5);
      });
      ring.liftSmall(out, small);
      rows(ring, out).forEach((row, i) => {
        congruent(row, transform(Array.from(small, BigInt), PRIMES[i]!), PRIMES[i]!, 0.5);
      });
      ring.liftSmall(out, new Int8Array([...new Int8Array(8), ...small].map(Number)).subarray(8));
      congruent(
        rows(ring, out)[0]!,
        transform(Array.from(small, BigInt), PRIMES[0]!),
        PRIMES[0]!,
        1,
      );
    });

    it("multiplies polynomials value by value", () => {
      const [a, b] = [random(1), random(1)];
      ring.forward(a.poly, a.poly);
      ring.forward(b.poly, b.poly);
      ring.kernels.mulPoint(a.poly.at, a.poly.at, b.poly.at, n, ring.primes[0]!.p);
      ring.inverse(a.poly);
      congruent(
        rows(ring, a.poly)[0]!,
        negacyclicProduct(a.values[0]!, b.values[0]!),
        PRIMES[0]!,
        0.5,
      );
    });

    it("folds a constant into an inverse transform", () => {
      const { poly, values } = random(2);
      const { inverseRoots, inverseRootRatios, p } = ring.primes[1]!;
      const c = -98765432109876543210n;
      const at = ring.row(poly, 1);
      ring.kernels.intt(at, inverseRoots, inverseRootRatios, ring.scale(1, c), n, p);
      congruent(
        take(ring, at, n),
        inverseTransform(values[1]!, PRIMES[1]!).map((x) => x * c),
        PRIMES[1]!,
        1.15,
      );
      assert.throws(() => ring.scale(6, 1n), RangeError);
    });

    it("refuses lengths and levels that do not fit", () => {
      const [two, three] = [ring.allocate(2), ring.allocate(3)];
      for (const level of [0, -1, 7, 1.5, Number.NaN])
        assert.throws(() => ring.allocate(level), RangeError);
      assert.throws(() => ring.forward(two, three), RangeError);
      assert.throws(() => ring.lift(two, new BigUint64Array(n + 1)), RangeError);
      assert.throws(() => ring.liftSmall(two, new Int8Array(n - 1)), RangeError);
      for (const index of [-1, 2, Number.NaN]) {
        assert.throws(() => ring.residues(two, index), RangeError);
        assert.throws(() => ring.row(two, index), RangeError);
      }
      assert.throws(() => ring.packedBytes(0), RangeError);
    });
  });

describe("a ring's shape", () => {
  const refused: Record<string, { degree: number; primes: readonly bigint[] }> = {
    "a degree that is no power of two": { degree: 24, primes: PRIMES },
    "a degree below 8": { degree: 4, primes: PRIMES },
    "a degree above 16384": { degree: 32768, primes: PRIMES },
    "no primes": { degree: 8, primes: [] },
    "a prime twice": { degree: 8, primes: [PRIMES[0]!, PRIMES[0]!] },
    "a prime of 60 bits": { degree: 8, primes: [T] },
    "a prime of 49 bits": { degree: 8, primes: [562949953421201n] },
    "a prime that is not 1 mod 2N": { degree: 8, primes: [1125899906842597n] },
    "a number that is not prime": { degree: 8, primes: [(1n << 50n) - 15n] },
  };
  for (const [what, shape] of Object.entries(refused))
    it(`cannot have ${what}`, () => {
      assert.throws(() => createRing(shape), RangeError);
    });
});

describe("a ring's memory", () => {
  const row = 8 * 64;

  it("is counted, given back, used again, and grows by what is needed", () => {
    const ring = fresh();
    assert.equal(ring.allocatedBytes, 0);
    const polys = Array.from({ length: 300 }, () => ring.allocate(6));
    assert.equal(ring.allocatedBytes, 300 * 6 * row);
    const grown = ring.memoryBytes;
    assert.ok(grown - 300 * 6 * (row + 64) < 3 * 65536);
    for (const poly of polys) ring.free(poly);
    assert.equal(ring.allocatedBytes, 0);
    // What six levels held, one level holds as well.
    for (let k = 0; k < 1600; k++) ring.allocate(1);
    assert.equal(ring.memoryBytes, grown);
  });

  it("of a polynomial is its own, whatever was freed before", () => {
    const ring = fresh();
    const stream = new Stream(2n);
    const live = new Map<RnsPoly, number>();
    for (let step = 1; step < 2000; step++) {
      if (live.size > 0 && stream.below(5n) < 2n) {
        const poly = [...live.keys()][Number(stream.below(BigInt(live.size)))]!;
        for (let i = 0; i < poly.level; i++)
          assert.ok(ring.residues(poly, i).every((x) => x === live.get(poly)));
        live.delete(poly);
        ring.free(poly);
      } else {
        const poly = ring.allocate(1 + Number(stream.below(6n)));
        for (let i = 0; i < poly.level; i++) {
          assert.ok(
            ring.residues(poly, i).every((x) => x === 0),
            "what is free is zero",
          );
          ring.residues(poly, i).fill(step);
        }
        live.set(poly, step);
      }
    }
  });

  it("is not given back twice, by a stranger, or by a part", () => {
    const ring = fresh();
    const poly = ring.allocate(3);
    assert.throws(() => ring.free({ at: poly.at, level: 2 }), RangeError);
    assert.throws(() => ring.free(fresh().allocate(3)), RangeError);
    ring.free(poly);
    assert.throws(() => ring.free(poly), RangeError);
    const next = ring.allocate(3);
    assert.equal(next.at, poly.at);
    assert.throws(() => ring.free(poly), RangeError);
  });

  it("ends at its bound with an Error that is no RangeError, and goes on working", () => {
    const ring = fresh(1 << 17);
    const polys: RnsPoly[] = [];
    const fillUp = (): void => {
      for (;;) polys.push(ring.allocate(6));
    };
    assert.throws(fillUp, (error: Error) => {
      assert.ok(!(error instanceof RangeError));
      return /memory is used up: 131072 bytes/.test(error.message);
    });
    assert.ok(ring.memoryBytes <= 1 << 17);
    ring.free(polys.pop()!);
    polys.push(ring.allocate(6));
    const tight = { maxBytes: 1 << 16 };
    assert.throws(() => createRing({ degree: 1024, primes: PRIMES }, tight), /used up/);
  });

  it("keeps scratch in place until more is asked of a slot", () => {
    const ring = fresh();
    const at = ring.scratch(100, 0);
    ring.bytes(at, 100).fill(9);
    assert.equal(ring.scratch(50, 0), at);
    assert.notEqual(ring.scratch(100, 1), at);
    ring.allocate(6);
    assert.ok(ring.bytes(at, 100).every((x) => x === 9));
    const moved = ring.scratch(5000, 0);
    assert.ok(ring.bytes(moved, 5000).every((x) => x === 0));
    assert.equal(ring.scratch(100, 0), moved);
  });

  it("is zero after a wipe but for tables and constants", () => {
    const ring = fresh();
    const poly = ring.allocate(2);
    const constants = ring.constants([1, 2, 3]);
    ring.residues(poly, 1).fill(5);
    const at = ring.scratch(64, 0);
    ring.bytes(at, 64).fill(5);
    const last = ring.allocate(1);
    ring.residues(last, 0).fill(5);
    const plain = BigUint64Array.from({ length: 64 }, (_, j) => BigInt(j) << 50n);
    const slots = ring.decode(plain);
    ring.wipe();
    assert.deepEqual([...ring.doubles(constants, 3)], [1, 2, 3]);
    for (const view of [ring.residues(poly, 1), ring.residues(last, 0), ring.bytes(at, 64)])
      assert.ok(view.every((x: number) => x === 0));
    // No word of what went through the kernels is left anywhere.
    const words = new Set(ring.words(0, ring.memoryBytes / 8));
    for (const x of [...plain.subarray(1), ...slots]) assert.ok(!words.has(x));
    same(ring.encode(slots), plain);
    ring.lift(poly, plain);
    ring.free(poly);
  });
});
