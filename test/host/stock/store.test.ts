import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this module of Node yet.
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { diskFiles, type Files } from "../../../host/node/stock/files.ts";
import { createStore } from "../../../host/node/stock/generate.ts";
import { SLOT_BYTES } from "../../../host/node/stock/key-file.ts";
import { openStore } from "../../../host/node/stock/open.ts";
import { diskHost } from "../../../host/node/stock/places.ts";
import { showStore, verifyStore } from "../../../host/node/stock/show.ts";
import type { Family } from "../../../items/columns.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { kindName } from "../../../items/kinds.ts";
import type { StockRefused } from "../../../items/stock-refused.ts";
import { OutOfMaterial } from "../../../network/abort.ts";
import { ALPHA, CountingSource, EVERY_KIND, numbersOf } from "../../items/stock-source.ts";
import { field, filesBelow, holding, makeStore, reopen, storeRoom } from "./store-room.ts";

const readKeys = (room: { keyDirectory: string }) => readFileSync(join(room.keyDirectory, "keys"));

describe("a store on disk", () => {
  for (const family of ["authenticated", "plain"] satisfies Family[])
    it(`gives every kind of the ${family} family back, also after reopening`, async (t) => {
      const room = storeRoom(t);
      const demand = EVERY_KIND.map((item) => [kindName(item), 90] as const);
      await (await makeStore(room, { party: 1, family, demand })).close();
      const stock = await reopen(room, undefined, 1);
      const direct = new CountingSource(field, family, 1);
      for (const item of EVERY_KIND)
        for (const count of [2, 60, 28]) {
          const [taken, expected] = [await stock.take(item, count), await direct.take(item, count)];
          assert.deepEqual(numbersOf(taken), numbersOf(expected), kindName(item));
        }
      assert.deepEqual([...stock.used().values()], Array(EVERY_KIND.length).fill(90));
      await assert.rejects(takeBits(stock, 1), OutOfMaterial);
      await stock.close();
    });

  it("keeps α_i, its labels, its key id; a plain store has no key", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const stock = await reopen(room);
    assert.deepEqual(stock.labels, ["insecure: trusted dealer"]);
    assert.equal(stock.keyId, stock.macKey!.id);
    assert.deepEqual([...stock.macKey!.share], [ALPHA]);
    await stock.close();
    const other = storeRoom(t);
    assert.equal((await makeStore(other, { family: "plain" })).macKey, null);
  });

  it("hands out nothing once it is closed", async (t) => {
    const stock = await makeStore(storeRoom(t));
    await stock.close();
    await assert.rejects(takeRandoms(stock, 1), { code: "destroyed" });
  });

  it("leaves no element in the clear on disk, and α_i in the key file alone; files are 0600", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    const { value } = await takeRandoms(stock, 3);
    for (const element of value) assert.deepEqual(holding(room.root, element), []);
    assert.deepEqual(holding(room.root, ALPHA), [join(room.keyDirectory, "keys")]);
    for (const { path, mode } of filesBelow(room.root)) assert.equal(mode, 0o600, path);
    await stock.close();
  });

  it("overwrites the keys of what it hands out", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    for (const count of [5, 20, 30]) {
      await takeRandoms(stock, count);
      const slots = [0, 1].map((k) =>
        readKeys(room).subarray(k * SLOT_BYTES, (k + 1) * SLOT_BYTES),
      );
      assert.equal(slots.filter((slot) => slot.every((byte) => byte === 0)).length, 1);
    }
    await stock.close();
  });

  it("a check that accepted leaves it usable; a key that is destroyed can be marked no more", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const stock = await reopen(room);
    const { guard } = stock.macKey!;
    await guard.mark();
    await guard.unmark();
    await stock.close();
    const again = await reopen(room);
    await again.macKey!.destroy();
    await assert.rejects(again.macKey!.guard.mark(), /destroyed/);
    await assert.rejects(again.macKey!.guard.unmark(), /destroyed/);
    await again.macKey!.destroy();
    await again.close();
    assert.deepEqual(
      filesBelow(room.root).map(({ path }) => path.slice(room.root.length)),
      ["/keys/books.sqlite", "/keys/holder"],
    );
  });

  it("takes material only of a key that it guards; what is abandoned leaves nothing", async (t) => {
    const room = storeRoom(t);
    const draft = await createStore(room);
    const random = (length: number) => new Uint8Array(length);
    const maker = { self: 0, n: 3, id: new Uint8Array(32), random };
    const stranger = new CountingSource(field, "authenticated", 0);
    await assert.rejects(draft.begin(stranger, maker), /made with the store's guard/);
    const source = new CountingSource(field, "authenticated", 0, { guard: draft.guard });
    await draft.begin(source, maker);
    await draft.put({ kind: "random" }, [BigUint64Array.of(1n), BigUint64Array.of(2n)]);
    assert.notDeepEqual(holding(room.root, ALPHA), []);
    await draft.abandon();
    assert.ok(source.macKey!.dead);
    assert.deepEqual(holding(room.root, ALPHA), []);
    await assert.rejects(reopen(room), { code: "destroyed" });
  });

  it("a wipe in the middle of a put waits for it: no key is written behind its back", async (t) => {
    const room = storeRoom(t);
    const atKeys = Promise.withResolvers<void>();
    const open = Promise.withResolvers<void>();
    const files: Files = {
      ...diskFiles,
      create: async (path, bytes) => {
        if (path === join(room.keyDirectory, "keys")) {
          atKeys.resolve();
          await open.promise;
        }
        return diskFiles.create(path, bytes);
      },
    };
    const draft = await createStore(room, { host: { ...diskHost, files } });
    const random = (length: number) => new Uint8Array(length).fill(7);
    const source = new CountingSource(field, "authenticated", 0, { guard: draft.guard });
    await draft.begin(source, { self: 0, n: 3, id: new Uint8Array(32), random });
    const batch = () => [BigUint64Array.of(1n), BigUint64Array.of(2n)];
    const first = draft.put({ kind: "random" }, batch());
    const second = draft.put({ kind: "random" }, batch());
    const outcomes = Promise.allSettled([first, second]);
    await atKeys.promise;
    const destroyed = draft.guard.wipe();
    // A wipe that does not wait is through by then.
    await Promise.race([destroyed, sleep(200)]);
    open.resolve();
    await destroyed;
    for (const outcome of await outcomes) {
      assert.equal(outcome.status, "rejected");
      assert.equal((outcome.reason as StockRefused).code, "destroyed");
    }
    await assert.rejects(draft.finish(), { code: "destroyed" });
    await draft.abandon();
    assert.deepEqual(
      filesBelow(room.root).map(({ path }) => path.slice(room.root.length)),
      ["/keys/books.sqlite", "/keys/holder"],
    );
  });

  it("a second store in its place is refused, and so is an absent one", async (t) => {
    const room = storeRoom(t);
    const nowhere = { code: "misplaced", message: /folder .*\/keys: no such folder$/ };
    await assert.rejects(reopen(room), nowhere);
    for (const folder of [room.directory, room.keyDirectory]) mkdirSync(folder);
    await assert.rejects(reopen(room), { code: "absent" });
    await (await makeStore(room)).close();
    await assert.rejects(makeStore(room), { code: "exists" });
    await (await reopen(room)).close();
  });

  it("a destroyed store makes room for a new one", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    await stock.macKey!.destroy();
    await stock.close();
    await assert.rejects(reopen(room), { code: "destroyed", message: /this party destroyed it/ });
    await (await makeStore(room, { seed: "second" })).close();
    await (await reopen(room)).close();
  });
});

