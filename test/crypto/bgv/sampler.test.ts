import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import { ciphertextPrimes } from "../../../crypto/bgv/primes.ts";
import { Sampler } from "../../../crypto/bgv/sampler.ts";
import { biasOf, chiSquare, chiSquareBound } from "../../support/chi-square.ts";
import { seeded, T } from "./instances.ts";

const N = 4096;

describe("the sampler", () => {
  const ring = createRing({ degree: N, primes: ciphertextPrimes(1) });
  const sampler = new Sampler(ring, seeded(40));
  const repeated = <X>(times: number, draw: () => Iterable<X>): X[] =>
    Array.from({ length: times }, () => [...draw()]).flat();

  it("draws ternary coefficients uniformly, neighbours independent", () => {
    const trits = BigUint64Array.from(
      repeated(20, () => sampler.ternary()),
      (x) => BigInt(x + 1),
    );
    const [one, other] = [0, 1].map((k) => trits.filter((_, j) => j % 2 === k));
    assert.ok(biasOf(3, [one!, other!]) < 1);
  });

  it("draws errors as the difference of two binomials of 21 coins", () => {
    const errors = repeated(20, () => sampler.errors());
    // Binomial(42, 1/2) − 21; the tails in one cell.
    let chance = 2 ** -42;
    const tails = Array.from({ length: 43 }, (_, k) => {
      const now = chance;
      chance *= (42 - k) / (k + 1);
      return now;
    });
    const reach = 10;
    const cell = (e: number) => Math.min(reach, Math.max(-reach, e)) + reach;
    const expected = new Array<number>(2 * reach + 1).fill(0);
    tails.forEach((p, k) => {
      expected[cell(k - 21)]! += p * errors.length;
    });
    const scaled = new Array<number>(2 * reach + 1).fill(0);
    for (const e of errors) scaled[cell(e)]!++;
    const statistic = scaled.reduce(
      (sum, count, k) => sum + (count - expected[k]!) ** 2 / expected[k]!,
      0,
    );
    assert.ok(statistic < chiSquareBound(2 * reach), `${statistic}`);
  });

  it("draws masks over all of F_t, and never t or more", () => {
    const at = ring.scratch(8 * N, 0);
    const masks = repeated(5, () => {
      sampler.plainAt(at);
      return ring.words(at, N).slice();
    });
    assert.ok(masks.every((x) => x < T));
    assert.ok(biasOf(101, [BigUint64Array.from(masks, (x) => (x * 101n) / T)]) < 1);
    const lowBits = new Array<number>(64).fill(0);
    for (const x of masks) lowBits[Number(x & 63n)]!++;
    assert.ok(chiSquare(lowBits, masks.length / 64) < chiSquareBound(63));
  });

  it("takes a fresh key of the generator for every 64 MB", () => {
    let keys = 0;
    const source = seeded(41);
    const counted = new Sampler(ring, {
      ...source,
      random(length) {
        keys++;
        return source.random(length);
      },
    });
    const at = ring.scratch(2 ** 20, 0);
    for (let k = 0; k < 64; k++) counted.fill(at, 2 ** 20);
    assert.equal(keys, 1);
    counted.fill(at, 1);
    assert.equal(keys, 2);
  });
});
