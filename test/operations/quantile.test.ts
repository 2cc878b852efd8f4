/** Which element of the order a quantile is: by the record's own place, and by its plain result. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation, Plain } from "../../online/operation.ts";
import { vector } from "../../operations/examples.ts";
import { quantile } from "../../operations/order/quantile.ts";
import { prepared } from "./examples.ts";

const of = quantile as unknown as Operation;
const upTo = (count: number) => vector(Array.from({ length: count }, (_, j) => j + 1));

/** Counted from 1, as the call is made, and as it is in plain integers. */
function placesOf(q: number, count: number): readonly [number, number] {
  const { parameters } = prepared(of, [upTo(count), q]);
  const found = quantile.plain(upTo(count), q) as Plain;
  return [parameters![0]! + 1, Number(found.values[0])];
}

describe("a quantile", () => {
  it("of the part k/n is the k-th of n, and beyond it the next", () => {
    for (const count of [1, 2, 3, 7, 10, 49, 100, 365])
      for (let k = 1; k <= count; k++) {
        const q = k / count;
        assert.deepEqual(placesOf(q, count), [k, k], `${k} of ${count}`);
        const beyond = q * (1 + 2 ** -50);
        const next = Math.min(k + 1, count);
        if (beyond <= 1) assert.deepEqual(placesOf(beyond, count), [next, next]);
        const before = q * (1 - 2 ** -50);
        assert.deepEqual(placesOf(before, count), [k, k]);
      }
  });

  it("tells parts that differ in the last places, however small they are", () => {
    // More than 2^-52 of 1/4 beyond it, and less than 2^-52.
    assert.deepEqual(placesOf(0.25 + 2 ** -53, 4), [2, 2]);
    assert.deepEqual(placesOf(0.01 + 1e-16, 100), [2, 2]);
    assert.deepEqual(placesOf(0.0014, 1000), [2, 2]);
    assert.deepEqual(placesOf(Number.MIN_VALUE, 3), [1, 1]);
    assert.deepEqual(placesOf(0, 3), [1, 1]);
    assert.deepEqual(placesOf(0.07, 100), [7, 7]);
  });
});
