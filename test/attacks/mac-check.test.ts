/** What a cheater can do to the messages of a MAC check, and what each honest party must make of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import type { AbortCode } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import { macCheck } from "../../protocols/mac-check.ts";
import type { KeyGuard } from "../../protocols/mac-key.ts";
import { type Checked, checkAs, checked, runCheck } from "../support/checks.ts";
import { shifted } from "../support/dealt.ts";
import { Leaves, runParties, type Tamper } from "../support/parties.ts";
import { commitOnly, receiveFirst, sendToAll } from "../support/rushing.ts";
import {
  assertAborted,
  assertBlamed,
  type Change,
  flipFirst,
  flipLast,
  lie,
  seats,
  wrongLengths,
} from "../support/tamper.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);
const FIRST_TAG = "check/position";
/** Every exit from here on destroys the key. */
const WINDOW = "check/residues/commit";
const OPENING = "check/residues/open";

interface Expected {
  readonly code: AbortCode;
  readonly named: boolean;
}
const MALFORMED: Expected = { code: "malformed-message", named: true };
const BAD_OPENING: Expected = { code: "bad-opening", named: true };
const SPLIT: Expected = { code: "inconsistent-broadcast", named: false };
const DIVERGED: Expected = { code: "programs-diverged", named: false };

/** What an honest party must report if a message under `tag` is flipped for all, with n parties. */
const FLIPPED: Record<string, (n: number) => Expected | null> = {
  [FIRST_TAG]: () => DIVERGED,
  "check/coins/commit": (n) => (n === 2 ? BAD_OPENING : SPLIT),
  "check/coins/echo": (n) => (n === 2 ? null : SPLIT),
  "check/coins/open": () => BAD_OPENING,
  "check/residues/commit": (n) => (n === 2 ? BAD_OPENING : SPLIT),
  "check/residues/echo": (n) => (n === 2 ? null : SPLIT),
  [OPENING]: () => BAD_OPENING,
};

/** Writes down who committed to a residue. */
const watchWindow =
  (committers: Set<number>, then: Tamper): Tamper =>
  (from, to, tag, m) => {
    if (tag === WINDOW) committers.add(from);
    return then(from, to, tag, m);
  };

/** An honest key dies exactly if its party had committed to its residue. */
function assertKeys(parties: readonly Checked[], cheater: number, committers: ReadonlySet<number>) {
  for (const [i, { key }] of parties.entries())
    if (i !== cheater) assert.equal(key.dead, committers.has(i), `key of party ${i}`);
}

describe("MAC check under attack", () => {
  for (const [tag, expectedFor] of Object.entries(FLIPPED)) {
    const changes: [string, Change, (n: number) => Expected | null][] = [
      ["flipped", flipFirst, expectedFor],
      ...Object.entries(wrongLengths).map(
        ([what, change]): [string, Change, (n: number) => Expected | null] => [
          what,
          change,
          (n) => (expectedFor(n) === null ? null : MALFORMED),
        ],
      ),
    ];
    for (const [what, change, expected] of changes)
      it(`stops where ${tag} is ${what}, whoever sends it`, async () => {
        for (const { n, cheater } of seats) {
          const verdict = expected(n);
          if (verdict === null) continue;
          const parties = checked(field, n, 3, tag);
          const committers = new Set<number>();
          const aimed = lie({ from: cheater, tag: new RegExp(`^${tag}$`) }, change);
          const tamper = watchWindow(committers, aimed);
          const outcome = await runCheck(field, parties, { tamper });
          const culprits = verdict.named ? [cheater] : [];
          assertBlamed(outcome, cheater, verdict.code, culprits, `n = ${n}`);
          assertKeys(parties, cheater, committers);
        }
      });
  }

  it("stops where the hash of the openings is flipped for all (n > 2)", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      const parties = checked(field, n, 3, "hash");
      const tamper = lie({ from: cheater, tag: /position$/ }, flipLast);
      const outcome = await runCheck(field, parties, { tamper });
      assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
      for (const [i, { key }] of parties.entries()) assert.ok(i === cheater || !key.dead);
    }
  });

  it("wipes at the one party that is sent a wrong opening, whoever sends it", async () => {
    for (const { n, cheater } of seats)
      for (let victim = 0; victim < n; victim++) {
        if (victim === cheater) continue;
        const parties = checked(field, n, 3, "one");
        const tamper = lie({ from: cheater, to: victim, tag: /residues\/open$/ }, flipLast);
        const { results } = await runCheck(field, parties, { tamper });
        assertAborted(results[victim], "bad-opening", [cheater]);
        assert.ok(parties[victim]!.key.dead);
      }
  });

  it("rejects σ chosen after seeing the others', to cancel a forgery, naming who opened it", async () => {
    for (const { n, cheater } of seats) {
      const forged = checked(field, n, 1, "late").map((p) => ({
        ...p,
        opened: p.opened.map((o) => ({ ...o, values: shifted(field, o.values) })),
      }));
      const outcome = await runParties<unknown>(n, async (root) => {
        const s = root.child("check");
        if (s.self !== cheater) return checkAs(s, field, forged);
        // The honest way up to its commitment, and then it speaks last, so that Σ σ_i = 0.
        await receivePositions(s, forged[cheater]!);
        await tossSeed(s.child("coins"));
        const residues = s.child("residues");
        await commitOnly(residues, new Uint8Array(8));
        const openings = await receiveFirst(residues, "open", new Uint8Array(0));
        const others = openings
          .filter((_, i) => i !== cheater)
          .map((m) => field.decode(m.subarray(32), 1));
        const sigma = field.negate(others.reduce((a, b) => field.add(a, b)));
        const opening = new Uint8Array(40);
        opening.set(field.encode(sigma), 32);
        sendToAll(residues, "open", opening);
      });
      assertBlamed(outcome, cheater, "bad-opening", [cheater]);
      for (const [i, { key }] of forged.entries()) assert.equal(key.dead, i !== cheater);
    }
  });

  it("does not take the messages of an accepted check for another", async () => {
    for (const replayed of ["position", "coins", "residues"]) {
      const parties = checked(field, 2, 3, "replay");
      const seen = new Map<string, Uint8Array>();
      const replay: Tamper = (from, _to, tag, m) => {
        if (from !== 1) return m;
        if (tag.startsWith("first/")) seen.set(tag.slice(6), m);
        return tag.startsWith(`second/${replayed}`) ? seen.get(tag.slice(7))! : m;
      };
      const { results } = await runParties(
        2,
        async (s) => {
          const { key, opened, position } = parties[s.self]!;
          await macCheck(s.child("first"), field, key, opened, position);
          const next = { ...position, checkNumber: 1, first: 3, last: 5 };
          await macCheck(s.child("second"), field, key, opened, next);
        },
        { tamper: replay },
      );
      if (replayed === "position") assertAborted(results[0], "programs-diverged", []);
      else assertAborted(results[0], "bad-opening", [1]);
    }
  });
});

