/** What a cheater can say about which values are checked. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { macCheck } from "../../protocols/mac-check.ts";
import { memoryGuard } from "../../protocols/mac-key.ts";
import { checkAs, checked, runCheck } from "../support/checks.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { assertBlamed, seats } from "../support/tamper.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

describe("the batch of a MAC check under attack", () => {
  it("transcript hash of another run: who brings one is found before any coin (n > 2)", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      // What the cheater sent in a run whose openings were others.
      const other = new Map<string, Uint8Array>();
      const replay: Tamper = (from, _to, tag, m) => {
        if (from !== cheater) return m;
        if (tag === "earlier/position") other.set(tag, m);
        return tag === "later/position" ? other.get("earlier/position")! : m;
      };
      const parties = checked(field, n, 3, "other");
      const outcome = await runParties(
        n,
        async (s) => {
          const { key, opened, position } = parties[s.self]!;
          const openingsHash = new Uint8Array(32).fill(9);
          await macCheck(s.child("earlier"), field, key, opened, { ...position, openingsHash });
          await macCheck(s.child("later"), field, key, opened, position);
        },
        { tamper: replay },
      );
      assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
      for (const [i, { key }] of parties.entries()) assert.ok(i === cheater || !key.dead);
    }
  });

  it("skip a value: who leaves one out of its batch is told so before any coin", async () => {
    for (const { n, cheater } of seats) {
      const parties = checked(field, n, 3, "skip");
      const { key, opened, position: at } = parties[cheater]!;
      const [{ values, macs }] = opened as [(typeof opened)[number]];
      const shorter = { values: values.subarray(1), macs: (macs as Vector).subarray(1) };
      parties[cheater] = { key, opened: [shorter], position: { ...at, first: 1 } };
      const outcome = await runCheck(field, parties);
      assertBlamed(outcome, cheater, "programs-diverged", []);
      for (const each of parties) assert.ok(!each.key.dead);
    }
  });

  it("skip a value, and claim it was there: the sum is not 0 but for 2/p", async () => {
    for (const { n, cheater } of seats) {
      const parties = checked(field, n, 3, "skip");
      const { key, opened, position: at } = parties[cheater]!;
      const [{ values, macs }] = opened as [(typeof opened)[number]];
      // Its own share of one MAC left out of σ, as if the value had never been opened to it.
      const without = { values, macs: (macs as Vector).map((m, j) => (j === 1 ? 0n : m)) };
      parties[cheater] = { key, opened: [without], position: at };
      const outcome = await runCheck(field, parties);
      assertBlamed(outcome, cheater, "mac-check-failed", []);
      for (const each of parties) assert.ok(each.key.dead);
    }
  });

  it("a key that is destroyed while its check runs: nothing is accepted under it, whatever the sum", async () => {
    const destroying = { ...memoryGuard, mark: async () => void parties[0]!.key.destroy() };
    const parties = checked(field, 2, 3, "destroyed", (i) => (i === 0 ? destroying : memoryGuard));
    const { results } = await runParties(2, (session) =>
      checkAs(session.child("check"), field, parties).then(
        () => "accepted",
        (failure: Error) => failure.message,
      ),
    );
    assert.deepEqual(results, ["the MAC key was destroyed while a check ran", "accepted"]);
  });
});
