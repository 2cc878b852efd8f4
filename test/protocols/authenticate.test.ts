import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort } from "../../network/abort.ts";
import { authenticate, maskedSum } from "../../protocols/authenticate.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import type { Share } from "../../protocols/share.ts";
import { deal, shifted } from "../support/dealt.ts";
import { LONG } from "../support/long.ts";
import { type Options, type Outcome, runParties } from "../support/parties.ts";
import { assertBlamed, type Change, lie, seats } from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

interface Party {
  readonly key: MacKey;
  readonly batch: readonly Share[];
  readonly mask: Share;
}

/** A batch of t elements in two vectors, and one mask, honestly dealt. */
function dealt(f: Field, n: number, t: number, seed: string): Party[] {
  return deal(f, n, t + 1, seed).map(({ key, share }) => {
    const cut = (from: number, to: number): Share => ({
      value: share.value.slice(from, to),
      mac: share.mac.slice(from, to),
    });
    const middle = Math.floor(t / 2);
    return {
      key: new MacKey("k", key),
      batch: [cut(0, middle), cut(middle, t)],
      mask: cut(t, t + 1),
    };
  });
}

const run = (f: Field, parties: readonly Party[], options?: Options): Promise<Outcome<void>> =>
  runParties(
    parties.length,
    (s) => {
      const { key, batch, mask } = parties[s.self]!;
      return authenticate(s.child("authenticate"), f, key, batch, mask);
    },
    options,
  );

const wrongMac = (f: Field, share: Share, at = 0): Share => ({
  value: share.value,
  mac: shifted(f, share.mac!, at),
});
const wrongValue = (f: Field, share: Share, at = 0): Share => ({
  value: shifted(f, share.value, at),
  mac: share.mac,
});

