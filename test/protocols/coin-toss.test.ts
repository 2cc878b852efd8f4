import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hex } from "../../crypto/hash.ts";
import type { Session } from "../../network/session.ts";
import { coinSeed, tossSeed } from "../../protocols/coin-toss.ts";
import { flipped } from "../support/bytes.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { copyCommitment } from "../support/rushing.ts";
import { assertBlamed, flipLast, lie, seats } from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const toss = async (s: Session) => hex(await tossSeed(s));

describe("tossSeed", () => {
  it("gives all parties the same 32 bytes", async () => {
    for (const n of [2, 3, 4, 5]) {
      const { results } = await runParties(n, toss, { shuffle: true, seed: `toss-${n}` });
      assert.equal(new Set(results).size, 1);
      assert.equal(String(results[0]).length, 64);
    }
  });

  it("is fresh: neither two tosses of a session nor two sessions agree", async () => {
    const twice = async (s: Session) => [await toss(s.child("a")), await toss(s.child("b"))];
    const [one, two] = [await runParties(2, twice), await runParties(2, twice)];
    const seeds = [one.results[0], two.results[0]].flat();
    assert.equal(new Set(seeds).size, 4);
  });

  it("draws a fresh contribution of 32 bytes at each party for each toss", async () => {
    const contributions: string[] = [];
    const watch: Tamper = (_from, _to, tag, m) => {
      if (/open$/.test(tag)) contributions.push(hex(m.subarray(32)));
      return m;
    };
    const twice = async (s: Session) => [await toss(s.child("a")), await toss(s.child("b"))];
    await runParties(2, twice, { tamper: watch, seed: "fresh" });
    assert.equal(new Set(contributions).size, 4);
    assert.ok(contributions.every((c) => c.length === 64 && c !== "00".repeat(32)));
  });

  it("depends on every contribution, their order, the session and the place", async () => {
    const of = async (seed: string) =>
      (await runParties(3, async (s) => s, { seed })).results[0] as Session;
    const [s, t] = [await of("a"), await of("b")];
    const [x, y, z] = [1, 2, 3].map((b) => new Uint8Array(32).fill(b)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const seeds = [
      coinSeed(s, [x, y, z]),
      coinSeed(s, [flipped(x), y, z]),
      coinSeed(s, [x, flipped(y), z]),
      coinSeed(s, [x, y, flipped(z, -1)]),
      coinSeed(s, [y, x, z]),
      coinSeed(t, [x, y, z]),
      coinSeed(s.child("toss"), [x, y, z]),
    ].map(hex);
    assert.equal(new Set(seeds).size, seeds.length);
  });

  it("names a party that changes its contribution after it has seen the others'", async () => {
    for (const { n, cheater } of seats) {
      const tamper = lie({ from: cheater, tag: /open$/ }, flipLast);
      assertBlamed(await runParties(n, toss, { tamper }), cheater, "bad-opening", [cheater]);
    }
  });

  it("names a party that contributes a copy of another's coins", async () => {
    for (const { n, cheater } of seats) {
      const outcome = await runParties<unknown>(n, (s) =>
        s.self === cheater ? copyCommitment(s, (cheater + 1) % n) : toss(s),
      );
      assertBlamed(outcome, cheater, "bad-opening", [cheater]);
    }
  });

  it("keeps its wire format", async () => {
    assertWire("protocols/coin-toss", (await runParties(3, toss, { seed: "wire" })).transcript);
  });
});