describe("the MAC key's window", () => {
  /** Guards and messages in one log; a guard takes several turns, as a disk does. */
  async function logged(
    n: number,
    party: (s: Session, p: Checked) => Promise<void>,
    forged = false,
  ) {
    const log: string[] = [];
    const slow = async (entry: string) => {
      for (let k = 0; k < 3; k++) await new Promise((resolve) => setImmediate(resolve));
      log.push(entry);
    };
    const guard = (i: number): KeyGuard => ({
      mark: () => slow(`${i} marked`),
      unmark: () => slow(`${i} unmarked`),
      wipe: () => slow(`${i} wiped`),
    });
    const parties = checked(field, n, 2, "guard", guard).map((p) =>
      forged
        ? { ...p, opened: p.opened.map((o) => ({ ...o, values: shifted(field, o.values) })) }
        : p,
    );
    const watch: Tamper = (from, _to, tag, m) => {
      log.push(`${from} sent ${tag}`);
      return m;
    };
    const outcome = await runParties(
      n,
      async (s) => {
        try {
          await party(s.child("check"), parties[s.self]!);
          log.push(`${s.self} accepted`);
        } catch (error) {
          log.push(`${s.self} rejected`);
          throw error;
        }
      },
      { tamper: watch },
    );
    const of = (i: number) =>
      log.filter((entry) => entry.startsWith(`${i} `)).map((e) => e.slice(2));
    return { parties, outcome, of };
  }
  const honest = (s: Session, p: Checked) => macCheck(s, field, p.key, p.opened, p.position);
  /** All from the mark on. */
  const windowOf = (log: string[]) => log.slice(log.indexOf("marked")).filter(isNew);
  const isNew = (entry: string, at: number, all: string[]) => all.indexOf(entry) === at;
  const sent = (n: number) =>
    ["commit", ...(n > 2 ? ["echo"] : []), "open"].map((label) => `sent check/residues/${label}`);

  it("is marked durably before σ is committed to, and the mark goes before the check resolves", async () => {
    for (const n of [2, 3, 4, 5]) {
      const { of } = await logged(n, honest);
      for (let i = 0; i < n; i++)
        assert.deepEqual(windowOf(of(i)), ["marked", ...sent(n), "unmarked", "accepted"]);
    }
  });

  it("ends, after a wrong sum, with the wipe complete before the check rejects, and no unmarking", async () => {
    for (const n of [2, 3, 4, 5]) {
      const { of, parties } = await logged(n, honest, true);
      for (let i = 0; i < n; i++)
        assert.deepEqual(windowOf(of(i)), ["marked", ...sent(n), "wiped", "rejected"]);
      for (const { key } of parties) assert.throws(() => key.share, /destroyed/);
    }
  });

  it("ends with the wipe where a party falls silent after it has seen the residues", async () => {
    for (const { n, cheater } of seats) {
      const { of, outcome } = await logged(n, async (s, p) => {
        if (s.self !== cheater) return honest(s, p);
        await receivePositions(s, p);
        await tossSeed(s.child("coins"));
        const residues = s.child("residues");
        await commitOnly(residues, new Uint8Array(8));
        await receiveFirst(residues, "open", new Uint8Array(0));
        throw new Leaves();
      });
      assertBlamed(outcome, cheater, "peer-closed", [cheater]);
      for (let i = 0; i < n; i++)
        if (i !== cheater)
          assert.deepEqual(windowOf(of(i)), ["marked", ...sent(n), "wiped", "rejected"]);
    }
  });

  it("ends with the wipe on an exception that is nobody's attack", async () => {
    let marked = 0;
    const log: string[] = [];
    const guard = (): KeyGuard => ({
      mark: async () => {
        marked++;
      },
      unmark: async () => {},
      wipe: async () => void log.push("wiped"),
    });
    const parties = checked(field, 2, 2, "bug", guard);
    const broken: typeof field = {
      ...field,
      add(a, b) {
        if (marked === 2) throw new TypeError("bug");
        return field.add(a, b);
      },
    };
    await assert.rejects(runCheck(broken, parties), /^TypeError: bug/);
    assert.ok(parties[0]!.key.dead);
    assert.ok(log.length > 0);
  });

  it("ends with the wipe where the mark cannot be removed", async () => {
    const wiped: number[] = [];
    const guard = (i: number): KeyGuard => ({
      mark: async () => {},
      unmark: async () => {
        throw new Error("disk is full");
      },
      wipe: async () => void wiped.push(i),
    });
    const parties = checked(field, 2, 2, "unmark", guard);
    await assert.rejects(runCheck(field, parties), /disk is full/);
    assert.ok(wiped.includes(0));
  });

  it("does not commit to σ where the mark cannot be written", async () => {
    const guard = (): KeyGuard => ({
      mark: async () => {
        throw new Error("disk is full");
      },
      unmark: async () => {},
      wipe: async () => {},
    });
    const tags: string[] = [];
    const tamper: Tamper = (_from, _to, tag, m) => {
      tags.push(tag);
      return m;
    };
    await assert.rejects(runCheck(field, checked(field, 2, 2, "mark", guard), { tamper }), /disk/);
    assert.ok(!tags.includes(WINDOW));
  });
});

