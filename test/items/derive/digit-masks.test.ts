import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { referenceField } from "../../../algebra/reference.ts";
import { bitOf } from "../../../algebra/words.ts";
import { columnsOf } from "../../../items/columns.ts";
import { DIGIT_MASKS_FROM_BITS, digitMasks, digitsIn } from "../../../items/derive/digit-masks.ts";
import { triplesPerMask } from "../../../items/derive/masks-from-bits.ts";
import { TRIPLE } from "../../../items/kinds/triple.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import type { Share } from "../../../protocols/share.ts";
import { dealSecrets, reconstruct, shifted, uniformVectors } from "../../support/dealt.ts";
import { type Options, runParties, type Tamper } from "../../support/parties.ts";
import { assertBlamed, seats } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";

const field = prime60();
/** 2^4 − 2^2 + 1, of the same form. */
const tiny = referenceField(13n);
/** 2^10 − 2^4 + 1, of the same form. */
const small = referenceField(1009n);

const perMask = (f: Field): number =>
  DIGIT_MASKS_FROM_BITS.needs(TRIPLE, f, 1).find(([{ kind }]) => kind === "triple")![1];

/** Bits of r, the bit s, and triples, for n parties. The a and b of the last `ab` triples are given, others are not 0. */
function dealt(f: Field, n: number, r: Vector, s: Vector, ab: [Vector, Vector], seed: string) {
  const t = perMask(f) * r.length;
  const [a, b] = uniformVectors(f, 2, t, seed).map((v) => v.map((x) => (x === 0n ? 1n : x)));
  for (const [k, own] of [a!, b!].entries()) own.set(ab[k]!, t - ab[k]!.length);
  const bits = BigUint64Array.from([
    ...Array.from({ length: f.bits }, (_, i) => [...bitOf(r, i)]).flat(),
    ...s,
  ]);
  return dealSecrets(f, n, [bits, a!, b!, f.multiply(a!, b!)], seed).map(({ key, shares }) => {
    const [own, ...triples] = shares as Share[];
    return { key: new MacKey("k", key), bits: own!, triples };
  });
}
type Party = ReturnType<typeof dealt>[number];

const run = (f: Field, parties: readonly Party[], options?: Options) =>
  runParties(
    parties.length,
    (session) => {
      const { key: macKey, bits, triples } = parties[session.self]!;
      const making = { session, field: f, family: "authenticated", macKey } as const;
      return digitMasks(making, [columnsOf([bits]), columnsOf(triples)]);
    },
    options,
  );

/** The secrets of what was made, with their MACs tested. */
function secretsOf(f: Field, parties: readonly Party[], results: readonly Share[][]): Vector[] {
  const alpha = parties.map((p) => p.key.share).reduce((a, b) => f.add(a, b));
  return results[0]!.map((_, k) => {
    const shares = results.map((own) => own[k]!);
    const x = reconstruct(f, shares);
    const macs = shares.map((share) => share.mac!).reduce((a, b) => f.add(a, b));
    assert.deepEqual(macs, f.multiplyScalar(x, alpha));
    return x;
  });
}

/** Of these r and s and ρ, in plain integers. */
const expected = (f: Field, r: Vector, s: Vector, rho: Vector): Vector[] => [
  r,
  ...Array.from({ length: f.bits }, (_, i) => bitOf(r, i)),
  ...Array.from({ length: digitsIn(f.bits) }, (_, j) =>
    r.map((x) => ((x >> BigInt(2 * j)) % 4n === 3n ? 1n : 0n)),
  ),
  s,
  r.map((x, k) => (x + s[k]!) % 2n),
  rho,
];

