import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { hex } from "../../crypto/hash.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import { freshPrg } from "../../crypto/random.ts";
import { portable } from "../../crypto/suite.ts";
import { nodeSuite } from "../../host/node/suite.ts";

const P60 = (1n << 60n) - (1n << 18n) + 1n;
const seed = (x: number) => new Uint8Array(SEED_BYTES).fill(x);

/** Σ (observed − expected)²/expected over `cells` equally likely cells. */
function chiSquare(counts: readonly number[], total: number): number {
  const expected = total / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const histogram = (cells: number, draws: Iterable<number | bigint>): number[] => {
  const counts = new Array<number>(cells).fill(0);
  for (const draw of draws) counts[Number(draw)]!++;
  return counts;
};

describe("Prg", () => {
  it("is AES-256-CTR of the seed, alike on both suites, draw after draw", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: SEED_BYTES, maxLength: SEED_BYTES }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.nat(40)), { maxLength: 8 }),
        (key, draws) => {
          const [a, b] = [new Prg(portable, key), new Prg(nodeSuite, key)];
          for (const [kind, count] of draws) {
            const draw = (g: Prg) =>
              kind === 0
                ? g.bytes(count)
                : kind === 1
                  ? g.elements(referenceField(P60), count)
                  : g.below(1000, count);
            assert.deepEqual(draw(a), draw(b));
          }
        },
      ),
      { numRuns: 100 },
    ));

  it("refuses a seed of another length", () => {
    for (const length of [0, 16, 31, 33])
      assert.throws(() => new Prg(nodeSuite, new Uint8Array(length)), /^RangeError: Prg: seed/);
  });

  it("gives the same elements however they are asked for: rejection takes nothing with it", () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 8 }),
        fc.constantFrom(11n, 101n),
        (counts, p) => {
          const field = referenceField(p);
          const pieces = new Prg(nodeSuite, seed(1));
          const parts = counts.flatMap((count) => [...pieces.elements(field, count)]);
          const total = counts.reduce((a, b) => a + b, 0);
          assert.deepEqual(parts, [...new Prg(nodeSuite, seed(1)).elements(field, total)]);
        },
      ),
      { numRuns: 100 },
    ));

  // 0x…ff masks to 15 in four bits: a sampler without rejection would return it, or 15 mod 11 = 4.
  it("rejects, rather than reduces, candidates from p upwards", () => {
    const field: Field = referenceField(11n);
    const words = BigUint64Array.of(15n, 10n, 11n, 26n, 0n, 0xfffffffffffffff3n);
    assert.deepEqual(
      field.fromUniform(new Uint8Array(words.buffer)),
      BigUint64Array.of(10n, 10n, 0n, 3n),
    );
  });

  it("draws elements of F_11 uniformly (chi-square, 110,000 draws, false alarm < 10^-6)", () => {
    const draws = 110_000;
    const elements = new Prg(nodeSuite, seed(2)).elements(referenceField(11n), draws);
    const counts = histogram(11, elements);
    // 10 degrees of freedom: P(χ² > 49) < 10^-6·0.5. Reducing mod 11 instead would give χ² ≈ 22,000.
    assert.ok(chiSquare(counts, draws) < 49, `${counts}`);
    const reduced = new Prg(nodeSuite, seed(2)).bytes(draws).map((byte) => (byte & 15) % 11);
    assert.ok(
      chiSquare(histogram(11, reduced), draws) > 10_000,
      "the test would not see modulo bias",
    );
  });

  it("draws elements of the 60-bit field over its whole range, all below p", () => {
    const draws = 64_000;
    const elements = new Prg(nodeSuite, seed(3)).elements(referenceField(P60), draws);
    assert.ok(elements.every((x) => x < P60));
    const top = histogram(
      64,
      Array.from(elements, (x) => x >> 54n),
    );
    const low = histogram(
      64,
      Array.from(elements, (x) => x & 63n),
    );
    // 63 degrees of freedom: P(χ² > 135) < 10^-6.
    for (const counts of [top, low]) assert.ok(chiSquare(counts, draws) < 135, `${counts}`);
  });

  it("draws integers below a bound uniformly, by rejection", () => {
    const draws = 110_000;
    const counts = histogram(11, new Prg(nodeSuite, seed(4)).below(11, draws));
    assert.ok(chiSquare(counts, draws) < 49, `${counts}`);
    // 3·2^30: a draw reduced instead of rejected would fall below 2^30 with probability 1/2, not 1/3.
    const third = new Prg(nodeSuite, seed(5)).below(3 * 2 ** 30, 30_000);
    const thirds = histogram(
      3,
      Array.from(third, (x) => Math.floor(x / 2 ** 30)),
    );
    assert.ok(chiSquare(thirds, 30_000) < 28, `${thirds}`); // 2 degrees of freedom: < 10^-6
    for (const bound of [1, 2 ** 32])
      assert.equal(new Prg(nodeSuite, seed(6)).below(bound, 3).length, 3);
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1])
      assert.throws(() => new Prg(nodeSuite, seed(6)).below(bound, 1), /^RangeError: Prg.below/);
  });

  it("draws nothing when asked for nothing", () => {
    const prg = new Prg(nodeSuite, seed(7));
    assert.equal(prg.elements(referenceField(P60), 0).length, 0);
    assert.equal(prg.below(5, 0).length, 0);
    assert.equal(hex(prg.bytes(16)), hex(new Prg(portable, seed(7)).bytes(16)));
  });
});

describe("freshPrg", () => {
  it("seeds itself with 32 new bytes of its source", () => {
    const asked: number[] = [];
    const source = {
      suite: nodeSuite,
      random: (length: number) => {
        asked.push(length);
        return seed(asked.length);
      },
    };
    const [a, b] = [freshPrg(source).bytes(16), freshPrg(source).bytes(16)];
    assert.deepEqual(asked, [32, 32]);
    assert.equal(hex(a), hex(new Prg(portable, seed(1)).bytes(16)));
    assert.notEqual(hex(a), hex(b));
  });
});
