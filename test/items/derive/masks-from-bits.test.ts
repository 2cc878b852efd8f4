import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { referenceField } from "../../../algebra/reference.ts";
import { bitOf } from "../../../algebra/words.ts";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import {
  comparisonShares,
  discardRate,
  lowBits,
  testedMasks,
  triplesPerMask,
  truncationShares,
} from "../../../items/derive/masks-from-bits.ts";
import { randomBits } from "../../../items/random-bits.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { freshMask, type Share } from "../../../protocols/share.ts";
import { assertFrequencies } from "../../contracts/uniformity.ts";
import { dealSecrets, reconstruct, shifted, uniformVectors } from "../../support/dealt.ts";
import { type Options, runParties, type Tamper } from "../../support/parties.ts";
import { assertBlamed, seats } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";

const field = prime60();
/** 2^4 − 2^2 + 1, of the same form. */
const tiny = referenceField(13n);
/** 2^10 − 2^4 + 1, of the same form. */
const small = referenceField(1009n);
const P = field.p;
/** Openings before v: of the products, and η. */
const BEFORE_V = 6;

/**
 * Everything a test of masks with these bits needs, for n parties. With `kept` no a of v's triples is 0, so that no good
 * mask is thrown away.
 */
function dealt(f: Field, n: number, bits: readonly Vector[], seed: string, kept = false) {
  const t = bits[0]!.length;
  const triples = triplesPerMask(f) * t;
  const [a, b] = uniformVectors(f, 2, triples, seed) as [Vector, Vector];
  if (kept) for (let j = triples - t; j < triples; j++) if (a[j] === 0n) a[j] = 1n;
  return dealSecrets(f, n, [a, b, f.multiply(a, b), ...bits], seed).map(({ key, shares }) => {
    const [x, y, z, ...own] = shares as Share[];
    return {
      key: new MacKey("k", key),
      triples: { a: freshMask(x!), b: freshMask(y!), c: z! },
      bits: own,
    };
  });
}
type Party = ReturnType<typeof dealt>[number];

const bitsOf = (f: Field, r: Vector) => Array.from({ length: f.bits }, (_, i) => bitOf(r, i));

const run = (f: Field, parties: readonly Party[], options?: Options) =>
  runParties(
    parties.length,
    (s) => {
      const { key, bits, triples } = parties[s.self]!;
      return testedMasks(s.child("masks"), f, key, bits, triples);
    },
    options,
  );

/** Secrets of one share of all parties, with their MACs tested. */
function opened(f: Field, parties: readonly Party[], shares: readonly Share[]): Vector {
  const x = reconstruct(f, shares);
  const alpha = parties.map((p) => p.key.share).reduce((a, b) => f.add(a, b));
  const macs = shares.map((s) => s.mac!).reduce((a, b) => f.add(a, b));
  assert.deepEqual(macs, f.multiplyScalar(x, alpha));
  return x;
}

const holderOf = (f: Field, parties: readonly Party[], self: number) => ({
  field: f,
  self,
  macKeyShare: parties[self]!.key.share,
});

