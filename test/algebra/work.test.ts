import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { createRing } from "../../algebra/ring/create-ring.ts";
import { counted, observed, observeWork, type WorkObserver } from "../../algebra/work.ts";
import { ciphertextPrimes } from "../../crypto/bgv/primes.ts";

describe("observed work", () => {
  afterEach(() => observeWork(null));

  const watch = (): [string, number][] => {
    const seen: [string, number][] = [];
    const observer: WorkObserver = (operation, size, run) => {
      seen.push([operation, size]);
      return run();
    };
    observeWork(observer);
    return seen;
  };

  it("a field tells what it does, and does the same", () => {
    const plain = prime60();
    const a = BigUint64Array.of(3n, 4n, 5n);
    const seen = watch();
    const field = prime60();
    assert.notEqual(field, plain);
    assert.deepEqual(field.multiply(a, a), plain.multiply(a, a));
    field.matrixProduct(a, a, 1, 3, 1);
    field.recombine([{ c: a.slice(), a, b: a, k: a.slice(0, 1) }], a, a);
    assert.deepEqual(seen, [
      ["field/multiply", 3],
      ["field/matrixProduct", 3],
      ["field/recombine", 3],
    ]);
    observeWork(null);
    prime60().add(a, a);
    assert.equal(seen.length, 3);
  });

  it("a ring tells of its kernels: transforms by n·log2 n for each prime", () => {
    const shape = { degree: 64, primes: ciphertextPrimes(2) };
    const small = Int8Array.from({ length: 64 }, (_, k) => k - 32);
    const lifted = () => {
      const ring = createRing(shape, { maxBytes: 2 ** 22 });
      const poly = ring.allocate(2);
      ring.liftSmall(poly, small);
      return ring.pack(poly);
    };
    const expected = lifted();
    const seen = watch();
    assert.deepEqual(lifted(), expected);
    assert.deepEqual(seen, [
      ["ring/i8ToF", 64],
      ["ring/ntt", 384],
      ["ring/ntt", 384],
      ["ring/pack50", 64],
      ["ring/pack50", 64],
    ]);
  });

  it("nobody pays who is not observed: operations stay the very same", () => {
    const operations = { twice: (x: number) => 2 * x };
    assert.equal(observed(null, "x", operations, { twice: (x) => x }), operations);
    assert.equal(
      counted("x", 1, () => 7),
      7,
    );
  });
});
