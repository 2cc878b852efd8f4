import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { describeLeft, leftIn } from "../../cli/what-is-left.ts";
import { makeStore, storeRoom } from "../host/stock/store-room.ts";

describe("what is left of a fill", () => {
  it("says per kind what can be spent, or why nothing can", async (t) => {
    const room = storeRoom(t);
    const stock = await makeStore(room, { demand: [["random", 96]] });
    await stock.close();
    const demand = new Map([
      ["random", 200],
      ["triple", 7],
    ]);
    const said = async () =>
      (await leftIn([room])).map((left) => describeLeft(left, demand)).join();
    assert.match(await said(), /store: these can be spent: 96 of 200 randoms, 0 of 7 triples;/);
    const again = storeRoom(t);
    const doomed = await makeStore(again);
    await doomed.macKey!.destroy("bad-proof P1");
    await doomed.close();
    const [left] = await leftIn([again]);
    assert.match(
      describeLeft(left!, demand),
      /nothing is left of it: a MAC check was left: bad-proof P1$/,
    );
  });

  it("what cannot be looked at hides no other failure", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const ledger = join(room.keyDirectory, "books.sqlite");
    rmSync(ledger);
    mkdirSync(ledger);
    assert.deepEqual(await leftIn([room, storeRoom(t)]), []);
  });
});
