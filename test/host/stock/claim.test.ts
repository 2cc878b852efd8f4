import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createStore } from "../../../host/node/stock/generate.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import type { Stock } from "../../../items/stock.ts";
import { Abort } from "../../../network/abort.ts";
import { filesBelow, makeStore, reopen, storeRoom } from "./store-room.ts";

describe("where a store lies, and why it is gone", () => {
  it("another store's directory is refused, whatever its keys say: nothing is overwritten", async (t) => {
    const room = storeRoom(t);
    const elsewhere = { ...room, keyDirectory: `${room.keyDirectory}-2` };
    const refusal = { code: "exists" };
    // A finished one, and a copy that lost the word of whose it is.
    const stock = await makeStore(room);
    const before = filesBelow(room.directory);
    await assert.rejects(makeStore(elsewhere), refusal);
    assert.deepEqual(filesBelow(room.directory), before);
    rmSync(join(room.directory, "owner"));
    await assert.rejects(makeStore(elsewhere), refusal);
    // What is refused leaves nothing that would be wiped later.
    await assert.rejects(reopen(elsewhere), { code: "absent" });
    assert.equal((await takeRandoms(stock, 100)).value.length, 100);
    await stock.close();
  });

  it("says for what reason a store is gone: a failed check, one that was left, its owner, no end", async (t) => {
    const left = new Abort("peer-silent", "check-0/residues", [2], "what a peer has written");
    const reasons: [(stock: Stock) => Promise<unknown>, RegExp][] = [
      [(s) => s.macKey!.destroyAfter(new Abort("mac-check-failed", "x")), /: a MAC check failed\./],
      [(s) => s.macKey!.destroyAfter(left), /: a MAC check was left: peer-silent P2\./],
      [(s) => s.macKey!.destroyAfter(new Error("disk")), /was left: an error of this party\./],
      [(s) => s.macKey!.destroy(), /: this party destroyed it\./],
    ];
    for (const [end, message] of reasons) {
      const room = storeRoom(t);
      const stock = await makeStore(room);
      await stock.macKey!.guard.mark();
      await end(stock).catch(() => undefined);
      await stock.close();
      await assert.rejects(reopen(room), { code: "destroyed", message });
    }
    const room = storeRoom(t);
    await (await createStore(room)).abandon();
    const message = /: the session that generated it did not finish\./;
    await assert.rejects(reopen(room), { code: "destroyed", message });
  });
});
