import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { negacyclicProduct } from "../../../algebra/ring/reference.ts";
import { binaryChallenges, monomialChallenges, NO_TERM } from "../../../crypto/bgv/challenge.ts";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import type { Suite } from "../../../crypto/suite.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { chiSquare, chiSquareBound } from "../../support/chi-square.ts";

const coins = (...seed: (string | number)[]) =>
  new Prg(nodeSuite, hash(nodeSuite, "test/challenge/v1", ...seed));

/** A generator of given 32-bit words. */
const scripted = (words: readonly number[]): Prg => {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  let at = 0;
  const suite: Suite = {
    ...nodeSuite,
    keyStream: () => ({
      next: (length) => {
        at += length;
        return bytes.slice(at - length, at);
      },
    }),
  };
  return new Prg(suite, new Uint8Array(32));
};

/** X^e in Z[X]/(X^N + 1), 0 ≤ e < 2N */
const power = (degree: number, e: number): bigint[] =>
  Array.from({ length: degree }, (_, j) => (j === e % degree ? (e < degree ? 1n : -1n) : 0n));

describe("challenges of monomials", () => {
  it("are drawn row by row: 0 is 0, k is (−1)^⌊(k−1)/N⌋·X^((k−1) mod N)", () => {
    const drawn = scripted([0, 1, 4, 5, 8, 2]);
    const W = monomialChallenges(drawn, 4, 2, 3);
    assert.deepEqual(W, [Int32Array.of(NO_TERM, 0, 3), Int32Array.of(4, 7, 1)]);
    assert.deepEqual(power(4, W[1]![0]!), [-1n, 0n, 0n, 0n]);
    assert.deepEqual(power(4, W[1]![1]!), [0n, 0n, 0n, -1n]);
  });

  it("reject draws beyond the last multiple of 2N + 1: no modulo bias", () => {
    const limit = 2 ** 32 - (2 ** 32 % 9);
    const drawn = scripted([limit, 2 ** 32 - 1, 3, 5]);
    assert.deepEqual(monomialChallenges(drawn, 4, 1, 2), [Int32Array.of(2, 4)]);
  });

  it("are uniform over all 2N + 1 choices, in every place", () => {
    const [rows, columns, degree, count] = [2, 3, 8, 20_000];
    const counts = Array.from({ length: rows * columns }, () => new Uint32Array(2 * degree + 1));
    const stream = coins("uniform");
    for (let k = 0; k < count; k++)
      for (const [l, row] of monomialChallenges(stream, degree, rows, columns).entries())
        for (const [c, e] of row.entries()) counts[l * columns + c]![e + 1]!++;
    for (const cells of counts)
      assert.ok(chiSquare(cells, count / cells.length) < chiSquareBound(cells.length - 1));
  });

  it("reach every exponent up to 2N − 1 at N = 16384", () => {
    const seen = new Set(
      monomialChallenges(coins("full"), 16384, 18, 32768).flatMap((r) => [...r]),
    );
    assert.equal(seen.size, 32769);
    assert.equal(Math.max(...seen), 32767);
    assert.equal(Math.min(...seen), NO_TERM);
  });

  // What bounds an extracted witness: 2x = 2/(w − w')·(z − z').
  it("differ by a divisor of 2 whose cofactor has coefficients −1, 0 and 1 alone", () => {
    for (const degree of [4, 8, 16])
      for (let i = NO_TERM; i < 2 * degree; i++)
        for (let j = NO_TERM; j < i; j++) {
          const [w, v] = [i, j].map((e) =>
            e === NO_TERM ? new Array<bigint>(degree).fill(0n) : power(degree, e),
          ) as [bigint[], bigint[]];
          const difference = w.map((x, k) => x - v[k]!);
          const cofactor = twiceInverse(degree, i, j);
          const two = negacyclicProduct(difference, cofactor);
          assert.deepEqual(two, [2n, ...new Array<bigint>(degree - 1).fill(0n)]);
          const largest = j === NO_TERM ? 2n : 1n;
          assert.ok(cofactor.every((x) => x <= largest && x >= -largest));
        }
  });
});

/** 2/(X^i − X^j); where X^j is missing 2·X^-i, whose single coefficient is ±2 and whose weight is not N but 1. */
function twiceInverse(degree: number, i: number, j: number): bigint[] {
  const turn = (e: number) => ((e % (2 * degree)) + 2 * degree) % (2 * degree);
  if (j === NO_TERM) return power(degree, turn(-i)).map((x) => 2n * x);
  // X^i − X^j = X^j·(X^d − 1), and (X^d − 1)·Σ_{k<m} X^dk = X^dm − 1 = −2 for d·m = N mod 2N.
  const d = turn(i - j);
  let sum = new Array<bigint>(degree).fill(0n);
  for (let k = 0, e = 0; k === 0 || e !== degree; k++, e = turn(e + d))
    sum = sum.map((x, c) => x - power(degree, e)[c]!);
  return negacyclicProduct(sum, power(degree, turn(-j)));
}

describe("binary challenges", () => {
  it("are one column of 0 and 1, bit by bit", () => {
    const W = binaryChallenges(scripted([0, 1, 3, 2]), 4);
    assert.deepEqual(
      W,
      [NO_TERM, 0, 0, NO_TERM].map((e) => Int32Array.of(e)),
    );
  });

  it("are uniform", () => {
    const ones = binaryChallenges(coins("bits"), 40_000).filter(([e]) => e === 0).length;
    assert.ok(Math.abs(ones - 20_000) < 600, `${ones} of 40000`);
  });
});
