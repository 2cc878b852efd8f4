import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type BgvParameters,
  deriveParameters,
  type ParameterRequest,
} from "../../../crypto/bgv/parameters.ts";
import { ciphertextPrimes } from "../../../crypto/bgv/primes.ts";

const P = 2 ** 60 - 2 ** 18 + 1;
const N = 16384;
const usual: ParameterRequest = { parties: 2, statistical: 40, batch: 12, keys: "proved" };
const log2Product = (primes: readonly bigint[]) =>
  primes.reduce((sum, q) => sum + Math.log2(Number(q)), 0);

/** The smallest factor above 1, by trial division; n < 2^53. */
function smallestFactor(n: number): number {
  if (n % 2 === 0) return 2;
  for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return d;
  return n;
}

describe("ciphertext primes", () => {
  it("are the largest below 2^50 that are 1 mod 2^15, by trial division", () => {
    const primes = ciphertextPrimes(7);
    let candidate = 2 ** 50 + 1;
    for (const q of primes) {
      for (candidate -= 2 ** 15; BigInt(candidate) !== q; candidate -= 2 ** 15)
        assert.ok(smallestFactor(candidate) < candidate, `${candidate} was passed over`);
      assert.equal(smallestFactor(candidate), candidate);
    }
    assert.deepEqual(primes.slice(0, 2), [1125899904679937n, 1125899903991809n]);
  });
});

/**
 * The bound as the design states it, in floating point: ranges [−K·B, K·B], one slack S for all components.
 * log2 q ≥ 1 + s' + 2·log2 p + log2 S + log2(N/2) + log2 C
 */
function statedBound(s: number, U: number): number {
  const V = Math.ceil((s + 5) / Math.log2(2 * N + 1));
  const S = 2 * N * (2 ** 7 * 4 * N * V) * U;
  const keySlack = 2 * 2 ** 7 * (2 * N * (s + 5));
  const C = 2 * N * 21 * keySlack + 21 + 1;
  const joint = s + Math.log2(N) + 20;
  return 1 + joint + 2 * Math.log2(P) + Math.log2(S) + Math.log2(N / 2) + Math.log2(C);
}

/** The same from the ranges that were chosen, component by component. */
function boundOf({ degree, statistical, masks, keyMasks }: BgvParameters): number {
  const keyError = 2 * 2 ** keyMasks.errorBits;
  const secret = 2 * 2 ** keyMasks.secretBits;
  const u = 2 * degree * 2 ** masks.uBits;
  const error = 2 * degree * 2 ** masks.errorBits;
  const hidden = ((degree * P) / 2) * degree * (keyError * u + secret * error);
  return 1 + statistical + Math.log2(degree * 2 ** 20) + Math.log2(P) + Math.log2(hidden);
}

