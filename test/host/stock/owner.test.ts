import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createStore } from "../../../host/node/stock/generate.ts";
import { openStore } from "../../../host/node/stock/open.ts";
import type { StorePlaces } from "../../../host/node/stock/places.ts";
import { showStore, verifyStore } from "../../../host/node/stock/show.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { field, filesBelow, makeStore, reopen, storeRoom } from "./store-room.ts";

/** Contents by path; who held the lock last says nothing. */
const contents = (room: { root: string }): Map<string, string> =>
  new Map(
    filesBelow(room.root)
      .filter(({ path }) => !path.endsWith("/holder"))
      .map(({ path, bytes }) => [path, bytes.toString("base64")]),
  );

describe("keys and the folder of another store", () => {
  it("are refused before anything is written, by every way in, and both stores stay usable", async (t) => {
    const [older, newer] = [storeRoom(t), storeRoom(t)];
    for (const [room, seed] of [[older, "older"] as const, [newer, "newer"] as const]) {
      const stock = await makeStore(room, { seed });
      // The older one's keys have come further: its count would outrun the newer one's.
      if (room === older) for (let k = 0; k < 5; k++) await takeRandoms(stock, 16);
      await stock.close();
    }
    const before = [contents(older), contents(newer)];
    const crossed: StorePlaces = {
      directory: newer.directory,
      keyDirectory: older.keyDirectory,
    };
    const foreign = {
      code: "foreign",
      message: /another stock's segments.* must belong together$/,
    };
    await assert.rejects(reopen(crossed), foreign);
    await assert.rejects(showStore(crossed), foreign);
    await assert.rejects(verifyStore(crossed), foreign);
    assert.deepEqual([contents(older), contents(newer)], before);
    for (const room of [older, newer]) await (await reopen(room)).close();
  });

  it("of one session at two parties are told apart too", async (t) => {
    const [mine, other] = [storeRoom(t), storeRoom(t)];
    await (await makeStore(mine)).close();
    await (await makeStore(other, { party: 1 })).close();
    const crossed = { directory: other.directory, keyDirectory: mine.keyDirectory };
    await assert.rejects(openStore(crossed, { party: 0, n: 3, field }), { code: "foreign" });
  });

  it("marked, do not take the other store with them when they are wiped", async (t) => {
    const [marked, whole] = [storeRoom(t), storeRoom(t)];
    const stock = await makeStore(marked, { seed: "marked" });
    await stock.macKey!.guard.mark();
    await stock.close();
    await (await makeStore(whole, { seed: "whole" })).close();
    const before = [contents(marked), contents(whole)];
    const crossed = { directory: whole.directory, keyDirectory: marked.keyDirectory };
    await assert.rejects(reopen(crossed), { code: "foreign" });
    assert.deepEqual([contents(marked), contents(whole)], before);
    await assert.rejects(reopen(marked), { code: "destroyed" });
    await (await reopen(whole)).close();
  });

  it("an empty folder is not theirs either", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    rmSync(join(room.directory, "owner"));
    await assert.rejects(reopen(room), { code: "foreign", message: /holds no stock's segments/ });
  });
});

describe("a new store in the folder of another", () => {
  it("is refused, whatever its keys: it would overwrite the segments", async (t) => {
    const [room, other] = [storeRoom(t), storeRoom(t)];
    await (await makeStore(room)).close();
    const before = contents(room);
    const crossed = { directory: room.directory, keyDirectory: other.keyDirectory };
    const exists = { code: "exists", message: /already, whose keys are not in / };
    await assert.rejects(makeStore(crossed), exists);
    assert.deepEqual(contents(room), before);
    await (await reopen(room)).close();
  });

  it("begun at the same time, is refused when it is the later one", async (t) => {
    const [room, other] = [storeRoom(t), storeRoom(t)];
    const late = await createStore({
      directory: room.directory,
      keyDirectory: other.keyDirectory,
    });
    await (await makeStore(room)).close();
    const random = (length: number) => new Uint8Array(length);
    const material = { field, family: "plain", keyId: "", labels: [], macKey: null } as const;
    const maker = { self: 0, n: 3, id: new Uint8Array(32), random };
    await assert.rejects(late.begin(material as never, maker), { code: "exists" });
    await late.abandon();
    await (await reopen(room)).close();
  });

  it("may take a folder whose owner a crash has torn", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    await stock.macKey!.destroy();
    await stock.close();
    writeFileSync(join(room.directory, "owner"), "0123");
    await (await makeStore(room, { seed: "next" })).close();
    assert.match(readFileSync(join(room.directory, "owner"), "utf8"), /^[0-9a-f]{32} party 0\n$/);
  });
});
