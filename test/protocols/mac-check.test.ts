import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { combineUnderCoins, macCheck, macResidue } from "../../protocols/mac-check.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import { type Checked, checked, position, runCheck } from "../support/checks.ts";
import { deal, shifted } from "../support/dealt.ts";
import { LONG } from "../support/long.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { assertBlamed, seats } from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

describe("macCheck", () => {
  it("accepts what a dealer authenticated, for any n, t, cutting and order of arrival", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(20),
        fc.string(),
        async (n, t, cut, seed) => {
          const parties = checked(field, n, t, seed).map((party) => {
            const at = Math.min(cut, t);
            const [{ values, macs }] = party.opened as [{ values: Vector; macs: Vector }];
            const pieces = [
              { values: values.subarray(0, at), macs: macs.subarray(0, at) },
              { values: values.subarray(at), macs: macs.subarray(at) },
            ];
            return { ...party, opened: pieces };
          });
          const { results } = await runCheck(field, parties, { seed, shuffle: true });
          assert.deepEqual(results, Array(n).fill(undefined));
          assert.ok(parties.every((party) => !party.key.dead));
        },
      ),
      { numRuns: 40 },
    ));

  type Lie = (f: Field, at: number) => (party: Checked) => Checked;
  const change =
    (f: (o: { values: Vector; macs: Vector }) => { values: Vector; macs: Vector }) =>
    (p: Checked): Checked => ({
      ...p,
      opened: p.opened.map(({ values, macs }) => f({ values, macs: macs as Vector })),
    });
  const lies: Record<string, Lie> = {
    "an opened value": (f, at) => change((o) => ({ ...o, values: shifted(f, o.values, at) })),
    "a MAC share": (f, at) => change((o) => ({ ...o, macs: shifted(f, o.macs, at) })),
    "the key share": (f) => (p) => ({
      ...p,
      key: new MacKey("k", shifted(f, p.key.share), p.key.guard),
    }),
  };
  for (const [what, lie] of Object.entries(lies))
    it(`rejects a lie about ${what}, of any party about any element, naming nobody`, async () => {
      for (const { n, cheater } of seats)
        for (const at of [0, 2, 4]) {
          const parties = checked(field, n, 5, "lies");
          parties[cheater] = lie(field, at)(parties[cheater]!);
          const outcome = await runCheck(field, parties);
          assertBlamed(outcome, null, "mac-check-failed", [], `n = ${n}`);
          assert.ok(parties.every((p) => p.key.dead));
        }
    });

  it("rejects a value that all hold alike but that is not the authenticated one", async () => {
    for (const n of [2, 3, 4, 5]) {
      const parties = checked(field, n, 5, "forged").map(lies["an opened value"]!(field, 3));
      assertBlamed(await runCheck(field, parties), null, "mac-check-failed", []);
    }
  });

  it("rejects lies that would cancel in a plain sum", async () => {
    const parties = checked(field, 2, 2, "cancel").map(
      change((o) => ({
        ...o,
        values: shifted(field, shifted(field, o.values, 0, 1n), 1, field.p - 1n),
      })),
    );
    assertBlamed(await runCheck(field, parties), null, "mac-check-failed", []);
  });

  it("rejects a forgery whose MAC was adjusted with a wrong guess of α", async () => {
    const parties = checked(field, 2, 1, "guess").map(lies["an opened value"]!(field, 0));
    const alpha = (parties[0]!.key.share[0]! + parties[1]!.key.share[0]!) % field.p;
    const adjust = (delta: bigint) =>
      parties.map((p, i) =>
        i === 0 ? p : change((o) => ({ ...o, macs: shifted(field, o.macs, 0, delta) }))(p),
      );
    const right = adjust(alpha).map((p) => ({ ...p, key: new MacKey("k", p.key.share.slice()) }));
    assert.deepEqual((await runCheck(field, right)).results, [undefined, undefined]);
    const wrong = await runCheck(field, adjust(alpha + 1n));
    assertBlamed(wrong, null, "mac-check-failed", []);
  });

  it("stops parties that mean different batches before any coin, without wiping", async () => {
    for (const { n, cheater } of seats)
      for (const other of [{ checkNumber: 9 }, { roundNumber: 9 }, { first: 1, last: 5 }]) {
        const parties = checked(field, n, 5, "diverged");
        const party = parties[cheater]!;
        parties[cheater] = { ...party, position: { ...party.position, ...other } };
        const outcome = await runCheck(field, parties);
        assertBlamed(outcome, null, "programs-diverged", []);
        assert.ok(parties.every((p) => !p.key.dead));
        assert.deepEqual([...new Set(outcome.tags)], ["check/position"]);
      }
  });

  it("says what differs", async () => {
    const parties = checked(field, 2, 5, "diverged");
    parties[1] = { ...parties[1]!, position: { ...position(5), checkNumber: 3 } };
    const { results } = await runCheck(field, parties);
    assert.match(
      String(results[0]),
      /check 0 of elements 0–4 after round 0 here, check 3 of elements 0–4 after round 0 at P1/,
    );
  });

  it("stops parties that saw different openings before any coin, without wiping (n > 2)", async () => {
    for (const { n, cheater } of seats) {
      const parties = checked(field, n, 5, "openings");
      const party = parties[cheater]!;
      const openingsHash = new Uint8Array(32).fill(1);
      parties[cheater] = { ...party, position: { ...party.position, openingsHash } };
      const outcome = await runCheck(field, parties);
      if (n === 2) assert.deepEqual(outcome.results, [undefined, undefined]);
      else assertBlamed(outcome, null, "inconsistent-broadcast", []);
      assert.ok(parties.every((p) => !p.key.dead));
    }
  });

  it("tosses its coins anew: no two checks of one batch send the same residues", async () => {
    const opened: string[] = [];
    const watch: Tamper = (from, _to, tag, m) => {
      if (from === 0 && /residues\/open$/.test(tag))
        opened.push(Buffer.from(m.subarray(-8)).toString("hex"));
      return m;
    };
    for (const seed of ["a", "b", "c"])
      await runCheck(field, checked(field, 2, 5, "same"), { seed, tamper: watch });
    assert.equal(new Set(opened).size, 3);
  });

  it("spends a coin of its own on each element, not powers of one, also across pieces", () => {
    const t = 40_000;
    const seed = new Uint8Array(32).fill(5);
    const f = referenceField(101n);
    const coins = new Prg(nodeSuite, seed).elements(f, t);
    const ones = new BigUint64Array(t).fill(1n);
    const zeros = new BigUint64Array(t);
    const pieces = [0, 7, 16_384, 16_385, t].map((to, k, cuts) => ({
      values: ones.subarray(cuts[k - 1] ?? 0, to),
      macs: zeros.subarray(cuts[k - 1] ?? 0, to),
    }));
    const { value, mac } = combineUnderCoins(f, pieces, new Prg(nodeSuite, seed));
    assert.deepEqual([value, mac], [f.sum(coins), f.fromIntegers([0])]);
    const shiftedOnce = pieces.map((p) => ({ ...p, macs: p.values }));
    const both = combineUnderCoins(f, shiftedOnce, new Prg(nodeSuite, seed));
    assert.deepEqual(both.mac, f.sum(coins));
  });

  it("computes residues that add up to Σ r_j·(m_j − α·a_j)", () => {
    const dealt = deal(field, 3, 6, "residue");
    const seed = new Uint8Array(32).fill(6);
    const delta = BigUint64Array.of(0n, 5n, 0n, 0n, 7n, 0n);
    const opened = field.add(dealt[0]!.clear, delta);
    const sigma = dealt
      .map(({ key, share }) =>
        macResidue(field, key, [{ values: opened, macs: share.mac }], new Prg(nodeSuite, seed)),
      )
      .reduce((a, b) => field.add(a, b));
    const alpha = dealt.map((d) => d.key).reduce((a, b) => field.add(a, b));
    const coins = new Prg(nodeSuite, seed).elements(field, 6);
    const expected = field.negate(field.multiply(alpha, field.dot(coins, delta)));
    assert.deepEqual(sigma, expected);
  });

  it("costs the same rounds and bytes whatever the batch", async () => {
    const cost = async (n: number, t: number) => {
      const { traffic } = await runCheck(field, checked(field, n, t, "cost"));
      return [traffic[0]!.rounds, traffic[0]!.bytesSent[1]];
    };
    // position 32 (+32); coins 32 (+32) + 64; residues 32 (+32) + 40
    assert.deepEqual(await cost(2, 1), [5, 200]);
    assert.deepEqual(await cost(3, 1), [7, 296]);
    for (const n of [2, 3]) assert.deepEqual(await cost(n, 500), await cost(n, 1));
  });

  it("has the soundness error the paper allows, both ways, visible in a field of 11 elements", async () => {
    const f = referenceField(11n);
    const runs = LONG ? 2000 : 800;
    let accepted = 0;
    for (let k = 0; k < runs; k++) {
      const parties = checked(f, 2, 1, `tiny-${k}`).map(lies["an opened value"]!(f, 0));
      const { results } = await runCheck(f, parties, { seed: `tiny-${k}`, grace: 0 });
      const verdicts = results.map((r) => r instanceof Abort);
      assert.equal(verdicts[0], verdicts[1], `seed tiny-${k}`);
      if (!verdicts[0]) accepted++;
    }
    // Passes iff r_1 = 0 or α = 0: 21/121. Five standard deviations; false alarm < 10^-6.
    const exact = 21 / 121;
    const margin = 5 * Math.sqrt((exact * (1 - exact)) / runs);
    assert.ok(Math.abs(accepted / runs - exact) < margin, `accepted ${accepted} of ${runs}`);
  });

  it("keeps its wire format", async () => {
    for (const n of [2, 3]) {
      const { transcript } = await runCheck(field, checked(field, n, 5, "wire"), { seed: "wire" });
      assertWire(`protocols/mac-check/n${n}`, transcript);
    }
  });

  it("treats an empty batch, unequal lists and a position that does not fit as bugs, not attacks", async () => {
    const one = BigUint64Array.of(1n);
    const none = new BigUint64Array(0);
    const bad = [
      { opened: [], position: position(0) },
      { opened: [{ values: none, macs: none }], position: position(0) },
      { opened: [{ values: one, macs: none }], position: position(1) },
      { opened: [{ values: one, macs: one }], position: position(2) },
      { opened: [{ values: one, macs: one }], position: { ...position(1), openingsHash: none } },
    ];
    const key = new MacKey("k", BigUint64Array.of(1n));
    for (const { opened, position: at } of bad)
      await assert.rejects(
        runParties(3, (s: Session) =>
          macCheck(s, field, key, opened, at as ReturnType<typeof position>),
        ),
        /^RangeError: macCheck/,
      );
    assert.equal(key.dead, false);
  });

  it("refuses to check under a destroyed key", async () => {
    const parties = checked(field, 2, 1, "dead");
    for (const p of parties) await p.key.destroy();
    await assert.rejects(runCheck(field, parties), /the MAC key is destroyed/);
  });

  it("names the sender of a residue outside the field, and the key is gone", async () => {
    for (const residue of [field.p, 2n ** 64n - 1n])
      for (const { n, cheater } of seats) {
        const parties = checked(field, n, 5, "range");
        const evil: Field = {
          ...field,
          encode: () => new Uint8Array(BigUint64Array.of(residue).buffer),
        };
        const outcome = await runParties(n, (s) => {
          const { key, opened, position: at } = parties[s.self]!;
          return macCheck(s, s.self === cheater ? evil : field, key, opened, at);
        });
        assertBlamed(outcome, cheater, "malformed-message", [cheater]);
        for (const [i, p] of parties.entries()) assert.ok(i === cheater || p.key.dead);
      }
  });
});
