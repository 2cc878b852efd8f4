import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { EventQueue } from "../../network/virtual-events.ts";

describe("the queue of events", () => {
  it("gives the soonest first, and of equal times the one scheduled first", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (times) => {
        const queue = new EventQueue();
        for (const at of times) queue.schedule(at, null, () => undefined);
        const order = times.map(() => queue.take()!).map(({ at, order }) => [at, order]);
        const expected = times.map((at, k) => [at, k]).sort(([a, j], [b, k]) => a! - b! || j! - k!);
        assert.deepEqual(order, expected);
        assert.equal(queue.take(), undefined);
      }),
    );
  });

  it("what was put off comes before what is due only then", () => {
    const queue = new EventQueue();
    queue.schedule(5, 1, () => undefined);
    queue.schedule(9, 2, () => undefined);
    queue.schedule(3, 3, () => undefined);
    queue.postpone(queue.take()!, 9);
    assert.deepEqual(
      [queue.take(), queue.take(), queue.take()].map((event) => event?.member),
      [1, 3, 2],
    );
    assert.equal(queue.size, 0);
  });
});