describe("two checks at once", () => {
  /** Both checks asked for in one Promise.all, as two outputs do. */
  const both = (parties: readonly Checked[]) => async (s: Session) => {
    const { key, opened, position } = parties[s.self]!;
    const next = { ...position, checkNumber: 1, first: 3, last: 5 };
    await Promise.all([
      macCheck(s.child("a"), field, key, opened, position),
      macCheck(s.child("b"), field, key, opened, next),
    ]);
  };
  const boxes = (tags: readonly string[]) => tags.map((tag) => tag[0]);

  it("do not overlap: nothing of the second is sent before the first accepted", async () => {
    for (const n of [2, 3, 4, 5]) {
      const outcome = await runParties(n, both(checked(field, n, 3, "queue")));
      assert.deepEqual(outcome.results, Array(n).fill(undefined));
      // A party sends for b only after it accepted a: after all openings of a were sent.
      const tags = outcome.tags;
      assert.ok(tags.indexOf("b/position") > tags.lastIndexOf("a/residues/open"));
      assert.deepEqual([...new Set(boxes(tags))], ["a", "b"]);
    }
  });

  it("send nothing ever of the second if the first failed", async () => {
    const parties = checked(field, 3, 3, "queue").map((p) => ({
      ...p,
      opened: p.opened.map((o) => ({ ...o, values: shifted(field, o.values) })),
    }));
    const outcome = await runParties(3, both(parties));
    assertBlamed(outcome, null, "mac-check-failed", []);
    assert.deepEqual([...new Set(boxes(outcome.tags))], ["a"]);
  });

  // "Rushing at SPDZ": the first check is stalled by a cheater who knows Σ σ_i = −α·δ, hence α.
  it("send nothing of the second while the first is stalled, and wipe when it is left", async () => {
    for (const { n, cheater } of seats) {
      const parties = checked(field, n, 3, "stall").map((p) => ({
        ...p,
        opened: p.opened.map((o) => ({ ...o, values: shifted(field, o.values) })),
      }));
      const outcome = await runParties<unknown>(n, async (s) => {
        if (s.self !== cheater) return both(parties)(s);
        const a = s.child("a");
        await receivePositions(a, parties[cheater]!);
        await tossSeed(a.child("coins"));
        const residues = a.child("residues");
        await commitOnly(residues, new Uint8Array(8));
        await receiveFirst(residues, "open", new Uint8Array(0));
        for (let k = 0; k < 20; k++) await new Promise((resolve) => setImmediate(resolve));
        throw new Leaves();
      });
      assertBlamed(outcome, cheater, "peer-closed", [cheater]);
      assert.ok(!outcome.tags.some((tag) => tag.startsWith("b/")));
      for (const [i, { key }] of parties.entries()) assert.equal(key.dead, i !== cheater);
    }
  });
});

/** A cheater's step 1, as an honest party does it. */
async function receivePositions(s: Session, { position }: Checked): Promise<void> {
  const own = new Uint8Array(s.n > 2 ? 64 : 32);
  const { checkNumber, roundNumber, first, last } = position;
  new BigUint64Array(own.buffer, 0, 4).set([checkNumber, roundNumber, first, last].map(BigInt));
  await s.exchange("position", own);
}
