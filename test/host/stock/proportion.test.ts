import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createStore, inProportion } from "../../../host/node/stock/generate.ts";
import { Interrupted } from "../../../network/abort.ts";
import { CountingSource } from "../../items/stock-source.ts";
import { field, reopen, storeRoom } from "./store-room.ts";

describe("the order in which kinds are laid down", () => {
  it("every kind is as far as any other, but for a batch of its own; all of everything comes once", () => {
    const lots = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 500 }), step: fc.integer({ min: 1, max: 90 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(lots, (rows) => {
        const done = rows.map(() => 0);
        const named = rows.map(({ count }, k) => ({ name: `${k}`, count }));
        for (const batch of inProportion(named, ({ name }) => rows[Number(name)]!.step)) {
          const k = Number(batch.name);
          assert.equal(batch.done, done[k]);
          assert.ok(batch.items >= 1 && batch.items <= rows[k]!.step);
          done[k]! += batch.items;
          for (const [j, { count }] of rows.entries()) {
            const behind = done[k]! / rows[k]!.count - done[j]! / count;
            assert.ok(behind <= rows[k]!.step / rows[k]!.count + 1e-9, `${k} runs ahead of ${j}`);
          }
        }
        assert.deepEqual(
          done,
          rows.map(({ count }) => count),
        );
      }),
    );
  });

  it("a fill that is cut short half-way has half of each kind, to spend", async (t) => {
    const room = storeRoom(t);
    const draft = await createStore(room, { blockBytes: 1 << 16 });
    const source = new CountingSource(field, "authenticated", 0, { guard: draft.guard, n: 3 });
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const maker = { self: 0, n: 3, id: new Uint8Array(32), random };
    // 16 bytes an item: a portion, the least there is, is a quarter of a million.
    const half = 1 << 18;
    const demand = [
      ["random", 2 * half],
      ["bit", 2 * half],
    ] as const;
    const heard: string[] = [];
    const filling = draft.fill(source, maker, demand, (kind, done, count) => {
      heard.push(`${kind} ${(100 * done) / count} %`);
      if (heard.length === 2) throw new Interrupted("half-way");
    });
    await assert.rejects(filling, Interrupted);
    await draft.abandon(new Interrupted("half-way"));
    assert.deepEqual(heard, ["random 50 %", "bit 50 %"]);
    const stock = await reopen(room);
    assert.deepEqual(
      [...stock.remaining()],
      [
        ["random", half],
        ["bit", half],
      ],
    );
    await stock.close();
  });
});