describe("masks with the products of their digits", () => {
  it("come with all that they say, of all numbers below p and both s: in F_13 and in F_1009", async () => {
    for (const f of [tiny, small]) {
      const all = 2 ** (f.bits + 1);
      const r = BigUint64Array.from({ length: all }, (_, k) => BigInt(k >> 1));
      const s = BigUint64Array.from(r, (_, k) => BigInt(k % 2));
      const rho = BigUint64Array.from(r, (_, k) => 1n + (BigInt(k) % (f.p - 1n)));
      const parties = dealt(f, 2, r, s, [rho, rho], "all");
      const { results } = await run(f, parties, { shuffle: true });
      const made = secretsOf(f, parties, results as Share[][]);
      const kept = 2 * Number(f.p);
      // s and ρ are the first of those that are there: they are as good as any.
      assert.deepEqual(made[0], r.slice(0, kept));
      assert.deepEqual(made, expected(f, made[0]!, s.slice(0, kept), made.at(-1)!));
      assert.ok(made.at(-1)!.every((x) => x > 0n));
    }
  });

  it("come of p = 2^60 − 2^18 + 1 with three parties", async () => {
    const r = BigUint64Array.from([0n, field.p, field.p - 1n, 0x123456789abcdefn, 2n ** 59n]);
    const s = BigUint64Array.of(1n, 0n, 1n, 0n, 1n);
    const rho = BigUint64Array.of(7n, 8n, 9n, field.p - 1n, 11n);
    const parties = dealt(field, 3, r, s, [rho, rho], "large");
    const { results } = await run(field, parties);
    const made = secretsOf(field, parties, results as Share[][]);
    const below = r.filter((x) => x < field.p);
    assert.deepEqual(made, expected(field, below, s.slice(0, 4), made.at(-1)!));
  });

  it("are none where all bits make numbers of p or more, and then nothing is checked", async () => {
    for (const f of [tiny, field]) {
      const r = BigUint64Array.of(f.p, 2n ** BigInt(f.bits) - 1n);
      const parties = dealt(f, 2, r, BigUint64Array.of(1n, 0n), [r, r], "none");
      const { results } = await run(f, parties);
      for (const own of results as Share[][])
        assert.ok(own.length > f.bits && own.every(({ value }) => value.length === 0));
    }
  });

  it("are thrown away where ρ may be 0: of all a and b in F_13 those with a·b = 0, at their rate", async () => {
    const pairs = Array.from({ length: 169 }, (_, k) => [
      BigInt(k % 13),
      BigInt(Math.floor(k / 13)),
    ]);
    const [a, b] = [0, 1].map((side) => BigUint64Array.from(pairs, (pair) => pair[side]!));
    const r = new BigUint64Array(169).fill(6n);
    const parties = dealt(
      tiny,
      2,
      r,
      r.map(() => 1n),
      [a!, b!],
      "zeros",
    );
    const { results } = await run(tiny, parties);
    const made = secretsOf(tiny, parties, results as Share[][]);
    const kept = a!.filter((x, k) => x !== 0n && b![k] !== 0n);
    assert.deepEqual(made.at(-1), kept);
    assert.deepEqual(
      made,
      expected(
        tiny,
        r.slice(0, 144),
        r.slice(0, 144).map(() => 1n),
        kept,
      ),
    );
    // 3 of 16 numbers are too large, and 25 of 169 products are 0.
    const kept13 = ((13 / 16) * (12 / 13) * 144) / 169;
    assert.ok(Math.abs(1 - DIGIT_MASKS_FROM_BITS.discards(tiny) - kept13) < 1e-9);
    assert.ok(DIGIT_MASKS_FROM_BITS.discards(field) < 2 ** -41);
  });

  it("take 61 bits and 38 triples each", () => {
    const counts = DIGIT_MASKS_FROM_BITS.needs(TRIPLE, field, 10).map(([, count]) => count);
    assert.deepEqual(counts, [610, 380]);
    assert.equal(perMask(small), triplesPerMask(small) + 7);
  });

  const last = (path: string) => /products\/open$/.test(path);
  for (const [what, round, at] of [
    ["the left factor of a product", 0, 3],
    ["the right factor of a product", 0, 62],
    ["a·b", 1, 0],
  ] as const)
    it(`${what} shifted: stops at the MAC check before anything is kept or thrown away`, async () => {
      for (const { n, cheater } of seats.filter((seat) => seat.n <= 3)) {
        const r = BigUint64Array.of(5n, 6n);
        const parties = dealt(
          field,
          n,
          r,
          r.map(() => 1n),
          [r, r],
          "shifted",
        );
        const sent = new Map<string, number>();
        const tamper: Tamper = (from, to, tag, m) => {
          if (!last(tag)) return m;
          const k = sent.get(`${from}-${to}`) ?? 0;
          sent.set(`${from}-${to}`, k + 1);
          const hit = from === cheater || (to === cheater && from === (cheater === 0 ? 1 : 0));
          if (k !== round || !hit) return m;
          return field.encode(shifted(field, field.decode(m, m.length / 8), at, 1n));
        };
        const outcome = await run(field, parties, { tamper });
        assertBlamed(outcome, cheater, "mac-check-failed", [], `n = ${n}`);
        for (let i = 0; i < n; i++) if (i !== cheater) assert.ok(parties[i]!.key.dead);
      }
    });

  it("keeps its wire format", async () => {
    const r = BigUint64Array.of(1n, field.p);
    const parties = dealt(
      field,
      3,
      r,
      r.map(() => 0n),
      [r, r.map(() => 2n)],
      "wire",
    );
    assertWire("offline/digit-masks", (await run(field, parties, { seed: "wire" })).transcript);
  });
});
