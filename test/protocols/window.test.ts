import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { inTurns, Turns, Window } from "../../protocols/window.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));
const windowOf = (most: number) => new Window(most, () => 0);

/** Parties that send one another steps, each with a window and delays of its own; what lies unread, at most. */
async function exchange(windows: readonly number[], steps: number, delays: () => number) {
  const n = windows.length;
  const queues = windows.map(() => windows.map(() => ({ sent: 0, taken: 0 })));
  let unread = 0;
  const party = (self: number) =>
    inTurns(
      windowOf(windows[self]!),
      1,
      steps,
      async () => {
        for (let k = delays(); k > 0; k--) await turn();
        for (let to = 0; to < n; to++) if (to !== self) queues[self]![to]!.sent++;
        unread = Math.max(unread, ...queues[self]!.map(({ sent, taken }) => sent - taken));
      },
      async (step) => {
        for (let k = delays(); k > 0; k--) await turn();
        for (let from = 0; from < n; from++) {
          const queue = queues[from]![self]!;
          while (from !== self && queue.sent <= step) await turn();
          if (from !== self) queue.taken++;
        }
      },
    );
  await Promise.all(windows.map((_, self) => party(self)));
  return unread;
}

describe("a window", () => {
  it("lets no more than two of it lie unread, and nobody wait for ever, whoever is slow", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 0, max: 12 }),
        fc.infiniteStream(fc.oneof(fc.constant(0), fc.nat(30))),
        async (windows, steps, delays) => {
          const unread = await exchange(windows, steps, () => delays.next().value!);
          assert.ok(unread <= 2 * Math.max(1, ...windows), `${unread} of ${windows}`);
        },
      ),
      { numRuns: 60 },
    ));

  it("sends one step however small it is, and as many more as fit", () => {
    for (const [bytes, each, ahead] of [
      [0, 10, 0],
      [9, 10, 0],
      [19, 10, 0],
      [20, 10, 1],
      [100, 10, 9],
    ] as const)
      assert.equal(windowOf(bytes).ahead(each), ahead);
  });

  it("takes all steps in order, and what is due at the end", async () => {
    const log: string[] = [];
    await inTurns(
      windowOf(20),
      10,
      4,
      (k) => void log.push(`s${k}`),
      async (k) => void log.push(`r${k}`),
    );
    assert.equal(log.join(" "), "s0 s1 r0 s2 r1 s3 r2 r3");
    const turns = new Turns(windowOf(0), 10, async (k) => void log.push(`last r${k}`));
    await turns.rest();
    await turns.room();
    await turns.rest();
    assert.equal(log.at(-1), "last r0");
  });

  it("shrinks to single steps while they are waited for long, and grows again to what it was", async () => {
    let now = 0;
    const window = new Window(64, () => now);
    const takes = async (ms: number, times: number) => {
      for (let k = 0; k < times; k++)
        await window.take(10, async () => {
          now += ms;
        });
    };
    await takes(1001, 2);
    assert.deepEqual([window.ahead(10), window.slow], [0, false]);
    await takes(5000, 8);
    assert.deepEqual([window.ahead(10), window.slow], [0, true]);
    await takes(600, 5);
    assert.ok(window.slow, "neither slow nor quick");
    await takes(10, 2);
    assert.equal(window.ahead(10), 1);
    await takes(10, 10);
    assert.deepEqual([window.ahead(10), window.slow], [5, false]);
  });
});
