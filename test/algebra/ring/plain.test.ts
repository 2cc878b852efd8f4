import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mod, PLAIN_MODULUS as T } from "../../../algebra/ring/integers.ts";
import { inverseTransform, negacyclicProduct, transform } from "../../../algebra/ring/reference.ts";
import { CHOICES, ringOf, Stream, same, VARIANTS } from "./support.ts";

for (const variant of VARIANTS)
  for (const degree of [8, 16, 64, 128, 1024, 8192, 16384])
    describe(`plaintext slots, ${variant}, ${degree}`, () => {
      const ring = ringOf(degree, variant);
      for (const [name, choose] of Object.entries(CHOICES))
        it(`of ${name} coefficients and back`, () => {
          const a = choose(new Stream(BigInt(degree)), 0n, T - 1n, degree);
          const vector = BigUint64Array.from(a);
          same(ring.decode(vector), transform(a, T));
          same(ring.encode(vector), inverseTransform(a, T));
          same(vector, a);
        });
    });

describe("plaintext slots", () => {
  it("multiply one by one when polynomials multiply", () => {
    const ring = ringOf(8, "fused");
    const stream = new Stream(1n);
    const [a, b] = [0, 1].map(() => BigUint64Array.from({ length: 8 }, () => stream.below(T)));
    const product = negacyclicProduct([...ring.encode(a!)], [...ring.encode(b!)]);
    const slots = ring.decode(BigUint64Array.from(product, (x) => mod(x, T)));
    same(
      slots,
      [...a!].map((x, j) => (x * b![j]!) % T),
    );
  });

  it("of a constant are that constant", () => {
    const ring = ringOf(64, "fused");
    const constant = new BigUint64Array(64);
    constant[0] = T - 5n;
    same(ring.decode(constant), new BigUint64Array(64).fill(T - 5n));
  });

  it("are as many as the degree", () => {
    const ring = ringOf(8, "fused");
    assert.throws(() => ring.encode(new BigUint64Array(7)), RangeError);
    assert.throws(() => ring.decode(new BigUint64Array(9)), RangeError);
  });
});
