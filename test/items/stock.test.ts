import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import type { Family } from "../../items/columns.ts";
import { takeBits } from "../../items/kinds/bit.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import { type ItemKind, kindName, parseKind, widthsOf } from "../../items/kinds.ts";
import { preload, Stock } from "../../items/stock.ts";
import { OutOfMaterial } from "../../network/abort.ts";
import { CountingSource, EVERY_KIND, numbersOf } from "./stock-source.ts";

const field = referenceField(4611686018427387847n);
const party = { self: 1, n: 3 };

describe("the stock in memory", () => {
  for (const family of ["authenticated", "plain"] satisfies Family[]) {
    it(`hands out every kind of the ${family} family as the source made it, each item once`, async () => {
      const direct = new CountingSource(field, family, party.self);
      const stock = await preload(
        new CountingSource(field, family, party.self),
        party,
        EVERY_KIND.map((item) => [kindName(item), 6]),
      );
      for (const item of EVERY_KIND) {
        for (const count of [2, 4]) {
          const taken = await stock.take(item, count);
          const expected = await direct.take(item, count);
          assert.deepEqual(numbersOf(taken), numbersOf(expected));
        }
        assert.equal(stock.used().get(kindName(item)), 6);
        assert.equal(stock.remaining().get(kindName(item)), 0);
      }
    });
  }

  it("says what is missing and how many, and takes nothing then", async () => {
    const source = new CountingSource(field, "authenticated", 0);
    const stock = await preload(source, party, [["triple", 10]]);
    await takeTriples(stock, 4);
    await assert.rejects(takeTriples(stock, 7), (error: Error) => {
      assert.ok(error instanceof OutOfMaterial);
      assert.match(error.message, /7 of triple asked for, 6 left of 10: 1 missing/);
      return true;
    });
    await assert.rejects(takeBits(stock, 1), /1 of bit asked for, the stock has none/);
    assert.equal((await takeBits(stock, 0)).value.length, 0);
    assert.equal((await takeTriples(stock, 6)).a.value.length, 6);
    await assert.rejects(takeTriples(stock, -1), RangeError);
    await assert.rejects(takeTriples(stock, 0.5), RangeError);
  });

  it("assigns items in call order to calls that wait together", async () => {
    const stock = await preload(new CountingSource(field, "plain", 0), party, [["random", 9]]);
    const shares = await Promise.all([4, 2, 3].map((count) => takeRandoms(stock, count)));
    const all = shares.flatMap((share) => [...share.value]);
    assert.deepEqual(
      all,
      [...all].sort((a, b) => (a < b ? -1 : 1)),
    );
  });

  it("hands out views, zeroes what is left at the end, and closes its source", async () => {
    const source = new CountingSource(field, "authenticated", 0);
    const stock = await preload(source, party, [["random", 10]]);
    const taken = await takeRandoms(stock, 3);
    const shared = new BigUint64Array(taken.value.buffer);
    assert.equal(shared.length, 10);
    await stock.close();
    assert.ok(shared.subarray(3).every((x) => x === 0n));
    assert.ok(taken.value.every((x) => x !== 0n));
    assert.ok(source.closed);
    await assert.rejects(takeRandoms(stock, 1), /the stock is closed/);
  });

  it("closes once however often it is told to, and α_i is gone from memory then", async () => {
    const source = new CountingSource(field, "authenticated", 0);
    let released = 0;
    const stock = new Stock(source.medium, field, source.macKey, async () => void released++);
    const alpha = source.macKey!.share;
    await Promise.all([stock.close(), stock.close()]);
    await stock.close();
    assert.equal(released, 1);
    assert.deepEqual([...alpha], [0n]);
    assert.throws(() => source.macKey!.share, /forgotten/);
  });

  it("what lies in memory is zeroed with its key: nothing made under an exposed α stays", async () => {
    const source = new CountingSource(field, "authenticated", 0);
    const stock = await preload(source, party, [["random", 10]]);
    const taken = await takeRandoms(stock, 3);
    const shared = new BigUint64Array(taken.value.buffer);
    await source.macKey!.destroy();
    assert.ok(shared.subarray(3).every((x) => x === 0n));
  });

  it("hands out nothing once its key is destroyed", async () => {
    const source = new CountingSource(field, "authenticated", 0);
    const stock = await preload(source, party, [["random", 10]]);
    await source.macKey!.destroy();
    await assert.rejects(takeRandoms(stock, 1), { code: "destroyed" });
  });

  it("refuses a demand that names a kind twice or not at all", async () => {
    const source = () => new CountingSource(field, "plain", 0);
    const twice: [string, number][] = [
      ["bit", 1],
      ["bit", 2],
    ];
    await assert.rejects(preload(source(), party, twice), /named twice/);
    await assert.rejects(preload(source(), party, [["triples", 1]]), /not a kind/);
  });
});

describe("the layout of a stock", () => {
  it("reads back every name of a kind, and no other text", () => {
    for (const item of EVERY_KIND) assert.deepEqual(parseKind(kindName(item)), item);
    for (const name of ["", "triples", "input-mask/01", "matrix-triple/1x2x3", "truncation-mask/"])
      assert.throws(() => parseKind(name), RangeError);
  });

  it("keeps the clear input mask at its owner alone", () => {
    const item: ItemKind = { kind: "input-mask", owner: 1 };
    const shelf = (p: number) => ({ field, family: "plain" as const, party: p });
    assert.deepEqual(widthsOf(item, shelf(1)), [1, 1]);
    assert.deepEqual(widthsOf(item, shelf(0)), [1]);
  });
});
