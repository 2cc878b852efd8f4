import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StorePlaces } from "../../../host/node/stock/places.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import type { Stock } from "../../../items/stock.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { ALPHA, numbersOf } from "../../items/stock-source.ts";
import { FailingDisk, PowerFailure, type Unsynced } from "./failing-disk.ts";
import { makeStore, reopen } from "./store-room.ts";

const places: StorePlaces = { directory: "/disk/store", keyDirectory: "/disk/keys" };
const alpha = new Uint8Array(BigUint64Array.of(ALPHA).buffer);
const UNSYNCED: readonly Unsynced[] = ["lost", "kept", "torn"];

/** What a test knows of a store from outside. */
class Witness {
  /** Every element handed out, by store. */
  readonly handedOut = new Set<string>();
  /** A check is open: σ may be out. */
  inCheck = false;
  #stores = 0;

  receive(stock: Stock, answer: unknown): void {
    for (const x of numbersOf(answer)) {
      const name = `${stock.medium.identity.storeId}:${x}`;
      assert.ok(!this.handedOut.has(name), `${name} was handed out twice`);
      this.handedOut.add(name);
    }
  }

  /** Opens the store, or makes a new one where there is none. */
  async stockOn(disk: FailingDisk): Promise<Stock> {
    const host = disk.host();
    try {
      return await reopen(places, host);
    } catch (error) {
      if (!(error instanceof StockRefused)) throw error;
      assert.ok(error.code === "absent" || error.code === "destroyed", error.message);
    }
    const seed = `store ${this.#stores++}`;
    const demand = [
      ["random", 200],
      ["triple", 100],
    ] as const;
    return makeStore(places, { host, seed, demand });
  }

  /** Spends from it, with a check in the middle. */
  async spend(stock: Stock): Promise<void> {
    // A store whose making was cut short has no triples.
    const triples = async (count: number) =>
      stock.remaining().has("triple") && this.receive(stock, await takeTriples(stock, count));
    this.receive(stock, await takeRandoms(stock, 5));
    await triples(7);
    await stock.macKey!.guard.mark();
    this.inCheck = true;
    this.receive(stock, await takeRandoms(stock, 14));
    this.inCheck = false;
    await stock.macKey!.guard.unmark();
    await triples(4);
    await stock.close();
  }
}

/** Runs `work` until it ends or the power fails. True if it ended. */
async function untilFailure(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof PowerFailure) return false;
    throw error;
  }
}

function refusal(error: unknown): void {
  assert.ok(error instanceof StockRefused);
}

describe("a power failure at every operation of a store", () => {
  for (const unsynced of UNSYNCED) {
    it(`hands out no item twice when unsynced writes are ${unsynced}`, async () => {
      for (let k = 1, ended = false; !ended; k++) {
        const disk = new FailingDisk();
        const witness = new Witness();
        disk.failAt = k;
        ended = await untilFailure(async () => witness.spend(await witness.stockOn(disk)));
        const { inCheck } = witness;
        // The first transaction begins the ledger, the second lays down the randoms.
        const settled = disk.log.filter((what) => what.startsWith("commit")).length;
        const laid = settled - (disk.log.at(-1)!.startsWith("commit") && !ended ? 2 : 1);
        disk.restart(unsynced, `${k}`);
        if (inCheck)
          await assert.rejects(reopen(places, disk.host()), { code: "destroyed" }, `at ${k}`);
        // Of a store that was cut short there is what was laid down whole, and without any nothing at all.
        if (inCheck || laid < 1) {
          await assert.rejects(reopen(places, disk.host()), StockRefused);
          assert.deepEqual(disk.holding(alpha), [], `α is left behind at ${k}`);
        } else if (!disk.log.at(-1)!.endsWith("/mark")) {
          const found = await reopen(places, disk.host());
          const expected = laid < 2 ? ["random"] : ["random", "triple"];
          assert.deepEqual([...found.remaining().keys()], expected, `at ${k}`);
          await found.close();
        }
        // A second failure somewhere in the next life, then one in peace.
        disk.failAt = disk.operations + 1 + ((k * 7) % 40);
        await untilFailure(async () => witness.spend(await witness.stockOn(disk)));
        disk.restart(unsynced, `${k} again`);
        await witness.spend(await witness.stockOn(disk));
      }
    });

    it(`keeps a finished store usable outside of checks when unsynced writes are ${unsynced}`, async () => {
      const whole = new FailingDisk();
      await (await new Witness().stockOn(whole)).close();
      const first = whole.operations + 1;
      for (let k = first, ended = false; !ended; k++) {
        const disk = new FailingDisk();
        const witness = new Witness();
        const stock = await witness.stockOn(disk);
        disk.failAt = k;
        ended = await untilFailure(async () => {
          witness.receive(stock, await takeRandoms(stock, 20));
          witness.receive(stock, await takeTriples(stock, 5));
          await stock.close();
        });
        disk.restart(unsynced, `${k}`);
        const again = await reopen(places, disk.host());
        const left = again.remaining().get("random")!;
        assert.ok(left === 200 - 32 || left === 200, `${left} left`);
        witness.receive(again, await takeRandoms(again, left));
      }
    });

    it(`finishes a wipe at the next opening when unsynced writes are ${unsynced}`, async () => {
      for (let k = 1, ended = false; !ended; k++) {
        const disk = new FailingDisk();
        const stock = await new Witness().stockOn(disk);
        await stock.macKey!.guard.mark();
        disk.failAt = disk.operations + k;
        ended = await untilFailure(() => stock.macKey!.destroy());
        disk.restart(unsynced, `${k}`);
        // The power fails again within the wipe that the opening finishes.
        disk.failAt = disk.operations + 1 + (k % 11);
        await untilFailure(async () => void (await reopen(places, disk.host()))).catch(refusal);
        disk.restart(unsynced, `${k} again`);
        await assert.rejects(reopen(places, disk.host()), { code: "destroyed" });
        assert.deepEqual(disk.holding(alpha), [], `α is left behind at ${k}`);
      }
    });
  }

  it("the mark is written first and removed last, the keys go before the segments, they before their owner", async () => {
    const disk = new FailingDisk();
    const stock = await new Witness().stockOn(disk);
    const from = disk.log.length;
    await stock.macKey!.destroy();
    assert.deepEqual(disk.log.slice(from), [
      "write /disk/keys/mark",
      "fsync /disk/keys/mark",
      "write /disk/keys/keys",
      "fsync /disk/keys/keys",
      "unlink /disk/keys/keys",
      "fsync /disk/keys",
      "unlink /disk/store/random.segment",
      "unlink /disk/store/reservations",
      "unlink /disk/store/triple.segment",
      "fsync /disk/store",
      "unlink /disk/store/owner",
      "fsync /disk/store",
      "commit /disk/keys/books.sqlite",
      "unlink /disk/keys/mark",
      "fsync /disk/keys",
    ]);
  });
});
