/** Faults of a user's or a machine's own in a store's folders: each has its words and its code, and the next try works. */

import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createStore } from "../../../host/node/stock/generate.ts";
import type { StorePlaces } from "../../../host/node/stock/places.ts";
import { showStore } from "../../../host/node/stock/show.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeMany } from "../../../items/preprocessing.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { CountingSource } from "../../items/stock-source.ts";
import { FailingDisk, PowerFailure } from "./failing-disk.ts";
import { field, makeStore, reopen, SMALL_BLOCK, storeRoom } from "./store-room.ts";

const disk: StorePlaces = { directory: "/disk/store", keyDirectory: "/disk/keys" };

describe("a store whose files suffered", () => {
  it("a ledger cut off anywhere, or overwritten, is damaged: said so, and neither keys nor segments are touched", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const path = join(room.keyDirectory, "books.sqlite");
    const whole = readFileSync(path);
    const keys = readFileSync(join(room.keyDirectory, "keys"));
    const broken = [0, 10, 90, 1000, 4096, 5000, whole.length - 4096].map((length) =>
      whole.subarray(0, length),
    );
    const scrambled = Buffer.from(whole).fill(0xa5, 4096, whole.length);
    for (const bytes of [
      ...broken,
      scrambled,
      Buffer.from("no database, but long enough to look like one".repeat(99)),
    ]) {
      writeFileSync(path, bytes);
      for (const look of [() => showStore(room), () => reopen(room)])
        await assert.rejects(
          look(),
          { name: "StockRefused", code: "damaged" },
          `${bytes.length} bytes`,
        );
      await assert.rejects(createStore(room), (error) => {
        assert.ok(
          error instanceof StockRefused && ["damaged", "exists"].includes(error.code),
          `${error}`,
        );
        return true;
      });
      assert.deepEqual(readFileSync(join(room.keyDirectory, "keys")), keys);
    }
    writeFileSync(path, whole);
    const stock = await reopen(room);
    assert.equal((await takeRandoms(stock, 100)).value.length, 100);
    await stock.close();
  });

  it("keys put back from an older copy: what a session refuses is refused when it is shown", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    const path = join(room.keyDirectory, "keys");
    const old = readFileSync(path);
    await takeRandoms(stock, 40);
    await stock.close();
    writeFileSync(path, old);
    for (const look of [() => showStore(room), () => reopen(room)])
      await assert.rejects(look(), {
        code: "damaged",
        message: /older than its segments .* restored copy/,
      });
  });

  it("keys that other users may read or write are refused, with the remedy; then they serve", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const keys = join(room.keyDirectory, "keys");
    for (const mode of [0o604, 0o640, 0o620, 0o666]) {
      chmodSync(keys, mode);
      for (const look of [() => showStore(room), () => reopen(room)])
        await assert.rejects(look(), {
          code: "misplaced",
          message: /keys can be read by other users; run: chmod 600/,
        });
    }
    chmodSync(keys, 0o600);
    await (await reopen(room)).close();
    assert.equal(statSync(keys).mode & 0o777, 0o600);
  });

  it("a disk that is full while a store is begun and swept up: the next try with room works", async () => {
    const seen = { full: 0, swept: 0 };
    for (let k = 1, ended = false; !ended; k++) {
      const full = new FailingDisk();
      const host = full.host();
      full.fullFrom = k;
      try {
        const draft = await createStore(disk, { blockBytes: SMALL_BLOCK, host });
        const source = new CountingSource(field, "authenticated", 0, { guard: draft.guard });
        const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
        try {
          await draft.begin(source, { self: 0, n: 3, id: new Uint8Array(32), random });
          await draft.put({ kind: "random" }, await takeMany(source, { kind: "random" }, 40));
          ended = true;
        } catch (error) {
          assert.ok(error instanceof StockRefused && error.code === "no-space", `${k}: ${error}`);
          // Its own failure, told by whoever has no other, is the disk's as well.
          await draft.abandon(k % 2 === 0 ? error : undefined).catch((failure) => {
            assert.equal((failure as StockRefused).code, "no-space", `${k}: ${failure}`);
            seen.swept++;
          });
        }
      } catch (error) {
        assert.ok(error instanceof StockRefused && error.code === "no-space", `${k}: ${error}`);
      }
      if (ended) break;
      seen.full++;
      full.fullFrom = Number.POSITIVE_INFINITY;
      await (await createStore(disk, { blockBytes: SMALL_BLOCK, host })).abandon();
    }
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
  });

  it("what a wipe was begun for is told after a crash within it, and after any more", async () => {
    for (let k = 1, ended = false; !ended; k++) {
      const failing = new FailingDisk();
      const stock = await makeStore(disk, { host: failing.host() });
      const marked = failing.operations + 2;
      failing.failAt = failing.operations + k;
      await stock
        .macKey!.destroy("bad-proof P2")
        .catch((error) => assert.ok(error instanceof PowerFailure));
      ended = failing.operations < failing.failAt;
      const wiping = failing.operations > marked;
      failing.restart("kept", `${k}`);
      if (!wiping) continue;
      await assert.rejects(
        reopen(disk, failing.host()),
        { code: "destroyed", message: /a MAC check was left: bad-proof P2/ },
        `at ${k}`,
      );
    }
  });
});
