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
  lowBits,
  testedMasks,
  truncationShares,
} from "../../../items/derive/masks-from-bits.ts";
import { randomBits } from "../../../items/mask-values.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { freshMask, type Share } from "../../../protocols/share.ts";
import { assertFrequencies } from "../../contracts/uniformity.ts";
import { dealSecrets, reconstruct, shifted, uniformVectors } from "../../support/dealt.ts";
import { type Options, runParties, type Tamper } from "../../support/parties.ts";
import { assertBlamed, type Change, seats } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";

const field = prime60();
/** 2^4 − 2^2 + 1, of the same form. */
const tiny = referenceField(13n);
const P = field.p;

/** Everything a test of masks with these bits needs, for n parties. */
function dealt(f: Field, n: number, bits: readonly Vector[], seed: string) {
  const [a, b] = uniformVectors(f, 2, bits[0]!.length, seed) as [Vector, Vector];
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
  it("keeps r up to p − 2 with its bits and throws p − 1 and more away", async () => {
    const values = [
      0n,
      1n,
      P - 2n,
      P - 1n,
      P,
      2n ** 60n - 1n,
      2n ** 59n,
      P - 3n,
      2n ** 60n - 2n ** 18n - 1n,
    ];
    const r = BigUint64Array.from(values);
    for (const n of [2, 3]) {
      const parties = dealt(field, n, bitsOf(field, r), "edges");
      const { results } = await run(field, parties, { shuffle: true });
      const expected = r.filter((x) => x <= P - 2n);
      assert.equal(expected.length, 6);
      const comparison = results.map((bits, i) =>
        comparisonShares(holderOf(field, parties, i), bits as Share[]),
      );
      const [value, ...bits] = comparison[0]!.map((_, k) =>
        opened(
          field,
          parties,
          comparison.map((shares) => shares[k]!),
        ),
      );
      assert.deepEqual(value, expected);
      assert.deepEqual(bits, bitsOf(field, expected));
    }
  });

  it("gives r >> f, the top bit and the low bits for truncation", async () => {
    const r = BigUint64Array.from([5n, P - 2n, 2n ** 59n, 2n ** 59n - 1n, 0x123456789abcdefn]);
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

  it("are uniform on [0, p − 2], and as many as there should be: in F_13, where one in four is too large", async () => {
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
    const counts = Array.from({ length: 12 }, (_, x) => r.filter((y) => y === BigInt(x)).length);
    assertFrequencies("masks", counts, r.length / 12);
    // Kept where d ≠ 0 and a ≠ 0.
    const exact = (3 / 4) * (12 / 13);
    const margin = 5 * Math.sqrt(exact * (1 - exact) * t);
    assert.ok(Math.abs(r.length - exact * t) < margin, `${r.length} of ${t}`);
  });

  it("opens η and v uniform, and v ≠ 0, whatever the mask that is kept", async () => {
    const t = 22_000;
    for (const r of [0n, 5n, 11n]) {
      const seen: Vector[] = [];
      const parties = dealt(tiny, 2, bitsOf(tiny, new BigUint64Array(t).fill(r)), "views");
      const tamper: Tamper = (_from, _to, tag, m) => {
        if (/masks\/open$/.test(tag)) seen.push(tiny.decode(m, t));
        return m;
      };
      await run(tiny, parties, { tamper });
      const [eta0, eta1, v0, v1] = seen;
      const count = (x: Vector) =>
        Array.from({ length: 13 }, (_, k) => x.filter((y) => y === BigInt(k)).length);
      assertFrequencies("η", count(tiny.add(eta0!, eta1!)), t / 13);
      const v = count(tiny.add(v0!, v1!));
      assertFrequencies("v", v, t / 13);
    }
  });

  it("refuses a prime of another form", () => {
    assert.deepEqual([lowBits(field), lowBits(tiny)], [18, 2]);
    assert.throws(() => lowBits(referenceField(11n)), /^RangeError: masks: p = 11/);
  });

  const add =
    (delta: bigint, at: number): Change =>
    (m) =>
      field.encode(shifted(field, field.decode(m, m.length / 8), at, delta));
  for (const [what, nth, delta] of [
    ["η shifted", 0, 1n],
    ["v shifted", 1, 1n],
    ["v shifted away from 0, so that r ≥ p − 1 would be kept", 1, 5n],
  ] as const)
    it(`${what}: stops at the MAC check, and the key dies`, async () => {
      const r = BigUint64Array.from([1n, P, 2n]);
      for (const { n, cheater } of seats) {
        const parties = dealt(field, n, bitsOf(field, r), "shifted");
        const seen = new Map<number, number>();
        const tamper: Tamper = (from, to, tag, m) => {
          if (from !== cheater || !/masks\/open$/.test(tag)) return m;
          const k = seen.get(to) ?? 0;
          seen.set(to, k + 1);
          return k === nth ? add(delta, 1)(m) : m;
        };
        const outcome = await run(field, parties, { tamper });
        const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
        assertBlamed(outcome, cheater, code, [], `n = ${n}`);
        if (n === 2) assert.ok(parties[1 - cheater]!.key.dead);
      }
    });

  it("needs accepted triples: c + δ with right MACs would let r ≥ p − 1 through", async () => {
    const r = BigUint64Array.from([P]);
    const parties = dealt(field, 2, bitsOf(field, r), "needs");
    const { a, b, c } = parties[0]!.triples;
    const alphaShares = parties.map((p) => p.key.share);
    // A wrong triple whose MACs are right: δ = 1 added to c by both value and MAC.
    parties[0] = {
      ...parties[0]!,
      triples: {
        a,
        b,
        c: { value: shifted(field, c.value), mac: field.add(c.mac!, alphaShares[0]!) },
      },
    };
    const other = parties[1]!.triples;
    parties[1] = {
      ...parties[1]!,
      triples: {
        ...other,
        c: { ...other.c, mac: field.add(other.c.mac!, alphaShares[1]!) },
      },
    };
    const { results } = await run(field, parties);
    assert.equal((results[0] as Share[])[0]!.value.length, 1, "r = p is kept, wrongly");
  });

  it("keeps its wire format", async () => {
    const parties = dealt(field, 3, bitsOf(field, BigUint64Array.of(1n, P)), "wire");
    assertWire("offline/masks", (await run(field, parties, { seed: "wire" })).transcript);
  });
});
