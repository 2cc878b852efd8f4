import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BLOCK_BYTES, blockBytesFor } from "../../../host/node/stock/block-size.ts";
import { parseDemand } from "../../../items/demand.ts";

const sizeFor = (items: string) => blockBytesFor(parseDemand(items), "authenticated");

describe("the block size of a store", () => {
  it("is a 64th of the kind that takes least, within 1 KiB and 64 KiB, as a power of two", () => {
    assert.equal(sizeFor("triples=10"), 1024);
    // 48 bytes each: 4.8 MB, of which a 64th is 75 kB.
    assert.equal(sizeFor("triples=100000"), BLOCK_BYTES);
    assert.equal(sizeFor("triples=20000"), 8192);
    assert.equal(sizeFor("triples=100000,bits=20000"), 4096);
    assert.equal(sizeFor("bits=20000,triples=100000"), 4096, "in any order");
  });

  it("does not cut a large store into more than about 2^16 blocks for one small kind", () => {
    const items = 4_000_000;
    const bytes = sizeFor(`triples=${items},bits=10`);
    assert.ok(bytes < BLOCK_BYTES && (48 * items) / bytes < 2 ** 17, `${bytes}`);
  });

  it("depends on nothing that only one party has", () => {
    // The owner's own column is not counted: 16 bytes for each of 64·256 masks.
    for (const owner of [0, 1, 2]) assert.equal(sizeFor(`input-masks/${owner}=16384`), 4096);
  });
});
