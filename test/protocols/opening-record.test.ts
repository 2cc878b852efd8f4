import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import { Opener, type Routing } from "../../protocols/open.ts";
import { OpeningRecord } from "../../protocols/opening-record.ts";
import { deal, shifted } from "../support/dealt.ts";
import { runParties } from "../support/parties.ts";
import { assertBlamed, type Change, lie, seats } from "../support/tamper.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);
const NONE = new Uint8Array(0);

/** Adds 1 to the last element of a message. */
const addOne: Change = (m) => {
  const out = m.slice();
  const last = BigUint64Array.from([new DataView(out.buffer).getBigUint64(out.length - 8, true)]);
  out.set(field.encode(shifted(field, last)), out.length - 8);
  return out;
};

/** Opens one dealt vector of each length after another, then checks them all. */
const openAndCheck =
  (n: number, lengths: readonly number[], keys: MacKey[] = [], routing: Routing = "direct") =>
  async (s: Session): Promise<Vector[]> => {
    const all = deal(
      field,
      n,
      lengths.reduce((a, b) => a + b, 0),
      "record",
    )[s.self]!;
    const key = new MacKey("k", all.key);
    keys[s.self] = key;
    const opener = new Opener(s, field, "open", routing);
    const record = new OpeningRecord(s.child("record"), field);
    const values: Vector[] = [];
    let at = 0;
    for (const [round, length] of lengths.entries()) {
      const opened = await opener.open(all.share.value.slice(at, at + length));
      record.append(round, NONE, opened.values, all.share.mac.slice(at, at + length));
      values.push(opened.values);
      at += length;
    }
    assert.deepEqual([record.opened, record.unchecked], [at, at]);
    await record.check(s, key);
    assert.deepEqual([record.unchecked, record.checked, record.checks], [0, at, 1]);
    return values;
  };

