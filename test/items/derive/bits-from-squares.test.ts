import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { referenceField } from "../../../algebra/reference.ts";
import { bitsFromSquares, halvedSigns, zeroRate } from "../../../items/derive/bits-from-squares.ts";
import { nonZeroRuns, whereNonZero } from "../../../items/derive/where-non-zero.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { freshMask, type Share } from "../../../protocols/share.ts";
import { assertFrequencies } from "../../contracts/uniformity.ts";
import { dealSecrets, reconstruct, shifted, uniformVectors } from "../../support/dealt.ts";
import { type Options, runParties } from "../../support/parties.ts";
import { assertBlamed, type Change, lie, seats } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";

const field = prime60();

/** n parties with a key and squares of `roots`. */
const dealt = (f: Field, n: number, roots: Vector, seed: string) =>
  dealSecrets(f, n, [roots, f.multiply(roots, roots)], seed).map(
    ({ key, shares: [a, square] }) => ({
      key: new MacKey("k", key),
      squares: { a: freshMask(a as Share), square: square as Share },
    }),
  );
type Party = ReturnType<typeof dealt>[number];

const run = (f: Field, parties: readonly Party[], options?: Options) =>
  runParties(
    parties.length,
    (s) => {
      const { key, squares } = parties[s.self]!;
      return bitsFromSquares(s.child("bits"), f, key, squares);
    },
    options,
  );

/** The secrets behind the shares, once their MACs are right. */
function opened(f: Field, parties: readonly Party[], shares: readonly Share[]): Vector {
  const x = reconstruct(f, shares);
  const alpha = parties.map((p) => p.key.share).reduce((a, b) => f.add(a, b));
  const macs = shares.map((s) => s.mac!).reduce((a, b) => f.add(a, b));
  assert.deepEqual(macs, f.multiplyScalar(x, alpha));
  return x;
}

describe("bits from squares", () => {
  it("fail to come as often as their rate says: of all squares, once each", async () => {
    const f = referenceField(11n);
    const parties = dealt(
      f,
      2,
      BigUint64Array.from({ length: 11 }, (_, x) => BigInt(x)),
      "rate",
    );
    const [bits] = (await run(f, parties)).results as Share[];
    assert.ok(Math.abs(bits!.value.length - 11 * (1 - zeroRate(f))) < 1e-9);
    assert.equal(bits!.value.length, 10);
  });

  it("are bits, equally many of both, one for each square that is not 0", async () => {
    for (const f of [referenceField(11n), referenceField(13n), field])
      for (const n of [2, 3]) {
        const t = 4000;
        const roots = uniformVectors(f, 1, t, `roots ${f.p}`)[0]!;
        const parties = dealt(f, n, roots, "bits");
        const { results } = await run(f, parties, { shuffle: true });
        const bits = opened(f, parties, results as Share[]);
        assert.equal(bits.length, roots.filter((x) => x !== 0n).length);
        const ones = bits.filter((b) => b === 1n).length;
        assert.equal(bits.filter((b) => b === 0n).length, bits.length - ones);
        assertFrequencies("bits", [bits.length - ones, ones], bits.length / 2);
      }
  });

  it("are the signs of a: 1 where a is the smaller root", async () => {
    const roots = field.fromIntegers([3, -3, 0, 1, -1, 0]);
    const parties = dealt(field, 3, roots, "signs");
    const { results } = await run(field, parties);
    assert.deepEqual(opened(field, parties, results as Share[]), BigUint64Array.of(1n, 0n, 1n, 0n));
  });

  it("of the plain family come without a check", async () => {
    const parties = dealt(field, 2, field.fromIntegers([5, -5]), "plain");
    const { results, tags } = await runParties(2, (s) => {
      const { a, square } = parties[s.self]!.squares;
      const plain = { a: freshMask({ ...a, mac: null }), square: { ...square, mac: null } };
      return bitsFromSquares(s, field, null, plain);
    });
    const bits = reconstruct(field, results as Share[]);
    assert.deepEqual(bits, BigUint64Array.of(1n, 0n));
    assert.deepEqual([...new Set(tags)], ["open"]);
  });

  it("a² opened wrong: stops at the MAC check, and the key dies", async () => {
    const toAnotherSquare: Change = (m) => {
      const share = field.decode(m, 2);
      // a² becomes (2a)², of which everybody finds a root.
      return field.encode(field.add(share, field.fromIntegers([3 * 49, 0])));
    };
    for (const [what, change] of [
      ["another square", toAnotherSquare],
      ["no square", ((m) => field.encode(shifted(field, field.decode(m, 2), 1))) as Change],
    ] as const)
      for (const { n, cheater } of seats) {
        const parties = dealt(field, n, field.fromIntegers([7, 11]), "wrong");
        const tamper = lie({ from: cheater, tag: /bits\/open$/ }, change);
        const outcome = await run(field, parties, { tamper });
        const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
        assertBlamed(outcome, cheater, code, [], what);
        if (n === 2) assert.ok(parties[1 - cheater]!.key.dead);
      }
  });

  it("wrong MAC contribution to a²: stops at the MAC check", async () => {
    const parties = dealt(field, 3, field.fromIntegers([7, 11]), "mac");
    const { a, square } = parties[1]!.squares;
    parties[1] = {
      ...parties[1]!,
      squares: { a, square: { ...square, mac: shifted(field, square.mac!) } },
    };
    assertBlamed(await run(field, parties), null, "mac-check-failed", []);
  });

  it("wrong root: the MACs of what the cheater holds then do not fit any more", async () => {
    const parties = dealt(field, 2, field.fromIntegers([7]), "root");
    const shares = parties.map(({ key, squares }, self) => {
      const holder = { field, self, macKeyShare: key.share };
      const honest = halvedSigns(holder, squares.a, field.fromIntegers([49]));
      if (self === 0) return honest;
      const negated = { value: field.negate(squares.a.value), mac: field.negate(squares.a.mac!) };
      return halvedSigns(holder, negated, field.fromIntegers([49]));
    });
    assert.throws(() => opened(field, parties, shares));
  });

  it("keeps its wire format", async () => {
    const parties = dealt(field, 3, field.fromIntegers([1, 2, 3]), "wire");
    assertWire("offline/bits", (await run(field, parties, { seed: "wire" })).transcript);
  });
});

describe("leaving out what a public vector rules out", () => {
  it("keeps the others in order, whatever the pattern", () => {
    for (let pattern = 0; pattern < 64; pattern++) {
      const selector = BigUint64Array.from({ length: 6 }, (_, j) => BigInt((pattern >> j) & 1));
      const value = BigUint64Array.from({ length: 6 }, (_, j) => BigInt(10 + j));
      const expected = value.filter((_, j) => selector[j] !== 0n);
      const [kept] = whereNonZero([{ value, mac: value }], selector);
      assert.deepEqual(kept, { value: expected, mac: expected });
      assert.ok(nonZeroRuns(selector).every(([from, to]) => from < to));
    }
  });
});
