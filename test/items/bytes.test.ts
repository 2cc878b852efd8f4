import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { bytesOf, materialBytes } from "../../items/bytes.ts";
import type { Columns } from "../../items/columns.ts";
import { demandOf, parseDemand } from "../../items/demand.ts";
import { KINDS, kindName, parseKind } from "../../items/kinds.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { exampleOf } from "../contracts/examples.ts";
import { lowGearSupply, smallSemiHonest } from "../support/lowgear.ts";

const field = prime60();

/** Of all memory that these vectors share or have. */
const memoryOf = (columns: readonly Columns[]): number =>
  [...new Set(columns.flat().map(({ buffer }) => buffer))].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );

describe("bytes of items", () => {
  for (const family of ["authenticated", "plain"] as const)
    it(`of each kind are those of its columns at every party, ${family}`, async () => {
      for (const kind of KINDS) {
        const item = exampleOf(kind.kind).items(field, 3)[0]!;
        const parties = dealLocally(3, field, family, nodeSuite, "bytes");
        for (const [party, material] of parties.entries()) {
          const columns = await material.take(item, 3);
          const bytes = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
          const shelf = { field, family, party };
          assert.equal(bytesOf(demandOf(item, 3), shelf), bytes, kindName(item));
        }
      }
    });

  it("are 8 for each element, of values, MACs, and what an owner knows", () => {
    const items = parseDemand("triples=10,input-masks/1=4");
    const at = (party: number) => bytesOf(items, { field, family: "authenticated", party });
    assert.deepEqual([at(0), at(1)], [8 * (60 + 8), 8 * (60 + 8 + 4)]);
    assert.equal(bytesOf(items, { field, family: "plain", party: 0 }), 8 * 34);
  });

  it("bound the memory of items as they are made, with what they share memory with", async () => {
    const items = parseDemand("triples=70,squares=5,input-masks/0=9,matrix/3x4x2*1+1=3");
    const one = parseDemand("matrix/6x4x2*2+0=1,bits=40,randoms=3");
    for (const demand of [items, one])
      for (const [family, supply] of [
        ["authenticated", await lowGearSupply(2, "bytes", { degree: 64 })],
        ["plain", await smallSemiHonest(2, field, "plain", "bytes", [])],
      ] as const) {
        const taken = await Promise.all(
          supply.parties.map(async (party) => {
            const all: Columns[] = [];
            for (const [name, count] of demand) all.push(await party.take(parseKind(name), count));
            return all;
          }),
        );
        for (const [party, columns] of taken.entries()) {
          const shelf = { field, family, party };
          const left = supply.parties[party]!.spare();
          const most = materialBytes(demand, shelf) + materialBytes(left, shelf);
          assert.ok(memoryOf(columns) <= most, `${family}: ${memoryOf(columns)} > ${most}`);
          assert.ok(memoryOf(columns) >= bytesOf(demand, shelf));
        }
        await supply.close();
      }
  });
});