describe("authenticate", () => {
  it("accepts what a dealer authenticated", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        fc.string(),
        async (n, t, seed) => {
          const { results } = await run(field, dealt(field, n, t, seed), { shuffle: true, seed });
          assert.deepEqual(results, Array(n).fill(undefined));
        },
      ),
      { numRuns: 25 },
    ));

  const spoil: Record<string, (p: Party) => Party> = {
    "a MAC share of the first vector": (p) => ({
      ...p,
      batch: [wrongMac(field, p.batch[0]!, 1), p.batch[1]!],
    }),
    "a MAC share of the last element": (p) => ({
      ...p,
      batch: [p.batch[0]!, wrongMac(field, p.batch[1]!, 2)],
    }),
    "a value share": (p) => ({ ...p, batch: [wrongValue(field, p.batch[0]!), p.batch[1]!] }),
    "the mask's value": (p) => ({ ...p, mask: wrongValue(field, p.mask) }),
    "the mask's MAC": (p) => ({ ...p, mask: wrongMac(field, p.mask) }),
  };
  for (const [what, lieAbout] of Object.entries(spoil))
    it(`rejects a batch in which one party's share is wrong: ${what}`, async () => {
      for (const { n, cheater } of seats) {
        const parties = dealt(field, n, 5, "spoiled");
        parties[cheater] = lieAbout(parties[cheater]!);
        assertBlamed(await run(field, parties), null, "mac-check-failed", [], `n = ${n}`);
        assert.ok(parties.every((p) => p.key.dead));
      }
    });

  it("rejects a share changed while it is opened", async () => {
    const addOne: Change = (m) => field.encode(shifted(field, field.decode(m, 1)));
    for (const { n, cheater } of seats) {
      const tamper = lie({ from: cheater, tag: /authenticate\/open$/ }, addOne);
      const outcome = await run(field, dealt(field, n, 5, "opened"), { tamper });
      const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
      assertBlamed(outcome, cheater, code, []);
    }
  });

  it("rejects two errors that would cancel in a plain sum", async () => {
    const parties = dealt(field, 2, 4, "cancel");
    const [first, last] = parties[0]!.batch as [Share, Share];
    const minusOne: Share = { value: last.value, mac: shifted(field, last.mac!, 0, field.p - 1n) };
    parties[0] = { ...parties[0]!, batch: [wrongMac(field, first), minusOne] };
    assertBlamed(await run(field, parties), null, "mac-check-failed", []);
  });

  it("opens Σ r_j·x_j + y: every element under a coin of its own, hidden by the mask", () => {
    const seed = new Uint8Array(32).fill(8);
    const coins = new Prg(nodeSuite, seed).elements(field, 4);
    const part = (...x: bigint[]): { values: Vector; macs: Vector } => ({
      values: BigUint64Array.from(x),
      macs: BigUint64Array.from(x, (v) => 2n * v),
    });
    const { value, mac } = maskedSum(
      field,
      [part(1n, 2n), part(3n, 4n)],
      part(1000n),
      new Prg(nodeSuite, seed),
    );
    const sum = field.add(
      field.dot(coins, BigUint64Array.of(1n, 2n, 3n, 4n)),
      BigUint64Array.of(1000n),
    );
    assert.deepEqual([value, mac], [sum, field.add(sum, sum)]);
  });

  it("has the soundness error of its coin and of the MAC check, both ways, in a field of 11", async () => {
    const f = referenceField(11n);
    const runs = LONG ? 1000 : 500;
    let accepted = 0;
    for (let k = 0; k < runs; k++) {
      const parties = dealt(f, 2, 1, `tiny-${k}`);
      parties[0] = {
        ...parties[0]!,
        batch: [parties[0]!.batch[0]!, wrongMac(f, parties[0]!.batch[1]!)],
      };
      const { results } = await run(f, parties, { seed: `tiny-${k}`, grace: 0 });
      if (!(results[0] instanceof Abort)) accepted++;
    }
    // A wrong MAC passes iff its coin or the MAC check's is 0: 21/121. Five standard deviations.
    const exact = 21 / 121;
    const margin = 5 * Math.sqrt((exact * (1 - exact)) / runs);
    assert.ok(Math.abs(accepted / runs - exact) < margin, `accepted ${accepted} of ${runs}`);
  });

  it("costs the same rounds and bytes whatever the batch", async () => {
    const cost = async (n: number, t: number) => {
      const { traffic } = await run(field, dealt(field, n, t, "cost"));
      return [traffic[0]!.rounds, traffic[0]!.bytesSent[1]];
    };
    for (const n of [2, 3]) assert.deepEqual(await cost(n, 300), await cost(n, 1));
    assert.deepEqual(await cost(2, 1), [8, 304]);
    assert.deepEqual(await cost(3, 1), [11, 432]);
  });

  it("keeps its wire format", async () => {
    const { transcript } = await run(field, dealt(field, 3, 5, "wire"), { seed: "wire" });
    assertWire("protocols/authenticate", transcript);
  });

  it("treats an empty batch, a mask of another length and plain shares as bugs", async () => {
    const [p, q] = dealt(field, 2, 2, "bug") as [Party, Party];
    const none: Share = { value: new BigUint64Array(0), mac: new BigUint64Array(0) };
    const plain: Share = { value: BigUint64Array.of(1n), mac: null };
    for (const [bad, error] of [
      [{ batch: [] }, /^RangeError: authenticate: nothing/],
      [{ batch: [none] }, /^RangeError: authenticate: nothing/],
      [{ mask: none }, /^RangeError: authenticate: a mask of 0/],
      [{ batch: [plain] }, /^TypeError: authenticate: a plain share/],
      [{ mask: plain }, /^TypeError: authenticate: a plain share/],
    ] as [Partial<Party>, RegExp][])
      await assert.rejects(
        run(field, [
          { ...p, ...bad },
          { ...q, ...bad },
        ]),
        error,
      );
    assert.equal(p.key.dead, false);
  });
});
