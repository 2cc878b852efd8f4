import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../algebra/reference.ts";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { Opener, type OpeningRound, type Routing } from "../../protocols/open.ts";
import { PIECE_BYTES } from "../../protocols/opening-body.ts";
import { deal } from "../support/dealt.ts";
import { runParties } from "../support/parties.ts";
import {
  assertAborted,
  assertBlamed,
  type Change,
  flipFirst,
  lie,
  seats,
  wrongLengths,
} from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);
const ROUTINGS: readonly Routing[] = ["direct", "king"];
const HEADER = Uint8Array.from({ length: 24 }, (_, k) => k);
const PIECE = PIECE_BYTES / 8;

/** Every party opens the same dealt vector, with a header. */
const opening =
  (n: number, t: number, routing: Routing, round: OpeningRound = { header: HEADER }) =>
  async (s: Session) => {
    const { share } = deal(field, n, t, "open")[s.self]!;
    return (await new Opener(s, field, "open", routing).open(share.value, round)).values;
  };

describe("Opener", () => {
  for (const routing of ROUTINGS) {
    it(`gives everybody the sum, again and again (${routing})`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 5 }),
          fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
          fc.boolean(),
          async (n, lengths, shuffle) => {
            const dealt = lengths.map((t, k) => deal(field, n, t, `${k}`));
            const { results } = await runParties(
              n,
              async (s) => {
                const opener = new Opener(s, field, "open", routing);
                const all = [];
                for (const d of dealt) all.push((await opener.open(d[s.self]!.share.value)).values);
                return all;
              },
              { shuffle, seed: "sum" },
            );
            for (const r of results)
              assert.deepEqual(
                r,
                dealt.map((d) => d[0]!.clear),
              );
          },
        ),
        { numRuns: 30 },
      ));

    it(`carries long vectors and riders across every cut (${routing})`, async () => {
      const cases: [number, number[]][] = [
        [PIECE - 1, [7, 0, 0]],
        [PIECE, [0, 9, 0]],
        [PIECE + 1, [0, 0, 0]],
        [2 * PIECE, [PIECE_BYTES, 1, PIECE_BYTES + 1]],
        [0, [3, 0, 2 * PIECE_BYTES + 5]],
        [1, [PIECE_BYTES - 8, PIECE_BYTES - 7, 0]],
      ];
      for (const n of [2, 3])
        for (const [t, lengths] of cases) {
          const riderLengths = lengths.slice(0, n);
          const riders = riderLengths.map((length, i) => new Uint8Array(length).fill(i + 1));
          const parts = Array.from({ length: n }, (_, i) =>
            new BigUint64Array(t).fill(BigInt(i + 1)),
          );
          const { results } = await runParties(n, async (s) => {
            const round = { header: HEADER, rider: riders[s.self]!, riderLengths };
            return new Opener(s, field, "open", routing).open(parts[s.self]!, round);
          });
          const sum = new BigUint64Array(t).fill(BigInt((n * (n + 1)) / 2));
          for (const r of results) {
            assert.ok(!(r instanceof Abort));
            assert.deepEqual(r.values, sum);
            for (const [i, rider] of r.riders.entries())
              assert.equal(Buffer.compare(rider, riders[i]!), 0, `rider ${i} of ${t}`);
          }
        }
    });

    for (const [what, change] of Object.entries(wrongLengths))
      it(`names the sender of a message that is ${what} (${routing})`, async () => {
        for (const { n, cheater } of seats) {
          for (const header of [HEADER, new Uint8Array(0)]) {
            // With king routing party 0 is the first king: an empty message of the king means a refusal.
            if (routing === "king" && cheater === 0 && what === "empty" && header.length > 0)
              continue;
            const tamper = lie({ from: cheater, tag: /open$/ }, change);
            const { results } = await runParties(n, opening(n, 3, routing, { header }), { tamper });
            for (const [i, r] of results.entries())
              if (i !== cheater && (routing === "direct" || i === 0 || cheater === 0))
                assertAborted(r, "malformed-message", [cheater], `n = ${n}`);
          }
        }
      });

    const residue =
      (value: bigint): Change =>
      (m) => {
        const out = m.slice();
        new DataView(out.buffer).setBigUint64(out.length - 8, value, true);
        return out;
      };
    it(`names the sender of a residue from p upwards (${routing})`, async () => {
      for (const value of [field.p, field.p + 1n, 2n ** 63n, 2n ** 64n - 1n])
        for (const { n, cheater } of seats) {
          const tamper = lie({ from: cheater, tag: /open$/ }, residue(value));
          const { results } = await runParties(n, opening(n, 3, routing), { tamper });
          for (const [i, r] of results.entries())
            if (i !== cheater && (routing === "direct" || i === 0 || cheater === 0))
              assertAborted(r, "malformed-message", [cheater]);
        }
    });

    it(`calls another header a diverged program, once, and names nobody (${routing})`, async () => {
      for (const { n, cheater } of seats) {
        const told: number[][][] = Array.from({ length: n }, () => []);
        const tamper = lie({ from: cheater, tag: /open$/ }, flipFirst);
        const outcome = await runParties(
          n,
          (s) =>
            opening(n, 3, routing, {
              header: HEADER,
              diverged: async (peers) => {
                told[s.self]!.push([...peers]);
                throw new Abort("programs-diverged", "report");
              },
            })(s),
          { tamper },
        );
        for (const [i, r] of outcome.results.entries()) {
          const sees = routing === "direct" ? i !== cheater : i === 0 || cheater === 0;
          if (i === cheater || !sees) continue;
          assertAborted(r, "programs-diverged", []);
          assert.equal(told[i]!.length, 1);
          // Who is honest sees the difference, too: from the king, which refuses all, or in its own messages.
          const refuses = routing === "king" && i === 0;
          const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
          assert.deepEqual(told[i]![0], refuses ? others : [cheater]);
        }
      }
    });

    it(`aborts on another header also where nobody asks for a report (${routing})`, async () => {
      const tamper = lie({ from: 1, tag: /open$/ }, flipFirst);
      const { results } = await runParties(2, opening(2, 3, routing), { tamper });
      assertAborted(results[0], "programs-diverged", []);
    });

    it(`keeps its wire format (${routing})`, async () => {
      const { transcript } = await runParties(3, opening(3, 5, routing), { seed: "wire" });
      assertWire(`protocols/open/${routing}`, transcript);
    });
  }

  it("takes what is a part of its header for no header, whether it waits for material or not", async () => {
    for (const waits of [false, true]) {
      const tamper = lie({ from: 1, tag: /open$/ }, (m) => m.slice(0, 23));
      const { results } = await runParties(
        2,
        async (s) => {
          const opener = new Opener(s, field, "open");
          const own = { header: HEADER };
          const never = new Promise<void>(() => {});
          if (waits && s.self === 0) await opener.awaitMaterial(never, own);
          return opener.open(BigUint64Array.of(1n), own);
        },
        { tamper },
      );
      assertAborted(results[0], "malformed-message", [1]);
    }
  });

  it("names the sender of a long message beyond every bound before it is taken in", async () => {
    const tamper = lie({ from: 1, tag: /open$/ }, () => new Uint8Array(PIECE_BYTES + 25));
    const { results } = await runParties(2, opening(2, 3, "direct"), { tamper });
    assertAborted(results[0], "malformed-message", [1]);
  });

  it("names the sender of a later piece of the wrong length", async () => {
    for (const change of Object.values(wrongLengths)) {
      let pieces = 0;
      const tamper = lie({ from: 1, tag: /open$/ }, (m) => (++pieces === 2 ? change(m) : m));
      const { results } = await runParties(2, opening(2, PIECE + 3, "direct"), { tamper });
      assertAborted(results[0], "malformed-message", [1]);
    }
  });

  it("tells the parties of a refusing king that the programs diverged", async () => {
    const tamper = lie({ from: 2, tag: /open$/ }, flipFirst);
    const outcome = await runParties(4, opening(4, 3, "king"), { tamper });
    assertBlamed(outcome, 2, "programs-diverged", []);
  });

  it("costs one round and (n−1) messages a party directly; by king the king rotates", async () => {
    const rounds = 6;
    const repeat = (routing: Routing) => async (s: Session) => {
      const opener = new Opener(s, field, "open", routing);
      for (let k = 0; k < rounds; k++)
        await opener.open(BigUint64Array.of(1n, 2n), { header: HEADER });
    };
    const direct = (await runParties(3, repeat("direct"))).traffic[0]!;
    assert.deepEqual(
      [direct.rounds, direct.messagesSent, direct.bytesSent],
      [6, [0, 6, 6], [0, 240, 240]],
    );
    const king = await runParties(3, repeat("king"));
    // King twice in six: 2·2 messages as king, 4 as subject, at every party alike.
    for (const t of king.traffic)
      assert.equal(
        t.messagesSent.reduce((a, b) => a + b, 0),
        8,
      );
  });

  it("opens no second vector before the first is there, and refuses riders that do not fit", async () => {
    const { results } = await runParties(2, async (s) => {
      const opener = new Opener(s, field, "open");
      const first = opener.open(BigUint64Array.of(1n));
      await assert.rejects(opener.open(BigUint64Array.of(1n)), /^TypeError: open: the previous/);
      await first;
      await assert.rejects(
        opener.open(BigUint64Array.of(1n), { rider: HEADER }),
        /^RangeError: open: a rider of 24 bytes/,
      );
      // What was refused before anything was sent does not keep the next from being opened.
      return (await opener.open(BigUint64Array.of(1n))).values;
    });
    assert.deepEqual(results, [BigUint64Array.of(2n), BigUint64Array.of(2n)]);
  });
});
