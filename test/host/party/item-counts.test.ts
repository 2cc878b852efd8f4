import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { itemCounts } from "../../../host/party/item-counts.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { preload } from "../../../items/stock.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";

const counted = (used: Record<string, number>, spare: Record<string, number> = {}) => ({
  used: () => new Map(Object.entries(used)),
  spare: () => new Map(Object.entries(spare)),
});

describe("what became of a session's material", () => {
  it("what was left of batches, and what was taken into memory and not used, is wasted", () => {
    const source = counted({ triple: 10, bit: 4, square: 0 }, { triple: 6, random: 1 });
    assert.deepEqual(itemCounts(source, counted({ triple: 7, bit: 4 })), {
      made: { triple: 16, bit: 4, random: 1 },
      used: { triple: 7, bit: 4 },
      wasted: { triple: 9, random: 1 },
    });
  });

  it("without memory in between only what was left of batches is", () => {
    const source = counted({ triple: 10 }, { triple: 6 });
    assert.deepEqual(itemCounts(source, source), {
      made: { triple: 16 },
      used: { triple: 10 },
      wasted: { triple: 6 },
    });
  });

  it("a store's items were made before; what was taken of them and not used is wasted", async () => {
    const [dealt] = dealLocally(2, prime60(), "plain", nodeSuite, "store");
    const party = { self: 0, n: 2 };
    const store = await preload(dealt!, party, [["triple", 10]]);
    const memory = await preload(store, party, [["triple", 4]]);
    await takeTriples(memory, 3);
    assert.deepEqual(itemCounts(store, memory), {
      made: {},
      used: { triple: 3 },
      wasted: { triple: 1 },
    });
    assert.deepEqual(itemCounts(store, store).wasted, {});
    await memory.close();
  });
});
