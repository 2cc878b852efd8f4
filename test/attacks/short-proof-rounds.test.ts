/**
 * Repetitions, broadcasts and bytes of the rounds that the three lattice proofs share, under attack: see
 * short-proofs.test.ts.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChallengeRow } from "../../crypto/bgv/challenge.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { MAX_ATTEMPTS } from "../../protocols/prove-short.ts";
import { computing } from "../support/cheating-provers.ts";
import { Leaves, type Tamper } from "../support/parties.ts";
import { referenceOpenings } from "../support/reference-openings.ts";
import {
  blames,
  honestTasks,
  runProofs,
  seats,
  type Task,
  toyShape,
  withLastWord,
} from "../support/short-proofs.ts";
import { assertBlamed, type Change, flipFirst, lie, wrongLengths } from "../support/tamper.ts";

const shape = toyShape("plaintext", 4, 3, 2);
const openings = referenceOpenings(shape);

describe("repetitions", () => {
  /** Announces a repetition in the first `times` attempts, whatever Z is. */
  const repeating = (task: Task, times: number, then: Partial<Task["openings"]> = {}): Task => {
    let answers = 0;
    const honest = task.openings;
    return computing(task, {
      ...then,
      answer(out, coins, row, witnesses) {
        const attempt = Math.floor(answers++ / shape.rows);
        const fits = (then.answer ?? honest.answer)(out, coins, row, witnesses);
        return attempt >= times && fits;
      },
    });
  };

  /** Draws in every attempt the masks of the first. */
  const withOldMasks = (task: Task): Task => {
    const fixed = (l: number) => new Prg(nodeSuite, new Uint8Array(32).fill(l));
    let [committed, answered] = [0, 0];
    const { absorbMask, answer } = task.openings;
    return computing(task, {
      absorbMask: (digest, key) => absorbMask(digest, key, fixed(committed++ % shape.rows)),
      answer: (out, _coins, row, xs) => answer(out, fixed(answered++ % shape.rows), row, xs),
    });
  };

  it("are accepted of an honest prover, and cost the others nothing but their coins", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "patient");
      tasks[cheater] = repeating(tasks[cheater]!, MAX_ATTEMPTS - 1);
      const sizes = new Map<string, number>();
      const tamper: Tamper = (from, _to, tag, m) => {
        if (/answer$/.test(tag) && m.length > 0) sizes.set(`${from} ${tag}`, m.length);
        return m;
      };
      const { results } = await runProofs(tasks, { tamper, seed: "patient" });
      for (const result of results) assert.ok(!(result instanceof Error), String(result));
      const answers = [...sizes.keys()].sort();
      const expected = Array.from({ length: n }, (_, i) => {
        const attempt = i === cheater ? MAX_ATTEMPTS - 1 : 0;
        return `${i} proof/attempt-${attempt}/answer`;
      });
      assert.deepEqual(answers, expected.sort());
    }
  });

  it("endless retries name the prover, after eight attempts: V has three bits for them", async () => {
    assert.equal(MAX_ATTEMPTS, 8);
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "endless");
      tasks[cheater] = repeating(tasks[cheater]!, Number.POSITIVE_INFINITY);
      const outcome = await runProofs(tasks, { seed: "endless" });
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `n = ${n}`);
      const attempts = outcome.tags.map((tag) => Number(/attempt-(\d+)/.exec(tag)?.[1] ?? 0));
      assert.equal(Math.max(...attempts), 7);
    }
  });

  it("retry with old W: an answer to the coins of the attempt before", () => {
    const rows: ChallengeRow[] = [];
    return blames(shape, "old W", (task) =>
      repeating(task, 1, {
        answer(out, coins, row, witnesses) {
          rows.push(row);
          const old = rows.length > shape.rows ? rows.at(-1 - shape.rows)! : row;
          return openings.answer(out, coins, old, witnesses);
        },
      }),
    );
  });

  it("retry with old Y: the commitment of the attempt before, and its masks under new coins", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "old Y");
      tasks[cheater] = withOldMasks(repeating(tasks[cheater]!, 1));
      let first: Uint8Array | null = null;
      const old = (tag: string, own: Uint8Array) => {
        if (!/commitment$/.test(tag)) return own;
        first ??= own;
        return first;
      };
      const outcome = await withLastWord(tasks, cheater, old, "old Y");
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `n = ${n}`);
    }
  });

  it("an honest prover never answers two challenges with one mask, nor commits twice to one", async () => {
    const drawn: string[] = [];
    const tasks = honestTasks(shape, 2, "fresh").map((task) => {
      const watched = computing(task, {
        absorbMask(digest, key, coins) {
          drawn.push(String(openings.mask(new Prg(nodeSuite, coins.bytes(32))).u));
          openings.absorbMask(digest, key, coins);
        },
        answer(out, coins, row, witnesses) {
          coins.bytes(32);
          return openings.answer(out, coins, row, witnesses);
        },
      });
      return repeating(watched, 3);
    });
    const commitments: string[] = [];
    const nonces: string[] = [];
    const tamper: Tamper = (_from, _to, tag, m) => {
      if (/commitment$/.test(tag) && m.length > 0) commitments.push(Buffer.from(m).toString("hex"));
      if (/answer$/.test(tag) && m.length > 0)
        nonces.push(Buffer.from(m.subarray(0, 32)).toString("hex"));
      return m;
    };
    const { results } = await runProofs(tasks, { tamper, seed: "fresh" });
    for (const result of results) assert.ok(!(result instanceof Error), String(result));
    assert.equal(drawn.length, 2 * 4 * shape.rows);
    assert.equal(new Set(drawn).size, drawn.length, "a mask was drawn twice");
    assert.equal(commitments.length, 8);
    assert.equal(new Set(commitments).size, 8);
    assert.equal(new Set(nonces).size, 2);
  });

  it("show nothing of a rejected attempt: no answer leaves before one that is in range", async () => {
    const tasks = honestTasks(shape, 2, "silent");
    tasks[0] = repeating(tasks[0]!, 1);
    const early: number[] = [];
    const tamper: Tamper = (from, _to, tag, m) => {
      if (from === 0 && /attempt-0\/answer$/.test(tag)) early.push(m.length);
      return m;
    };
    await runProofs(tasks, { tamper, seed: "silent" });
    assert.deepEqual(early, [0]);
  });

  it("who has answered may not speak again", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "again");
      const patient = (cheater + 1) % n;
      tasks[patient] = repeating(tasks[patient]!, 1);
      const tag = /attempt-1\/(commitment|announcement|answer)$/;
      const outcome = await runProofs(tasks, {
        tamper: lie({ from: cheater, tag }, () => new Uint8Array(1)),
        seed: "again",
      });
      assertBlamed(outcome, cheater, "malformed-message", [cheater]);
    }
  });

  it("an announcement that is neither yes nor no", async () => {
    for (const { n, cheater } of seats) {
      const maybe = (tag: string, own: Uint8Array) =>
        /announcement$/.test(tag) ? Uint8Array.of(2) : own;
      const outcome = await withLastWord(honestTasks(shape, n, "maybe"), cheater, maybe, "maybe");
      assertBlamed(outcome, cheater, "malformed-message", [cheater]);
    }
  });
});