describe("attacks on a store", () => {
  it("a flipped byte in any block is refused by name, before anything is handed out", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const path = join(room.directory, "random.segment");
    const bytes = readFileSync(path);
    bytes[3 * (256 + 16) + 5]! ^= 1;
    writeFileSync(path, bytes);
    assert.deepEqual(await verifyStore(room), [`block 3 of random is damaged (${path})`]);
    const stock = await reopen(room);
    await takeRandoms(stock, 40);
    await assert.rejects(takeRandoms(stock, 20), { code: "damaged", message: /block 3 of random/ });
    assert.equal(stock.remaining().get("random"), 60);
    assert.equal((await takeRandoms(stock, 8)).value.length, 8);
    await stock.close();
  });

  it("stores swapped between parties, or of another key, field, family, number of parties", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room, { party: 1 })).close();
    await assert.rejects(reopen(room), { code: "foreign", message: /party 1, wanted 0/ });
    const owner = { party: 1, n: 3, field };
    const differently = (change: object) => openStore(room, { ...owner, ...change });
    await assert.rejects(differently({ n: 2 }), { message: /parties 3, wanted 2/ });
    await assert.rejects(differently({ keyId: "00" }), { message: /key 5e5e\w+, wanted 00/ });
    await assert.rejects(differently({ family: "plain" }), {
      message: /family auth.*wanted plain/,
    });
    await assert.rejects(differently({ field: { ...field, p: 11n } }), { message: /wanted 11/ });
    await (await differently({})).close();
  });

  it("segments swapped between parties, between kinds, or with another store's", async (t) => {
    const rooms = [storeRoom(t), storeRoom(t), storeRoom(t)] as const;
    const demand = [
      ["random", 100],
      ["bit", 100],
    ] as const;
    const [mine, ofOther, ofOld] = rooms;
    await (await makeStore(mine, { demand })).close();
    await (await makeStore(ofOther, { demand, party: 1 })).close();
    await (await makeStore(ofOld, { demand, seed: "older" })).close();
    const target = join(mine.directory, "random.segment");
    for (const from of [
      join(ofOther.directory, "random.segment"),
      join(ofOld.directory, "random.segment"),
      join(mine.directory, "bit.segment"),
    ]) {
      copyFileSync(from, target);
      const stock = await reopen(mine);
      await assert.rejects(takeRandoms(stock, 1), {
        code: "damaged",
        message: /block 0 of random/,
      });
      await stock.close();
    }
  });

  it("a restored old copy of the key directory is noticed by the count among the segments", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    cpSync(room.keyDirectory, `${room.keyDirectory}-copy`, { recursive: true });
    const stock = await reopen(room);
    await takeRandoms(stock, 20);
    await stock.close();
    rmSync(room.keyDirectory, { recursive: true });
    renameSync(`${room.keyDirectory}-copy`, room.keyDirectory);
    await assert.rejects(reopen(room), { code: "damaged", message: /older than its segments/ });
  });

  it("a restored old copy of the segments gives back nothing that was handed out", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    cpSync(room.directory, `${room.directory}-copy`, { recursive: true });
    const stock = await reopen(room);
    const first = await takeRandoms(stock, 20);
    await stock.close();
    rmSync(room.directory, { recursive: true });
    renameSync(`${room.directory}-copy`, room.directory);
    const again = await reopen(room);
    const seen = new Set(first.value);
    for (const x of (await takeRandoms(again, 60)).value) assert.ok(!seen.has(x));
    await again.close();
  });

  it("both restored: outside the model, the items come again (other parties' cursors notice)", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    cpSync(room.root, `${room.root}-copy`, { recursive: true });
    const stock = await reopen(room);
    const { value } = await takeRandoms(stock, 20);
    await stock.close();
    rmSync(room.root, { recursive: true });
    renameSync(`${room.root}-copy`, room.root);
    const again = await reopen(room);
    assert.deepEqual((await takeRandoms(again, 20)).value, value);
    await again.close();
  });

  it("a segment cut short or gone, keys gone or scribbled on", async (t) => {
    const broken = async (work: (room: ReturnType<typeof storeRoom>) => void, message: RegExp) => {
      const room = storeRoom(t);
      await (await makeStore(room)).close();
      work(room);
      await assert.rejects(reopen(room), { code: "damaged", message });
    };
    const segment = (room: { directory: string }) => join(room.directory, "random.segment");
    const keys = (room: { keyDirectory: string }) => join(room.keyDirectory, "keys");
    const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -1));
    await broken((room) => cut(segment(room)), /where the ledger says/);
    await broken((room) => rmSync(segment(room)), /where the ledger says/);
    await broken((room) => rmSync(keys(room)), /key file .* is missing or damaged/);
    await broken((room) => {
      const bytes = readFileSync(keys(room));
      bytes[60]! ^= 1;
      bytes[60 + (1 << 14)]! ^= 1;
      writeFileSync(keys(room), bytes);
    }, /missing or damaged/);
    await broken((room) => rmSync(join(room.directory, "reservations")), /count is missing/);
    const ledger = (room: { keyDirectory: string }) => join(room.keyDirectory, "books.sqlite");
    await broken((room) => writeFileSync(ledger(room), "not a database".repeat(99)), /ledger/);
  });

  it("a newer format is refused by name", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const path = join(room.keyDirectory, "keys");
    const text = readFileSync(path, "latin1");
    writeFileSync(path, text.replaceAll("spdz-lab keys 1", "spdz-lab keys 2"), "latin1");
    await assert.rejects(reopen(room), {
      code: "format",
      message: /format 2, this version reads 1/,
    });
    const database = new DatabaseSync(join(room.keyDirectory, "books.sqlite"));
    database.exec("PRAGMA user_version = 7");
    database.close();
    await assert.rejects(reopen(room), {
      code: "format",
      message: /format 7, this version reads 2/,
    });
  });

  it("a mark that was taken away, or scribbled on, is a mark", async (t) => {
    for (const change of [
      (path: string) => rmSync(path),
      (path: string) => writeFileSync(path, "clea"),
    ]) {
      const room = storeRoom(t);
      await (await makeStore(room)).close();
      change(join(room.keyDirectory, "mark"));
      await assert.rejects(reopen(room), { code: "destroyed" });
      assert.deepEqual(holding(room.root, ALPHA), []);
    }
  });

  it("two sessions of one process on one store", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    const message = new RegExp(`in use by process ${process.pid}`);
    await assert.rejects(reopen(room), { code: "in-use", message });
    await assert.rejects(showStore(room), { code: "in-use" });
    await stock.close();
    await (await reopen(room)).close();
  });
});
