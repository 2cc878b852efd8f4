import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BLOCK, CHUNK, loadKernels } from "../../algebra/kernel/load.ts";
import { freshPrime60, prime60 } from "../../algebra/prime60.ts";
import { fieldContract } from "../contracts/field.ts";

fieldContract("prime60", prime60, {
  lengths: [0, 1, 2, 3, 4, 5, 31, 33, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5],
  shapes: [
    [1, 1, 1],
    [1, 1, 2],
    [2, 3, 4],
    [3, 9, 5],
    [5, 8, 3],
    [4, CHUNK + 1, 1],
    [CHUNK + 1, 3, 1],
    [3, BLOCK - 1, 7],
    [3, BLOCK, 4],
    [2, 2 * BLOCK + 1, 6],
    [BLOCK + 1, 10, 2],
    [2, 5, BLOCK + 3],
    [BLOCK + 1, 3, BLOCK + 1],
    [2, 40 * BLOCK, 2],
  ],
});

describe("prime60", () => {
  const field = prime60();

  it("is one instance per thread, and others on demand", () => {
    assert.equal(prime60(), field);
    assert.notEqual(freshPrime60(), field);
    assert.equal(field.p, 2n ** 60n - 2n ** 18n + 1n);
    assert.equal(field.constantTime, true);
  });

  it("refuses shapes of a matrix that are no lengths", () => {
    const two = BigUint64Array.of(1n, 2n);
    assert.throws(() => field.matrixProduct(two, two, -1, -2, -1), RangeError);
    assert.throws(() => field.matrixProduct(two, two, 4, 0.5, 4), RangeError);
  });

  it("wipes every place that operands and results pass through, and works on", () => {
    const memory = loadKernels();
    const { slots, scalars, raw, product, left, right, tables } = memory;
    const bytes = new Uint8Array(memory.kernels.memory.buffer);
    const constants = bytes.slice(0, slots[0]!.at);
    bytes.fill(0xa5, slots[0]!.at);
    memory.wipe();
    for (const { view } of [...slots, scalars, raw, product])
      assert.ok(view.every((x) => x === 0n));
    assert.ok(bytes.subarray(left, tables.at - 64).every((x) => x === 0));
    assert.ok(left < right && right < product.at && product.at < tables.at);
    assert.deepEqual(bytes.subarray(0, slots[0]!.at), constants);

    const own = freshPrime60();
    const squares = BigUint64Array.of(4n, 9n);
    own.squareRoot(squares);
    own.wipe();
    assert.deepEqual(own.squareRoot(squares), BigUint64Array.of(2n, 3n));
  });
});