describe("uniform masks with bits", () => {
  /** Which of r come out, by the honest run of n parties; with their bits. */
  const keptOf = async (f: Field, n: number, r: Vector): Promise<Vector> => {
    const parties = dealt(f, n, bitsOf(f, r), "edges", true);
    const { results } = await run(f, parties, { shuffle: true });
    const comparison = results.map((bits, i) =>
      comparisonShares(holderOf(f, parties, i), bits as Share[]),
    );
    const [value, ...bits] = comparison[0]!.map((_, k) =>
      opened(
        f,
        parties,
        comparison.map((shares) => shares[k]!),
      ),
    );
    assert.deepEqual(bits, bitsOf(f, value!));
    return value!;
  };

  it("discards as many as its rate says: of all numbers with all a of v's triples, once each", async () => {
    const r = BigUint64Array.from({ length: 16 * 13 }, (_, k) => BigInt(k % 16));
    const v = BigUint64Array.from(r, (_, k) => BigInt(Math.floor(k / 16)));
    const before = (triplesPerMask(tiny) - 1) * r.length;
    const a = BigUint64Array.from([...new BigUint64Array(before).fill(1n), ...v]);
    const secrets = [a, a, tiny.multiply(a, a), ...bitsOf(tiny, r)];
    const parties = dealSecrets(tiny, 2, secrets, "rate").map(({ key, shares }) => {
      const [x, y, z, ...bits] = shares as Share[];
      const triples = { a: freshMask(x!), b: freshMask(y!), c: z! };
      return { key: new MacKey("k", key), triples, bits };
    });
    const [kept] = (await run(tiny, parties)).results as Share[][];
    const discarded = r.length - kept![0]!.value.length;
    assert.ok(Math.abs(discarded - r.length * discardRate(tiny)) < 1e-9);
    assert.equal(discarded, 3 * 13 + 13);
    // 2^18 − 1 numbers of 2^60, and 1 triple in p.
    assert.ok(Math.abs(discardRate(field) - 2 ** -42) < 2 ** -69);
  });

  it("keeps r up to p − 1 with its bits and throws p and more away: the edges", async () => {
    const top = 2n ** 60n - 2n ** 18n;
    assert.equal(top, P - 1n);
    const good = [0n, 1n, P - 3n, P - 2n, P - 1n, 2n ** 59n, top - 1n, top - 2n ** 18n];
    const bad = [P, P + 1n, 2n ** 60n - 1n, top + 2n ** 17n, 2n ** 60n - 2n];
    for (const n of [2, 3])
      assert.deepEqual(
        await keptOf(field, n, BigUint64Array.from([...bad, ...good, ...bad])),
        BigUint64Array.from(good),
      );
  });

  it("keeps just r up to p − 1: of all r in F_13 and in F_1009", async () => {
    for (const f of [tiny, small]) {
      const r = BigUint64Array.from({ length: 2 ** f.bits }, (_, j) => BigInt(j));
      assert.deepEqual(await keptOf(f, 2, r), r.slice(0, Number(f.p)));
    }
  });

  it("keeps just r up to p − 1: of any number of clear high bits and of set low ones", async () => {
    const ones = (count: number) => (1n << BigInt(count)) - 1n;
    const r = BigUint64Array.from({ length: 43 * 19 }, (_, j) => {
      const [clear, set] = [j % 43, Math.floor(j / 43)];
      return ((ones(42) ^ (ones(clear) << BigInt((5 * j) % (43 - clear)))) << 18n) | ones(set);
    });
    const kept = await keptOf(field, 2, r);
    assert.deepEqual(
      kept,
      r.filter((x) => x < P),
    );
    assert.equal(r.length - kept.length, 18);
  });

  it("gives r >> f, the top bit and the low bits for truncation", async () => {
    const r = BigUint64Array.from([
      5n,
      P - 2n,
      P - 1n,
      2n ** 59n,
      2n ** 59n - 1n,
      0x123456789abcdefn,
    ]);
    const parties = dealt(field, 2, bitsOf(field, r), "truncation");
    const { results } = await run(field, parties);
    for (const f of [1, 16, 18, 20, 58])
      for (const exact of [false, true]) {
        const shares = results.map((bits, i) =>
          truncationShares(holderOf(field, parties, i), bits as Share[], f, exact),
        );
        const secrets = shares[0]!.map((_, k) =>
          opened(
            field,
            parties,
            shares.map((own) => own[k]!),
          ),
        );
        const low = Array.from({ length: exact ? f : 0 }, (_, i) => bitOf(r, i));
        assert.deepEqual(secrets, [r, r.map((x) => x >> BigInt(f)), bitOf(r, 59), ...low]);
      }
  });

  it("are uniform on [0, p − 1], and as many as there should be: in F_13, where three in 16 are too large", async () => {
    const t = 22_000;
    const coins = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test/v1", "masks"));
    const bits = Array.from({ length: 4 }, () => randomBits(coins, t));
    const parties = dealt(tiny, 2, bits, "uniform");
    const { results } = await run(tiny, parties);
    const kept = results.map((own, i) =>
      comparisonShares(holderOf(tiny, parties, i), own as Share[]),
    );
    const r = opened(
      tiny,
      parties,
      kept.map((shares) => shares[0]!),
    );
    const counts = Array.from({ length: 13 }, (_, x) => r.filter((y) => y === BigInt(x)).length);
    assertFrequencies("masks", counts, r.length / 13);
    // Kept where z ≠ 0 and a ≠ 0.
    const exact = (13 / 16) * (12 / 13);
    const margin = 5 * Math.sqrt(exact * (1 - exact) * t);
    assert.ok(Math.abs(r.length - exact * t) < margin, `${r.length} of ${t}`);
  });

  it("opens factors, η and v uniform, whatever the mask that is kept; of those thrown away v is 0", async () => {
    const t = 22_000;
    for (const [f, r] of [
      [tiny, 0n],
      [tiny, 12n],
      [tiny, 13n],
      [small, 1008n],
      [small, 1023n],
    ] as const) {
      const seen: Vector[] = [];
      const parties = dealt(f, 2, bitsOf(f, new BigUint64Array(t).fill(r)), "views");
      const tamper: Tamper = (_from, _to, tag, m) => {
        if (/masks\/open$/.test(tag)) seen.push(f.decode(m, m.length / 8));
        return m;
      };
      await run(f, parties, { tamper });
      const sums = seen.flatMap((x, j) => (j % 2 === 0 ? [f.add(x, seen[j + 1]!)] : []));
      const each = sums.flatMap((x) => (x.length === t ? [x] : [x.slice(0, t), x.slice(t)]));
      const v = each.pop()!;
      assert.equal(each.length, 2 * (triplesPerMask(f) - 1) + 1);
      const count = (x: Vector) => {
        const cells = new Array<number>(Number(f.p)).fill(0);
        for (const residue of x) cells[Number(residue)]!++;
        return cells;
      };
      for (const [k, x] of each.entries())
        assertFrequencies(`opening ${k} of r = ${r}`, count(x), t / Number(f.p));
      if (r < f.p) assertFrequencies(`v of r = ${r}`, count(v), t / Number(f.p));
      else assert.deepEqual(v, new BigUint64Array(t), `v of r = ${r}`);
    }
  });

  it("refuses a prime of another form", () => {
    assert.deepEqual([lowBits(field), lowBits(small), lowBits(tiny)], [18, 4, 2]);
    assert.deepEqual([field, small, tiny].map(triplesPerMask), [6, 3, 2]);
    assert.throws(() => lowBits(referenceField(11n)), /^RangeError: masks: p = 11/);
    // p = 2^2 − 2 + 1: one high bit, and d + 2! is 0 for d = 1.
    assert.throws(() => lowBits(referenceField(3n)), /^RangeError: masks: in F_3 the test of 1 /);
  });

  /** A shift that all see alike: on what the cheater sends, and on what it takes from one peer. */
  const shiftedAt = (cheater: number, round: number, at: number, delta: bigint) => {
    const sent = new Map<string, number>();
    const count = (from: number) =>
      Math.max(...[...sent].map(([link, k]) => (link.startsWith(`${from}-`) ? k : 0)));
    const tamper: Tamper = (from, to, tag, m) => {
      if (!/masks\/open$/.test(tag)) return m;
      const k = sent.get(`${from}-${to}`) ?? 0;
      sent.set(`${from}-${to}`, k + 1);
      const hit = from === cheater || (to === cheater && from === (cheater === 0 ? 1 : 0));
      if (k !== round || !hit) return m;
      return field.encode(shifted(field, field.decode(m, m.length / 8), at, delta));
    };
    return { tamper, count };
  };

  /** r = 1, p and 2; the shifts are at r = p. */
  const TAMPERED = BigUint64Array.from([1n, P, 2n]);
  const OPENINGS = [
    ...["u", "u²", "u³", "Horner's first product", "Horner's second product"].flatMap(
      (x, round) => [
        [`the left factor of ${x}`, round, 1] as const,
        [`the right factor of ${x}`, round, 4] as const,
      ],
    ),
    ["η", 5, 1] as const,
    ["v", 6, 1] as const,
  ];
  for (const [what, round, at] of OPENINGS)
    it(`${what} shifted: stops at the MAC check, and the key dies${round < BEFORE_V ? ", before v is opened" : ""}`, async () => {
      for (const { n, cheater } of seats.filter((seat) => seat.n <= 3))
        for (const delta of [1n, P - 1n]) {
          const parties = dealt(field, n, bitsOf(field, TAMPERED), "shifted");
          const { tamper, count } = shiftedAt(cheater, round, at, delta);
          const outcome = await run(field, parties, { tamper });
          assertBlamed(outcome, cheater, "mac-check-failed", [], `n = ${n}`);
          for (let i = 0; i < n; i++) {
            if (i !== cheater) assert.ok(parties[i]!.key.dead);
            assert.equal(count(i), Math.max(round + 1, BEFORE_V), "v is opened after the check");
          }
        }
    });

  it("v shifted away from 0 or to 0 towards others alone stops them all, too", async () => {
    for (const { n, cheater } of seats) {
      const parties = dealt(field, n, bitsOf(field, TAMPERED), "shifted");
      const seen = new Map<number, number>();
      const tamper: Tamper = (from, to, tag, m) => {
        if (from !== cheater || !/masks\/open$/.test(tag)) return m;
        const k = seen.get(to) ?? 0;
        seen.set(to, k + 1);
        if (k !== BEFORE_V) return m;
        return field.encode(shifted(field, field.decode(m, m.length / 8), 1, 5n));
      };
      const outcome = await run(field, parties, { tamper });
      const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
      assertBlamed(outcome, cheater, code, [], `n = ${n}`);
    }
  });

  it("needs accepted triples: c + δ with right MACs would let r ≥ p through", async () => {
    const parties = dealt(field, 2, bitsOf(field, BigUint64Array.of(P)), "needs");
    // Wrong triples whose MACs are right: δ = 1 added to the c of v's, by both value and MAC.
    const wrong = parties.map(({ key, bits, triples: { a, b, c } }, i) => {
      const at = c.value.length - 1;
      const mac = c.mac!.slice();
      mac.set(field.add(mac.slice(at), key.share), at);
      const value = i === 0 ? shifted(field, c.value, at) : c.value;
      return { key, bits, triples: { a, b, c: { value, mac } } };
    });
    const { results } = await run(field, wrong);
    assert.equal((results[0] as Share[])[0]!.value.length, 1, "r = p is kept, wrongly");
  });

  it("keeps its wire format", async () => {
    const parties = dealt(field, 3, bitsOf(field, BigUint64Array.of(1n, P)), "wire");
    assertWire("offline/masks", (await run(field, parties, { seed: "wire" })).transcript);
  });
});
