import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { commit, commitment, commitThenOpen } from "../../protocols/commit.ts";
import { flipped } from "../support/bytes.ts";
import { Leaves, runParties, type Tamper } from "../support/parties.ts";
import { copyCommitment } from "../support/rushing.ts";
import {
  assertAborted,
  assertBlamed,
  flipFirst,
  flipLast,
  lie,
  seats,
  wrongLengths,
} from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

/** Party i reveals the byte i, twice. */
const reveal = (s: Session) => commitThenOpen(s, Uint8Array.of(s.self, s.self), 2);

describe("commitThenOpen", () => {
  it("gives every party every value, whatever the order of arrival", async () => {
    for (const n of [2, 3, 4, 5])
      for (const shuffle of [false, true]) {
        const { results, traffic } = await runParties(n, reveal, { shuffle, seed: "commit" });
        for (const result of results) {
          assert.ok(!(result instanceof Abort));
          assert.deepEqual(
            result.map((v) => [...v]),
            Array.from({ length: n }, (_, i) => [i, i]),
          );
        }
        assert.equal(traffic[0]!.rounds, n === 2 ? 2 : 3);
        assert.equal(traffic[0]!.bytesSent[1], n === 2 ? 66 : 98);
      }
  });

  for (const [what, change] of Object.entries({ nonce: flipFirst, value: flipLast }))
    it(`names a party that opens another ${what}`, async () => {
      for (const { n, cheater } of seats) {
        const tamper = lie({ from: cheater, tag: /open$/ }, change);
        assertBlamed(await runParties(n, reveal, { tamper }), cheater, "bad-opening", [cheater]);
      }
    });

  it("same r twice: under the same nonce another label, committer or value is another commitment", async () => {
    await runParties(2, async (s) => {
      const opening = (value: number) => Uint8Array.of(...new Uint8Array(32).fill(5), value);
      const [a, b] = [s.child("a"), s.child("b")];
      const commitments = [
        commitment(a, 0, opening(1)),
        commitment(b, 0, opening(1)),
        commitment(a, 1, opening(1)),
        commitment(a, 0, opening(2)),
      ];
      assert.equal(new Set(commitments.map((c) => Buffer.from(c).toString("hex"))).size, 4);
    });
  });

  it("same r twice: a commitment opened before is not taken under another label", async () => {
    for (const { n, cheater } of seats) {
      // The cheater repeats both messages of its first commitment, nonce and all.
      const before = new Map<string, Uint8Array>();
      const tamper: Tamper = (from, _to, tag, m) => {
        if (from !== cheater || /echo$/.test(tag)) return m;
        const [instance, message] = tag.split("/") as [string, string];
        if (instance === "first") before.set(message, m);
        return instance === "second" ? before.get(message)! : m;
      };
      const outcome = await runParties(
        n,
        async (s) => {
          await reveal(s.child("first"));
          await reveal(s.child("second"));
        },
        { tamper },
      );
      // With n > 2 its echo is of its own commitment, which it did not send.
      const code = n === 2 ? "bad-opening" : "inconsistent-broadcast";
      assertBlamed(outcome, cheater, code, n === 2 ? [cheater] : []);
    }
  });

  it("lets every party verify every opening: whoever is sent another one stops, of any sender", async () => {
    for (const { n, cheater } of seats)
      for (let victim = 0; victim < n; victim++) {
        if (victim === cheater) continue;
        const tamper = lie({ from: cheater, to: victim, tag: /open$/ }, flipLast);
        const { results } = await runParties(n, reveal, { tamper });
        assertAborted(results[victim], "bad-opening", [cheater]);
      }
  });

  it("names all who open wrongly, and none who does not", async () => {
    const tamper: Tamper = (from, _to, tag, m) => (/open$/.test(tag) && from < 2 ? flipped(m) : m);
    const { results } = await runParties(4, reveal, { tamper });
    for (const i of [2, 3]) assertAborted(results[i], "bad-opening", [0, 1]);
  });

  it("notices a commitment changed for all: by the opening, or (n > 2) by the echo of the others", async () => {
    for (const { n, cheater } of seats) {
      const tamper = lie({ from: cheater, tag: /commit$/ }, flipFirst);
      const outcome = await runParties(n, reveal, { tamper });
      if (n === 2) assertBlamed(outcome, cheater, "bad-opening", [cheater]);
      else assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
    }
  });

  it("notices commitments that differ from one receiver to another; nobody accepts an opening", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      const tamper = lie({ from: cheater, to: (cheater + 1) % n, tag: /commit$/ }, flipFirst);
      const outcome = await runParties(n, reveal, { tamper });
      assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
      for (const result of outcome.results) assert.ok(result instanceof Abort);
    }
  });

  // FRESCO issue 432: without the committer in the hash, equal contributions cancel.
  it("names a party that copies another's commitment and then its opening", async () => {
    for (const { n, cheater } of seats) {
      const outcome = await runParties<unknown>(n, (s) =>
        s.self === cheater ? copyCommitment(s, (cheater + 1) % n) : reveal(s),
      );
      assertBlamed(outcome, cheater, "bad-opening", [cheater]);
    }
  });

  it("names a party that replays what it committed to and opened in another box or session", async () => {
    const twice = async (s: Session) => {
      await reveal(s.child("first"));
      return reveal(s.child("second"));
    };
    const seen = new Map<string, Uint8Array>();
    const replay: Tamper = (from, _to, tag, message) => {
      if (from !== 1) return message;
      if (tag.startsWith("first/")) seen.set(tag.slice(6), message);
      return tag.startsWith("second/") ? seen.get(tag.slice(7))! : message;
    };
    assertAborted((await runParties(2, twice, { tamper: replay })).results[0], "bad-opening", [1]);

    const earlier = new Map<string, Uint8Array>();
    const record: Tamper = (from, _to, tag, m) => {
      if (from === 1) earlier.set(tag, m);
      return m;
    };
    await runParties(2, reveal, { tamper: record, seed: "monday" });
    const resend: Tamper = (from, _to, tag, m) => (from === 1 ? earlier.get(tag)! : m);
    const { results } = await runParties(2, reveal, { tamper: resend, seed: "tuesday" });
    assertAborted(results[0], "bad-opening", [1]);
  });

  for (const tag of ["commit", "echo", "open"])
    for (const [what, change] of Object.entries(wrongLengths))
      it(`names the sender of a ${tag} that is ${what}`, async () => {
        for (const { n, cheater } of seats.filter((seat) => tag !== "echo" || seat.n > 2)) {
          const tamper = lie({ from: cheater, tag: new RegExp(`${tag}$`) }, change);
          assertBlamed(await runParties(n, reveal, { tamper }), cheater, "malformed-message", [
            cheater,
          ]);
        }
      });

  it("names a party that has seen the openings and leaves without its own", async () => {
    for (const n of [2, 3]) {
      const outcome = await runParties(n, async (s) => {
        const committed = await commit(s, Uint8Array.of(s.self), 1);
        if (s.self === 1) throw new Leaves();
        return committed.open();
      });
      assertBlamed(outcome, 1, "peer-closed", [1]);
    }
  });

  it("opens nothing before all have committed", async () => {
    const { tags } = await runParties(4, reveal, { shuffle: true, seed: "order" });
    assert.ok(tags.lastIndexOf("commit") < tags.indexOf("open"));
  });

  it("binds label, session, place, committer, value and nonce", async () => {
    const sessions = async (seed: string) =>
      (await runParties(2, async (s) => s, { seed })).results[0] as Session;
    const [s, t] = [await sessions("a"), await sessions("b")];
    const opening = new Uint8Array(33);
    const all = [
      commitment(s, 0, opening),
      commitment(t, 0, opening),
      commitment(s.child("box"), 0, opening),
      commitment(s, 1, opening),
      commitment(s, 0, flipped(opening, 0)),
      commitment(s, 0, flipped(opening, -1)),
      commitment(s, 0, new Uint8Array(34)),
    ].map((c) => Buffer.from(c).toString("hex"));
    assert.equal(new Set(all).size, all.length);
  });

  it("takes a fresh nonce for each commitment, 32 bytes that no other has", async () => {
    const nonces: string[] = [];
    const watch: Tamper = (_from, _to, tag, m) => {
      if (/open$/.test(tag)) nonces.push(Buffer.from(m.subarray(0, 32)).toString("hex"));
      return m;
    };
    await runParties(2, async (s) => [await reveal(s.child("x")), await reveal(s.child("y"))], {
      tamper: watch,
      seed: "nonce",
    });
    assert.equal(new Set(nonces).size, 4);
    assert.ok(!nonces.includes("00".repeat(32)));
  });

  it("keeps its wire format", async () => {
    const { transcript } = await runParties(3, reveal, { seed: "wire" });
    assertWire("protocols/commit", transcript);
  });

  it("treats a value of another length as a bug", async () => {
    await assert.rejects(
      runParties(2, (s) => commitThenOpen(s, new Uint8Array(3), 2)),
      /^RangeError: commit: 3 bytes, not 2/,
    );
  });
});
