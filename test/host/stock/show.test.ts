import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { showStore, verifyStore } from "../../../host/node/stock/show.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { makeStore, storeRoom } from "./store-room.ts";

describe("what a store shows", () => {
  it("its identity, and per kind what is put in, used and left; verifying spends nothing", async (t) => {
    const room = storeRoom(t);
    const demand = [
      ["random", 100],
      ["input-mask/1", 50],
    ] as const;
    const stock = await makeStore(room, { demand });
    await takeRandoms(stock, 17);
    await stock.close();
    assert.deepEqual(await verifyStore(room), []);
    const { state, mark, facts, kinds, bytes } = await showStore(room);
    assert.deepEqual([state, mark, facts!.party, facts!.n], ["ready", "clear", 0, 3]);
    assert.deepEqual(facts!.labels, ["insecure: trusted dealer"]);
    assert.deepEqual(kinds, [
      {
        kind: "random",
        total: 100,
        used: 32,
        burnt: 0,
        left: 68,
        perBlock: 16,
        bytes: 100 * 16 + 7 * 16,
      },
      {
        kind: "input-mask/1",
        total: 50,
        used: 0,
        burnt: 0,
        left: 50,
        perBlock: 16,
        bytes: 50 * 16 + 4 * 16,
      },
    ]);
    assert.ok(bytes > 3000);
    await assert.rejects(showStore(storeRoom(t)), { code: "misplaced" });
  });

  it("a destroyed store and why", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room);
    await stock.macKey!.destroy();
    await stock.close();
    const { state, epitaph, facts } = await showStore(room);
    assert.deepEqual([state, facts], ["destroyed", null]);
    assert.match(epitaph!, /this party destroyed it/);
    await assert.rejects(verifyStore(room), { code: "destroyed" });
  });
});
