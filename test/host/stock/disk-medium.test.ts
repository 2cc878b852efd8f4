import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BlockTable } from "../../../host/node/stock/block-table.ts";
import { showStore } from "../../../host/node/stock/show.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { agreeOnStock } from "../../../items/stock-agreement.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { runParties } from "../../support/parties.ts";
import { FailingDisk } from "./failing-disk.ts";
import { makeStore, reopen, storeRoom } from "./store-room.ts";

describe("agreeing on stores on disk", () => {
  it("a burnt range stays burnt, on whole blocks, and counts over the store's life", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const stock = await reopen(room);
    await stock.medium.advance(new Map([["random", { cursor: 20, end: 90 }]]));
    assert.deepEqual(stock.medium.ranges().get("random"), { cursor: 32, end: 90, burnt: 32 });
    assert.equal((await takeRandoms(stock, 1)).value[0], 1_000_000_064n);
    await assert.rejects(takeRandoms(stock, 58), /57 left of 90: 1 missing/);
    await assert.rejects(stock.medium.advance(new Map([["random", { cursor: 64, end: 90 }]])), {
      message: /before it is spent/,
    });
    await stock.close();
    const { kinds } = await showStore(room);
    const [{ used, burnt, left }] = kinds as [(typeof kinds)[number]];
    assert.deepEqual([used, burnt, left], [16, 32, 52]);
    const again = await reopen(room);
    assert.deepEqual(again.medium.ranges().get("random"), { cursor: 48, end: 100, burnt: 32 });
    await again.close();
  });

  it("a peer that claims one item more burns no whole block unasked, but what the owner accepts", async () => {
    const places = { directory: "/disk/store", keyDirectory: "/disk/keys" };
    const claim = (from: number, _to: number, tag: string, message: Uint8Array) =>
      from === 1 && tag.endsWith("/claims")
        ? new TextEncoder().encode(
            new TextDecoder().decode(message).replace("random 0 ", "random 1 "),
          )
        : message;
    // One block alone: all of this kind; and a block of sixteen, just above the share of a tenth.
    for (const [items, lost] of [
      [5, 5],
      [150, 16],
    ] as const)
      for (const acceptBurn of [false, true]) {
        const { results } = await runParties(
          2,
          async (session) => {
            const host = new FailingDisk().host();
            const made = { party: session.self, n: 2, host, demand: [["random", items]] as const };
            const stock = await makeStore(places, made);
            const burnt = await agreeOnStock(session, stock, { acceptBurn }).catch(
              (error: unknown) => error as Error,
            );
            return { burnt, left: stock.remaining().get("random") };
          },
          { tamper: claim },
        );
        const { burnt, left } = results[0] as { burnt: unknown; left: number };
        if (acceptBurn) {
          assert.deepEqual([burnt, left], [new Map([["random", lost]]), items - lost]);
          continue;
        }
        assert.ok(burnt instanceof StockRefused && burnt.code === "burns-too-much", `${burnt}`);
        assert.match(burnt.message, new RegExp(`burn ${lost} more of ${items} of random`));
        assert.equal(left, items);
      }
  });

  it("a cursor behind ours, or beyond our end, is taken for what it can be", async (t) => {
    const stock = await makeStore(storeRoom(t));
    await stock.medium.advance(new Map([["random", { cursor: 0, end: 1000 }]]));
    assert.deepEqual(stock.medium.ranges().get("random"), { cursor: 0, end: 100, burnt: 0 });
    await stock.medium.advance(new Map([["random", { cursor: 5000, end: 5000 }]]));
    assert.deepEqual(stock.medium.ranges().get("random"), { cursor: 100, end: 100, burnt: 100 });
    await stock.close();
  });

  it("an old copy of both places at one party: an honest peer's cursor moves it on (n = 3)", async () => {
    // P2 was restored from the beginning; P0 and P1 have spent two blocks since.
    const places = { directory: "/disk/store", keyDirectory: "/disk/keys" };
    const { results } = await runParties(3, async (session) => {
      const host = new FailingDisk().host();
      const made = { party: session.self, host, demand: [["random", 400]] as const };
      const first = await makeStore(places, made);
      if (session.self < 2) await takeRandoms(first, 32);
      await first.close();
      const stock = await reopen(places, host, session.self);
      await agreeOnStock(session, stock);
      return (await takeRandoms(stock, 1)).value[0];
    });
    assert.deepEqual(results, Array(3).fill(1_000_000_064n));
  });
});

describe("the table of a segment's blocks", () => {
  const batches = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

  it("places every item in one block, blocks one after another, whatever the batches", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 9 }), (sizes, perBlock) => {
        const table = new BlockTable(24, 8, 8 * perBlock);
        for (const items of sizes) table.append(items);
        assert.equal(table.firstItem(0), 0);
        for (let block = 0; block < table.blocks; block++) {
          const items = table.itemsIn(block);
          assert.ok(items >= 1 && items <= perBlock);
          assert.equal(table.offset(block + 1) - table.offset(block), items * 24 + 16);
          // An item within the block, and only such a one, makes the next block the first clear of it.
          assert.equal(table.blockFrom(table.firstItem(block)), block);
          for (let j = 1; j <= items; j++)
            assert.equal(table.blockFrom(table.firstItem(block) + j), block + 1);
        }
        assert.equal(table.firstItem(table.blocks), table.items);
        assert.equal(table.blockFrom(table.items + 5), table.blocks);
        assert.equal(
          table.items,
          sizes.reduce((a, b) => a + b),
        );
      }),
    );
  });
});
