import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { referenceField } from "../../algebra/reference.ts";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { type BasicKind, type DerivedKind, type Kind, plainly } from "../../items/kind.ts";
import { TRIPLE, triple } from "../../items/kinds/triple.ts";
import {
  assertItem,
  type ItemKind,
  KINDS,
  kindName,
  kindOf,
  NOBODY,
  noneOf,
  parseKind,
  shareWidths,
  unhandled,
  widthsOf,
} from "../../items/kinds.ts";
import { EXAMPLES, exampleOf } from "../contracts/examples.ts";

/** Both of the form that masks are derived in. */
const FIELDS = [referenceField(13n), prime60()];
const every = FIELDS.flatMap((field) =>
  KINDS.flatMap(({ kind }) =>
    exampleOf(kind)
      .items(field, 3)
      .map((item) => ({ field, item })),
  ),
);

describe("every kind of item", () => {
  it("is a file of items/kinds/, and shown in an order that no list decides", () => {
    const files = readdirSync("items/kinds").filter((file) => file !== "registry.ts");
    assert.deepEqual(KINDS.map(({ kind }) => `${kind}.ts`).sort(), files.sort());
    const shown = [
      "triple",
      "square",
      "bit",
      "random",
      "comparison-mask",
      "digit-mask",
      "input-mask",
    ];
    assert.deepEqual(
      KINDS.map(({ kind }) => kind).filter((kind) => shown.includes(kind)),
      shown,
    );
    assert.equal(KINDS.at(-1)!.kind, "matrix-triple");
  });

  it("is covered by the contracts of preprocessing, with what its secrets must be", () => {
    assert.deepEqual(Object.keys(EXAMPLES).sort(), KINDS.map(({ kind }) => kind).sort());
    assert.throws(() => exampleOf("toString"), /no examples of toString/);
    for (const { kind } of KINDS) {
      const { counts, sample } = exampleOf(kind);
      assert.ok(exampleOf(kind).items(prime60(), 2).length > 0 && counts.length > 0, kind);
      assert.equal(sample({ rows: 2, inner: 3, columns: 4 }).kind, kind);
    }
  });

  it("has a name and a word of its own, and its name is read back", () => {
    const words = KINDS.flatMap(({ kind, word }) => [kind, word]);
    assert.equal(new Set(words).size, words.length);
    for (const { item } of every) {
      assert.deepEqual(parseKind(kindName(item)), item);
      assert.match(kindName(item), /^[!-~]{1,96}$/);
    }
  });

  it("has shares of positive widths, and says of no more of them that they are uniform", () => {
    for (const { field, item } of every) {
      const widths = shareWidths(item, field);
      assert.ok(widths.length > 0 && widths.every((w) => Number.isInteger(w) && w > 0));
      assert.ok(kindOf(item).uniform(item).length <= widths.length);
      const shelf = { field, family: "authenticated", party: NOBODY } as const;
      assert.deepEqual(
        widthsOf(item, shelf),
        widths.flatMap((w) => [w, w]),
      );
      const owner = kindOf(item).owner(item);
      if (owner !== null)
        assert.deepEqual(widthsOf(item, { ...shelf, party: owner }), [
          ...widthsOf(item, shelf),
          ...widths,
        ]);
      assert.equal(noneOf(item, shelf).length, 2 * widths.length);
    }
  });

  it("is completed by a dealer to what it must be", () => {
    for (const { field, item } of every) {
      const kind = kindOf(item);
      const count = 7;
      const coins = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test/v1", kindName(item)));
      const widths = shareWidths(item, field);
      const uniform = widths
        .filter((_, k) => kind.uniform(item)[k])
        .map((width) => coins.elements(field, count * width));
      const secrets = kind.complete(field, coins, item, count, uniform);
      assert.deepEqual(
        secrets.map((secret) => secret.length),
        widths.map((width) => count * width),
      );
      const given = secrets.filter((_, k) => kind.uniform(item)[k]);
      assert.deepEqual(given, uniform, kindName(item));
      for (let at = 0; at < count; at++) {
        const one = secrets.map((x, k) => x.slice(at * widths[k]!, (at + 1) * widths[k]!));
        assert.deepEqual(one, exampleOf(kind.kind).expected(field, item, one), kindName(item));
      }
    }
  });

  it("says what it rests on in terms of one rule a name, and derives of kinds that there are", () => {
    for (const { field, item } of every) {
      const { derive, terms } = kindOf(item);
      for (const { name, bound } of terms) assert.ok(name !== "" && bound.numerator > 0);
      const needs = derive?.from === "stock" ? derive.needs(item, field, 2) : [];
      for (const [needed] of needs) assertItem(needed as ItemKind, field, 3);
      if (derive?.from === "batches") assert.equal(kindOf(derive.of).derive, null);
    }
  });
});

describe("what is no kind of item", () => {
  it("is refused by name: by parameters that there are not, by size before anything is allocated", () => {
    const field = prime60();
    const shape = { rows: 1, inner: 1, columns: 1, pairs: 1, transposed: 0 };
    const refused: [ItemKind, RegExp][] = [
      [{ kind: "input-mask", owner: 3 }, /^input-mask\/3: parties are numbered from 0 to 2$/],
      [{ kind: "truncation-mask", f: 59, exact: false }, /by 1 to 58 bits/],
      [{ kind: "matrix-triple", shape: { ...shape, rows: 0 } }, /one row and one column/],
      [{ kind: "matrix-triple", shape: { ...shape, pairs: 0 } }, /at least one product/],
      [{ kind: "matrix-triple", shape: { ...shape, pairs: 2 ** 31 - 1 } }, /at most 67108864/],
      [{ kind: "matrix-triple", shape: { ...shape, rows: 2 ** 26 } }, /at most 67108864/],
    ];
    for (const [item, message] of refused)
      assert.throws(() => assertItem(item, field, 3), { name: "RangeError", message });
    for (const name of ["", "pear", "triple/", "triple/1", "constructor", "input-mask", "/"])
      assert.throws(() => parseKind(name), /^RangeError: not a kind of item/);
  });

  it("is an error wherever it turns up all the same, never nothing", () => {
    const pear = { kind: "pear" } as unknown as ItemKind;
    for (const use of [
      () => kindOf(pear),
      () => kindName(pear),
      () => assertItem(pear, prime60(), 2),
      () => widthsOf(pear, { field: prime60(), family: "plain", party: 0 }),
      () => unhandled(pear as never),
    ])
      assert.throws(use, /^TypeError: .*pear/);
  });

  it("is a record that leaves something out, for the compiler", () => {
    const { terms: _, ...silent } = triple;
    // @ts-expect-error: without `terms` the budget would fail open.
    const unaccounted: BasicKind<typeof TRIPLE> = silent;
    // @ts-expect-error: a derived kind says of what.
    const underived: DerivedKind<typeof TRIPLE> = triple;
    // @ts-expect-error: what kinds without parameters have alike is not all.
    const bare: Kind<typeof TRIPLE> = { ...plainly(TRIPLE), word: "pears", forms: "pears" };
    assert.equal([unaccounted, underived, bare].length, 3);
  });
});
