import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { CheckedOpenings } from "../../../items/derive/checked-openings.ts";
import {
  coefficientsInU,
  noneSet,
  noneSetProducts,
  valueAtNone,
} from "../../../items/derive/none-set.ts";
import { OpenedProducts } from "../../../items/derive/opened-products.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { freshMask, type Share } from "../../../protocols/share.ts";
import { dealSecrets, reconstruct, uniformVectors } from "../../support/dealt.ts";
import { runParties } from "../../support/parties.ts";

const field = prime60();

/** g at e = 0 … l of l bits, by n parties; with `fewer` triples for each e than it takes. */
async function ofAll(l: number, n: number, fewer = 0) {
  const e = BigUint64Array.from({ length: l + 1 }, (_, j) => BigInt(j));
  const count = (noneSetProducts(l) - fewer) * e.length;
  const [a, b] = uniformVectors(field, 2, count, `triples ${l}`);
  const dealt = dealSecrets(field, n, [e, a!, b!, field.multiply(a!, b!)], `none set ${l}`);
  const { results } = await runParties(n, async (s) => {
    const { key, shares } = dealt[s.self]!;
    const [own, x, y, c] = shares as readonly Share[];
    const macKey = new MacKey("k", key);
    const openings = new CheckedOpenings(s, field, macKey);
    const holder = { field, self: s.self, macKeyShare: macKey.share };
    const triples = { a: freshMask(x!), b: freshMask(y!), c: c! };
    const products = new OpenedProducts(holder, openings, triples);
    const g = await noneSet(holder, products, l, own!);
    await openings.accept();
    assert.throws(() => products.next(1), /^RangeError: products: /, "all are spent");
    return g;
  });
  return results;
}

describe("whether none of l bits is set", () => {
  it("is a polynomial of their sum: 0 where one is, m! where none is", async () => {
    for (let l = 1; l <= 20; l++) {
      const shares = await ofAll(l, l % 2 === 0 ? 2 : 3);
      const m = BigInt(l + (l % 2));
      let factorial = 1n;
      for (let j = 1n; j <= m; j++) factorial *= j;
      assert.equal(valueAtNone(l), factorial);
      const g = field.toSigned(reconstruct(field, shares as Share[]));
      const expected = Array.from({ length: l + 1 }, (_, e) => (e === 0 ? factorial : 0n));
      assert.deepEqual(g, field.toSigned(field.fromIntegers(expected)), `l = ${l}`);
    }
  });

  it("takes 5 products for 18 bits, which are the fewest, and fails with one triple less a mask", async () => {
    assert.deepEqual([1, 2, 4, 6, 8, 18].map(noneSetProducts), [1, 1, 2, 3, 3, 5]);
    assert.ok(2 ** (noneSetProducts(18) - 1) < 18);
    await assert.rejects(ofAll(18, 2, 1), /^RangeError: products: 95 triples of 76$/);
  });

  it("is (e − 1)(e − 2)…(e − m), written in u = e·(e − m − 1)", () => {
    for (const l of [1, 2, 3, 4, 17, 18]) {
      const m = l + (l % 2);
      for (let e = -3n; e <= 25n; e++) {
        const u = e * (e - BigInt(m) - 1n);
        const given = coefficientsInU(l).reduceRight((sum, c) => sum * u + c);
        let expected = 1n;
        for (let j = 1; j <= m; j++) expected *= e - BigInt(j);
        assert.equal(given, expected, `l = ${l}, e = ${e}`);
      }
    }
  });
});