describe("derived parameters", () => {
  it("take six primes at s = 40, as the stated bound says: 298.05 bits at U = 6, 299.64 at U = 18", () => {
    assert.equal(statedBound(40, 6).toFixed(2), "298.05");
    assert.equal(statedBound(40, 18).toFixed(2), "299.64");
    for (const parties of [2, 3, 8])
      for (let batch = 1; batch <= 18; batch++)
        assert.equal(deriveParameters({ ...usual, parties, batch }).level, 6);
  });

  for (const s of [40, 41, 45, 50, 57])
    it(`carry the bound recomputed, and no prime too many, at s = ${s}`, () => {
      for (const batch of [1, 6, 9, 12, 16, 18, 40]) {
        const derived = deriveParameters({ ...usual, statistical: s, batch });
        const bound = boundOf(derived);
        assert.ok(Math.abs(bound - statedBound(s, batch)) < 1.2, `${bound}, U = ${batch}`);
        // Responses are below R − B, not R: exact integers find 10^-8 bits where this recomputation does not.
        assert.ok(bound <= log2Product(derived.primes) + 1e-7);
        assert.ok(bound > log2Product(derived.primes.slice(0, -1)));
        assert.ok(
          derived.inequality.some((line) => line.includes(`= ${bound.toFixed(2)}, log2 q`)),
        );
      }
    });

  it("take seven primes at s = 57, 316 to 318 bits", () => {
    for (const batch of [6, 18]) {
      const derived = deriveParameters({ ...usual, statistical: 57, batch });
      assert.equal(derived.level, 7);
      assert.ok(boundOf(derived) >= 315.9 && boundOf(derived) < 318);
    }
  });

  it("ask for a retry with probability below 1/100, with ranges at least half of K·B", () => {
    for (const [s, batch] of [
      [40, 1],
      [40, 12],
      [40, 18],
      [57, 12],
    ] as const) {
      const { masks, keyMasks, constantMasks, V, keyRepetitions } = deriveParameters({
        ...usual,
        statistical: s,
        batch,
      });
      const plaintexts = [
        [(batch * P) / 2, masks.plainBits, N * V],
        [batch, masks.uBits, N * V],
        [21 * batch, masks.errorBits, 2 * N * V],
      ];
      const key = [
        [1, keyMasks.secretBits, N * keyRepetitions],
        [21, keyMasks.errorBits, N * keyRepetitions],
      ];
      const constant = [
        [P / 2, constantMasks.plainBits, keyRepetitions],
        [1, constantMasks.uBits, N * keyRepetitions],
        [21, constantMasks.errorBits, 2 * N * keyRepetitions],
      ];
      for (const components of [plaintexts, key, constant]) {
        const retry = components.reduce((sum, [B, bits, n]) => sum + (n! * B!) / 2 ** bits!, 0);
        assert.ok(retry < 1 / 100, `${retry}`);
        const K = 128 * components.reduce((sum, [, , n]) => sum + n!, 0);
        for (const [B, bits] of components) assert.ok(2 ** bits! >= (K * B!) / 2);
      }
    }
  });

  it("have V rows: three at s = 40, five at s = 57", () => {
    for (const [s, V] of [
      [40, 3],
      [41, 4],
      [57, 5],
    ] as const) {
      const derived = deriveParameters({ ...usual, statistical: s });
      assert.equal(derived.V, V);
      assert.equal(derived.keyRepetitions, s + 5);
      assert.ok(V * Math.log2(2 * N + 1) >= s + 5 && (V - 1) * Math.log2(2 * N + 1) < s + 5);
    }
  });

  it("count every honest sender's replies: (n − 1)·maxReplies ≤ 2^20", () => {
    for (const [parties, most] of [
      [2, 1048576],
      [3, 524288],
      [4, 349525],
      [8, 149796],
    ] as const)
      assert.equal(deriveParameters({ ...usual, parties }).maxReplies, most);
  });

  it("leave the flood 3q'/8 of the modulus that replies are switched to, and no more", () => {
    const { primes, floodBits, keptPrimes } = deriveParameters(usual);
    const kept = log2Product(primes.slice(0, keptPrimes));
    assert.ok(kept > Math.log2(4 * P * (1 + N)));
    const noise = (bits: number) => Math.log2(P * (2 ** (bits - 1) + N));
    assert.equal(floodBits, 39);
    assert.ok(noise(floodBits) < kept + Math.log2(3 / 8));
    assert.ok(noise(floodBits + 1) > kept + Math.log2(3 / 8));
  });

  it("keep a proved constant within a proved plaintext's slack", () => {
    const { constantMasks, slack } = deriveParameters({ ...usual, batch: 1 });
    const S = Number(slack);
    assert.ok((2 * 2 ** constantMasks.plainBits) / (P / 2) <= S);
    assert.ok(2 * 2 ** constantMasks.uBits <= S);
    assert.ok((2 * 2 ** constantMasks.errorBits) / 21 <= S);
  });

  it("are refused off the table of 128-bit security, with the inequality", () => {
    const off = (request: ParameterRequest, words: RegExp) =>
      assert.throws(
        () => deriveParameters(request),
        (error) => error instanceof RangeError && words.test(error.message),
      );
    off({ ...usual, degree: 8192 }, /log2 q >= [\s\S]*N = 8192 allows 218/);
    off({ ...usual, degree: 1024 }, /N = 1024 allows 27/);
    off({ ...usual, degree: 64 }, /N = 64 allows nothing/);
    off({ ...usual, keys: "honest", degree: 8192 }, /= 223.09[\s\S]*allows 218/);
    const small = deriveParameters({ ...usual, degree: 64, insecureDegree: true });
    assert.equal(small.secure, false);
    assert.equal(deriveParameters({ ...usual, insecureDegree: true }).secure, true);
  });

  it("of the semi-honest twin fit N = 8192 with each coefficient flooded by itself: 190 of 201 bits", () => {
    const twin = deriveParameters({
      ...usual,
      keys: "honest",
      degree: 8192,
      flooding: "coefficient",
    });
    assert.equal(twin.level, 4);
    assert.ok(twin.inequality.some((line) => line.includes("= 190.09, log2 q = 200.00")));
    assert.ok(twin.inequality.some((line) => line.includes("each coefficient alone")));
  });

  it("refuse a request that is none", () => {
    for (const wrong of [
      { parties: 1 },
      { parties: 2.5 },
      { statistical: 39 },
      { statistical: 58 },
      { batch: 0 },
      { batch: 2000 },
      { degree: 100 },
      { degree: 4 },
      { degree: 32768 },
    ])
      assert.throws(
        () => deriveParameters({ ...usual, insecureDegree: true, ...wrong }),
        /^RangeError: (n|s|U|log2 N) = /,
      );
  });
});