describe("what must be the same for all", () => {
  const equivocations: [string, RegExp, Change][] = [
    ["C", /images$/, flipFirst],
    ["h", /commitment$/, flipFirst],
    ["announcements", /announcement$/, (m) => Uint8Array.of(1 - m[0]!)],
  ];
  for (const [what, tag, change] of equivocations)
    it(`equivocated ${what}: two peers are told something else, and nobody answers`, async () => {
      for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
        const to = (cheater + 1) % n;
        const outcome = await runProofs(honestTasks(shape, n, what), {
          tamper: lie({ from: cheater, to, tag }, change),
          seed: what,
        });
        assertBlamed(outcome, cheater, "inconsistent-broadcast", []);
        assert.ok(!outcome.tags.some((t) => /answer$/.test(t)));
        if (what !== "announcements") assert.ok(!outcome.tags.some((t) => /coins/.test(t)));
      }
    });

  it("no coin is tossed before every C and h has come", async () => {
    const { tags } = await runProofs(honestTasks(shape, 3, "order"), {
      shuffle: true,
      seed: "order",
    });
    const first = tags.findIndex((t) => /coins\//.test(t));
    assert.ok(first > tags.findLastIndex((t) => /images$|commitment$/.test(t)));
  });

  it("who leaves after it has seen the coins is named", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "leaves");
      tasks[cheater] = computing(tasks[cheater]!, {
        answer() {
          throw new Leaves();
        },
      });
      const outcome = await runProofs(tasks, { seed: "leaves" });
      assertBlamed(outcome, cheater, "peer-closed", [cheater]);
    }
  });
});

describe("bytes that are none", () => {
  for (const tag of ["images", "commitment", "announcement", "answer"])
    for (const [what, change] of Object.entries(wrongLengths))
      it(`names the sender of ${tag} that is ${what}`, async () => {
        for (const { n, cheater } of seats) {
          const tamper = lie({ from: cheater, tag: new RegExp(`${tag}$`) }, change);
          const outcome = await runProofs(honestTasks(shape, n, "bytes"), {
            tamper,
            seed: "bytes",
          });
          assertBlamed(outcome, cheater, "malformed-message", [cheater], `n = ${n}`);
        }
      });

  it("residue ≥ q_i", async () => {
    for (const { n, cheater } of seats) {
      const beyond: Change = (m) => {
        const out = m.slice();
        new DataView(out.buffer).setBigUint64(8, shape.primes[0]!, true);
        return out;
      };
      const tamper = lie({ from: cheater, tag: /images$/ }, beyond);
      const outcome = await runProofs(honestTasks(shape, n, "residue"), {
        tamper,
        seed: "residue",
      });
      assertBlamed(outcome, cheater, "malformed-message", [cheater]);
    }
  });

  it("over-wide integers in an answer", async () => {
    for (const { n, cheater } of seats) {
      const wide: Change = (m) => {
        const out = m.slice();
        out.fill(0x7f, out.length - 1);
        return out;
      };
      const tamper = lie({ from: cheater, tag: /answer$/ }, wide);
      const outcome = await runProofs(honestTasks(shape, n, "wide"), { tamper, seed: "wide" });
      assertBlamed(outcome, cheater, "malformed-message", [cheater]);
    }
  });
});
