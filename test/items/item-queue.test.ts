import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ItemQueue } from "../../items/item-queue.ts";

describe("a queue", () => {
  const run = (from: bigint, count: number) => [
    BigUint64Array.from({ length: count }, (_, j) => from + BigInt(j)),
    BigUint64Array.from({ length: 2 * count }, (_, j) => 100n + 2n * from + BigInt(j)),
  ];

  it("hands out first in, first out, across runs, never more than there is", () => {
    const queue = new ItemQueue([1, 2]);
    queue.add(run(0n, 3), 3);
    queue.add(run(3n, 4), 4);
    assert.deepEqual(queue.take(2), [...run(0n, 2)]);
    assert.throws(() => queue.take(6), RangeError);
    assert.deepEqual(queue.take(4), [...run(2n, 4)]);
    assert.deepEqual(queue.take(1), [...run(6n, 1)]);
    assert.equal(queue.count, 0);
  });

  it("leaves nothing in memory when it is wiped, but what it handed out", () => {
    const queue = new ItemQueue([1, 2]);
    const columns = run(5n, 4);
    queue.add(columns, 4);
    const [taken] = queue.take(1);
    queue.wipe();
    assert.deepEqual([...columns[0]!], [5n, 0n, 0n, 0n]);
    assert.deepEqual([...columns[1]!.subarray(2)], [0n, 0n, 0n, 0n, 0n, 0n]);
    assert.deepEqual([...taken!], [5n]);
    assert.equal(queue.count, 0);
  });
});
