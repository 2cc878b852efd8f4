import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStore, type StoreDraft } from "../../../host/node/stock/generate.ts";
import type { StorePlaces } from "../../../host/node/stock/places.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeMany } from "../../../items/preprocessing.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { CountingSource, numbersOf } from "../../items/stock-source.ts";
import { FailingDisk } from "./failing-disk.ts";
import { field, makeStore, reopen, SMALL_BLOCK } from "./store-room.ts";

const places: StorePlaces = { directory: "/disk/store", keyDirectory: "/disk/keys" };

/** Does it again once, if the disk was full the first time. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    assert.ok(error instanceof StockRefused && error.code === "no-space", String(error));
    return work();
  }
}

describe("a full disk", () => {
  it("ends the k-th operation of spending cleanly: every item is handed out all the same", async () => {
    for (let k = 1, ended = false; !ended; k++) {
      const disk = new FailingDisk();
      await (await makeStore(places, { host: disk.host() })).close();
      const stock = await reopen(places, disk.host());
      disk.fullAt = disk.operations + k;
      const seen: bigint[] = [];
      for (const count of [3, 20, 40, 37])
        seen.push(...(await again(() => takeRandoms(stock, count))).value);
      ended = disk.operations < disk.fullAt;
      assert.deepEqual(new Set(seen).size, 100, `at ${k}`);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      await stock.close();
    }
  });

  it("and then a power failure: what was handed out meanwhile does not come again", async () => {
    for (const unsynced of ["lost", "kept", "torn"] as const)
      for (let k = 1, ended = false; !ended; k++) {
        const disk = new FailingDisk();
        const stock = await makeStore(places, { host: disk.host() });
        disk.fullAt = disk.operations + k;
        const seen: bigint[] = [];
        for (const count of [3, 20, 5])
          seen.push(...(await again(() => takeRandoms(stock, count))).value);
        ended = disk.operations < disk.fullAt;
        disk.fullAt = Number.POSITIVE_INFINITY;
        disk.restart(unsynced, `${k}`);
        const next = await reopen(places, disk.host());
        seen.push(...(await takeRandoms(next, 60)).value);
        assert.equal(new Set(seen).size, 88, `${unsynced} at ${k}`);
      }
  });

  it("ends the k-th operation of making a store cleanly: the batch may be put again", async () => {
    for (let k = 1, ended = false; !ended; k++) {
      const disk = new FailingDisk();
      const host = disk.host();
      disk.fullAt = k;
      let draft: StoreDraft;
      try {
        draft = await createStore(places, { blockBytes: SMALL_BLOCK, host });
      } catch (error) {
        assert.ok(error instanceof StockRefused && error.code === "no-space", String(error));
        // What it began is swept up as any unfinished store is.
        await assert.rejects(reopen(places, host), StockRefused);
        draft = await createStore(places, { blockBytes: SMALL_BLOCK, host });
      }
      const source = new CountingSource(field, "authenticated", 0, { guard: draft.guard });
      const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
      const id = new Uint8Array(32);
      const begin = () => draft.begin(source, { self: 0, n: 3, id, random });
      await again(begin);
      const items = [];
      for (const kind of ["random", "bit", "random"] as const) {
        const columns = await takeMany(source, { kind }, 40);
        items.push(...numbersOf(columns));
        await again(() => draft.put({ kind }, columns));
      }
      await (await again(() => draft.finish())).close();
      ended = disk.operations < disk.fullAt;
      disk.fullAt = Number.POSITIVE_INFINITY;
      const stock = await reopen(places, disk.host());
      const taken = [await takeRandoms(stock, 80), await takeBits(stock, 40)];
      assert.deepEqual(new Set(numbersOf(taken)), new Set(items), `at ${k}`);
      await stock.close();
    }
  });

  it("takes no new space for what spending and destroying write", async () => {
    const disk = new FailingDisk();
    const stock = await makeStore(places, { host: disk.host() });
    const from = disk.log.length;
    await takeRandoms(stock, 30);
    await stock.macKey!.guard.mark();
    await stock.macKey!.guard.unmark();
    await stock.macKey!.destroy();
    assert.deepEqual(
      disk.log.slice(from).filter((what) => what.startsWith("create")),
      [],
    );
  });
});