describe("OpeningRecord", () => {
  it("checks everything opened, whatever its pieces", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }),
        fc.array(fc.constantFrom(1, 2, 100, 4095, 4096, 4097), { minLength: 1, maxLength: 5 }),
        fc.constantFrom<Routing>("direct", "king"),
        async (n, lengths, routing) => {
          const { results } = await runParties(n, openAndCheck(n, lengths, [], routing));
          assert.ok(results.every((r) => !(r instanceof Abort)));
        },
      ),
      { numRuns: 15 },
    ));

  it("finds a single wrong share at any place, told to all alike, and the key is gone", async () => {
    for (const { n, cheater } of seats)
      for (const victim of [0, 1, 2]) {
        let message = 0;
        const keys: MacKey[] = [];
        const count = n - 1;
        const tamper = lie({ from: cheater, tag: /^open$/ }, (m) =>
          Math.floor(message++ / count) === victim ? addOne(m) : m,
        );
        const outcome = await runParties(n, openAndCheck(n, [1, 4100, 3], keys), { tamper });
        // The cheater holds other values than the rest: with n > 2 the hashes differ before any coin.
        const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
        assertBlamed(outcome, cheater, code, []);
        for (const [i, key] of keys.entries()) assert.ok(i === cheater || key.dead === (n === 2));
      }
  });

  it("finds different shares told to different peers: their hashes differ", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      const to = (cheater + 1) % n;
      const tamper = lie({ from: cheater, to, tag: /^open$/ }, addOne);
      const outcome = await runParties(n, openAndCheck(n, [2, 3]), { tamper });
      assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
    }
  });

  it("finds a king that lies to one party, and to all: his word is a share like another", async () => {
    for (const n of [3, 4, 5])
      for (const to of [1, undefined]) {
        // Party 0 is king of the first round, in which it sends sums; later it sends shares.
        let first = 0;
        const limit = to === undefined ? n - 1 : 1;
        const tamper = lie({ from: 0, to, tag: /^open$/ }, (m) =>
          first++ < limit ? addOne(m) : m,
        );
        const outcome = await runParties(n, openAndCheck(n, [2, 3], [], "king"), { tamper });
        assertBlamed(outcome, 0, "inconsistent-broadcast", []);
      }
    let first = 0;
    const tamper = lie({ from: 0, tag: /^open$/ }, (m) => (first++ === 0 ? addOne(m) : m));
    const keys: MacKey[] = [];
    const outcome = await runParties(2, openAndCheck(2, [2, 3], keys, "king"), { tamper });
    assertBlamed(outcome, 0, "mac-check-failed", []);
    assert.ok(keys[1]!.dead);
  });

  it("finds a king's lie that the king itself holds, too: the MAC check does", async () => {
    for (const n of [2, 3, 4, 5]) {
      const outcome = await runParties(n, async (s) => {
        const { key, share, clear } = deal(field, n, 2, "forged")[s.self]!;
        const record = new OpeningRecord(s.child("record"), field);
        record.append(0, NONE, shifted(field, clear), share.mac);
        await record.check(s, new MacKey("k", key));
      });
      assertBlamed(outcome, null, "mac-check-failed", []);
    }
  });

  it("compares round headers, round numbers, the order of openings and their cuts (n > 2)", async () => {
    type Openings = readonly { round: number; header: number[]; values: bigint[] }[];
    const at = (round: number, ...values: bigint[]) => ({ round, header: [], values });
    const pairs: Record<string, [Openings, Openings]> = {
      "a header": [[{ ...at(0, 1n), header: [0] }], [{ ...at(0, 1n), header: [1] }]],
      "a round number": [
        [at(0, 1n), at(2, 2n)],
        [at(1, 1n), at(2, 2n)],
      ],
      "a value": [[at(0, 1n, 2n)], [at(0, 1n, 3n)]],
      "the order": [
        [at(0, 1n), at(0, 2n)],
        [at(0, 2n), at(0, 1n)],
      ],
      // Values that read like the round number, header length and count of a next opening.
      "the cut": [
        [at(0, 9n, 1n, 0n, 5n, 7n), at(1, 8n)],
        [at(0, 9n), at(1, 7n, 1n, 0n, 1n, 8n)],
      ],
      "a cut without counts": [
        [at(0, 9n, 1n, 0n, 0n, 7n), at(1, 8n)],
        [at(0, 9n), at(1, 7n, 1n, 0n, 0n, 8n)],
      ],
    };
    for (const [what, [most, last]] of Object.entries(pairs)) {
      const check = (different: boolean) => async (s: Session) => {
        const record = new OpeningRecord(s.child("record"), field);
        for (const { round, header, values } of different && s.self === 2 ? last : most)
          record.append(
            round,
            Uint8Array.from(header),
            BigUint64Array.from(values),
            new BigUint64Array(values.length),
          );
        await record.check(s, new MacKey("k", new BigUint64Array(1)));
      };
      assert.deepEqual((await runParties(3, check(false))).results, Array(3).fill(undefined), what);
      assertBlamed(await runParties(3, check(true)), null, "inconsistent-broadcast", [], what);
    }
  });

  it("chains: each check's hash covers the openings of all before it", async () => {
    const hashes = async (first: bigint) => {
      const sent: string[] = [];
      const { results } = await runParties(
        3,
        async (s) => {
          const record = new OpeningRecord(s.child("record"), field);
          const zero = new BigUint64Array(1);
          const key = new MacKey("k", zero.slice());
          for (let k = 0; k < 3; k++) {
            record.append(k, NONE, BigUint64Array.of(k === 0 ? first : 1n), zero);
            await record.check(s, key);
          }
          return [record.checks, record.checked, record.unchecked];
        },
        {
          seed: "chain",
          tamper: (from, to, tag, m) => {
            if (from === 0 && to === 1 && /position$/.test(tag))
              sent.push(Buffer.from(m.subarray(32)).toString("hex"));
            return m;
          },
        },
      );
      assert.deepEqual(results, Array(3).fill([3, 3, 0]));
      return sent;
    };
    const [one, two] = [await hashes(1n), await hashes(2n)];
    assert.equal(new Set([...one, ...two]).size, 6);
  });

  it("does not count what a failed check was about as checked", async () => {
    await runParties(2, async (s) => {
      const { key, share, clear } = deal(field, 2, 2, "forged")[s.self]!;
      const record = new OpeningRecord(s.child("record"), field);
      record.append(0, NONE, shifted(field, clear), share.mac);
      await assert.rejects(record.check(s, new MacKey("k", key)), /mac-check-failed/);
      assert.deepEqual([record.unchecked, record.checked, record.checks], [2, 0, 0]);
    });
  });

  it("zeroes the MAC shares of what no check has accepted", async () => {
    await runParties(2, async (s) => {
      const { key, share, clear } = deal(field, 2, 5000, "zeroed")[s.self]!;
      const record = new OpeningRecord(s.child("record"), field);
      record.append(0, NONE, shifted(field, clear), share.mac);
      await assert.rejects(record.check(s, new MacKey("k", key)), /mac-check-failed/);
      const later = share.mac.map(() => 7n);
      record.append(1, NONE, clear, later);
      record.zero();
      for (const macs of [share.mac, later]) assert.ok(macs.every((m) => m === 0n));
    });
  });

  it("binds the running hash to the session and its path (n > 2)", async () => {
    const hashes = async (seed: string, path: string) => {
      const sent = new Set<string>();
      await runParties(
        3,
        async (s) => {
          const record = new OpeningRecord(s.child(path), field);
          record.append(0, NONE, BigUint64Array.of(1n), new BigUint64Array(1));
          await record.check(s, new MacKey("k", new BigUint64Array(1)));
        },
        {
          seed,
          tamper: (_from, _to, tag, m) => {
            if (/position$/.test(tag)) sent.add(Buffer.from(m.subarray(32)).toString("hex"));
            return m;
          },
        },
      );
      return [...sent];
    };
    const all = [
      ...(await hashes("one", "record")),
      ...(await hashes("two", "record")),
      ...(await hashes("one", "other")),
    ];
    // One for all parties of a run, and another in each.
    assert.equal(all.length, 3);
    assert.equal(new Set(all).size, 3);
  });

  it("treats a check of nothing, and lists of unequal length, as bugs", async () => {
    await runParties(2, async (s) => {
      const record = new OpeningRecord(s.child("record"), field);
      const key = new MacKey("k", new BigUint64Array(1));
      await assert.rejects(record.check(s, key), /^RangeError: macCheck: nothing to check/);
      assert.throws(
        () => record.append(0, NONE, new BigUint64Array(2), new BigUint64Array(1)),
        /^RangeError: append/,
      );
    });
  });
});
