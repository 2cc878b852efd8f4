/**
 * What a cheating prover can do in the rounds that the three lattice proofs share, and what each honest party must
 * make of it. On bigint openings in Z[X]/(X^4 + 1): what the kernels compute is attacked in lattice-proofs.test.ts.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Session } from "../../network/session.ts";
import { commitmentTo, type Place } from "../../protocols/prove-short.ts";
import { flipped } from "../support/bytes.ts";
import {
  clamped,
  computing,
  PARTS,
  rangeOf,
  withCoefficient,
} from "../support/cheating-provers.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { referenceOpenings } from "../support/reference-openings.ts";
import {
  blames,
  Draws,
  honestShort,
  honestTasks,
  runProofs,
  seats,
  type Task,
  toyShape,
  withLastWord,
} from "../support/short-proofs.ts";
import { assertAborted, assertBlamed, flipFirst, flipLast, lie } from "../support/tamper.ts";

const shape = toyShape("plaintext", 4, 3, 2);
const openings = referenceOpenings(shape);

describe("a statement that is false", () => {
  for (const part of PARTS) {
    /** One coefficient of one witness is far beyond its range. */
    const oversized = (task: Task): Task => {
      const [first, ...rest] = task.own;
      const witness = {
        ...first!.witness,
        [part]: withCoefficient(first!.witness[part], 2, 3n * rangeOf(shape, part).width),
      };
      return {
        ...task,
        own: [{ image: openings.image(task.keys[0]!, witness), witness }, ...rest],
      };
    };
    const ownKey = (task: Task, cheater: number): Task => {
      const spoiled = oversized(task);
      const { witness } = spoiled.own[0]!;
      const image = openings.image(task.keys[cheater]!, witness);
      return { ...spoiled, own: [{ image, witness }, ...task.own.slice(1)] };
    };

    it(`oversized ${part}: an answer forced into its range does not verify`, () =>
      blames(shape, `forced ${part}`, (task, cheater) =>
        computing(ownKey(task, cheater), {
          answer(out, coins, row, witnesses) {
            openings.write(
              out,
              clamped(shape, openings.respond(openings.mask(coins), row, witnesses)),
            );
            return true;
          },
        }),
      ));

    it(`oversized ${part}: who repeats until W suits runs out of attempts`, () =>
      blames(shape, `repeating ${part}`, ownKey));
  }

  it("ciphertext under another key", () =>
    blames(shape, "another key", (task) => {
      const draws = new Draws("another key");
      const other = openings.keyFor(task.keys[0]!.second, draws.poly(4, 1n), draws.poly(4, 21n));
      const own = task.own.map(({ witness }) => ({
        image: openings.image(other, witness),
        witness,
      }));
      return { ...task, own };
    }));

  it("a ciphertext of which only the plaintext is known", () =>
    blames(shape, "unknown randomness", (task, cheater) => {
      const strange = openings.image(task.keys[cheater]!, honestShort(shape, new Draws("unknown")));
      return { ...task, own: [{ ...task.own[0]!, image: strange }, task.own[1]!] };
    }));

  it("α not constant", async () => {
    const constant = toyShape("constant", 4, 45, 1);
    const reference = referenceOpenings(constant);
    await blames(constant, "not constant", (task, cheater) => {
      const { witness } = task.own[0]!;
      const varied = { ...witness, plain: withCoefficient(witness.plain, 1, 1n) };
      return {
        ...task,
        own: [{ image: reference.image(task.keys[cheater]!, varied), witness: varied }],
      };
    });
  });

  it("b_i not short: its error is not", async () => {
    const key = toyShape("key", 4, 45, 1);
    const reference = referenceOpenings(key);
    await blames(key, "b not short", (task, cheater) => {
      const { witness } = task.own[0]!;
      const wide = { ...witness, e1: new Draws("wide").poly(4, 1n << 100n) };
      const lying = {
        ...task,
        own: [{ image: reference.image(task.keys[cheater]!, wide), witness: wide }],
      };
      return computing(lying, {
        answer(out, coins, row, witnesses) {
          reference.write(
            out,
            clamped(key, reference.respond(reference.mask(coins), row, witnesses)),
          );
          return true;
        },
      });
    });
  });
});

describe("an answer that is wrong", () => {
  it("wrong hash: h is of something else", () =>
    blames(shape, "wrong hash", (task) =>
      computing(task, {
        absorbMask(digest, key, coins) {
          openings.absorbMask(digest, key, coins);
          digest.update(Uint8Array.of(0));
        },
      }),
    ));

  it("Z for another W", () =>
    blames(shape, "another W", (task) =>
      computing(task, {
        answer(out, coins, row, witnesses) {
          const other = row.map((e, k) => (k === 1 ? ((e + 2) % 9) - 1 : e));
          return openings.answer(out, coins, other, witnesses);
        },
      }),
    ));

  it("Z flipped in its first and in its last byte, and the nonce", async () => {
    for (const [what, change] of Object.entries({
      nonce: flipFirst,
      last: flipLast,
      first: (m: Uint8Array) => m.map((x, j) => (j === 32 + openings.rowBytes - 12 ? x ^ 1 : x)),
    }))
      for (const { n, cheater } of seats) {
        const tasks = honestTasks(shape, n, what);
        const tamper = lie({ from: cheater, tag: /answer$/ }, change);
        const outcome = await runProofs(tasks, { tamper, seed: what });
        // The last byte holds the sign of an error: there it may leave the width of its component.
        const code = what === "last" ? /bad-proof|malformed-message/ : /bad-proof/;
        for (const [i, result] of outcome.results.entries())
          if (i !== cheater) {
            assert.ok(result instanceof Error, what);
            assert.match(result.code, code);
            assert.deepEqual(result.culprits, [cheater]);
          }
      }
  });

  it("names, at the one party that is sent a wrong Z, its sender", async () => {
    for (const { n, cheater } of seats)
      for (let victim = 0; victim < n; victim++) {
        if (victim === cheater) continue;
        const tamper = lie({ from: cheater, to: victim, tag: /answer$/ }, flipFirst);
        const { results } = await runProofs(honestTasks(shape, n, "one"), { tamper, seed: "one" });
        assertAborted(results[victim], "bad-proof", [cheater]);
      }
  });

  it("names all whose proofs are wrong", async () => {
    const tamper: Tamper = (from, _to, tag, m) =>
      from !== 2 && /answer$/.test(tag) ? flipFirst(m) : m;
    const { results } = await runProofs(honestTasks(shape, 3, "both"), { tamper, seed: "both" });
    assertAborted(results[2], "bad-proof", [0, 1]);
  });
});

describe("a proof of somewhere else", () => {
  it("proof of another party: all messages copied from it", async () => {
    // Of a key, so that the same statement is true for both: only h and the coins tell whose proof it is.
    const key = toyShape("key", 4, 45, 1);
    for (const { n, cheater } of seats) {
      const victim = (cheater + 1) % n;
      const tasks = honestTasks(key, n, "copy");
      tasks[cheater] = tasks[victim]!;
      const copy = (tag: string, own: Uint8Array, messages: readonly Uint8Array[]) =>
        /(commitment|announcement|answer)$/.test(tag) ? messages[victim]! : own;
      const outcome = await withLastWord(tasks, cheater, copy, "copy");
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `n = ${n}`);
    }
  });

  it("proof of another batch: commitment and answer, nonce included, replayed with their statement", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "replay");
      const said = new Map<string, Uint8Array>();
      const replay = (tag: string, own: Uint8Array) => {
        if (!/(commitment|announcement|answer)$/.test(tag)) return own;
        const label = tag.replace(/^(first|second)/, "");
        if (tag.startsWith("first")) said.set(label, own);
        return said.get(label)!;
      };
      const outcome = await withLastWord(tasks, cheater, replay, "replay", ["first", "second"]);
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `n = ${n}`);
    }
  });

  it("reused nonce: it opens no second commitment", async () => {
    for (const { n, cheater } of seats) {
      const tasks = honestTasks(shape, n, "nonce");
      let nonce: Uint8Array | null = null;
      const reuse = (tag: string, own: Uint8Array) => {
        if (!/answer$/.test(tag)) return own;
        nonce ??= own.slice(0, 32);
        return Uint8Array.of(...nonce, ...own.slice(32));
      };
      const outcome = await withLastWord(tasks, cheater, reuse, "nonce", ["first", "second"]);
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `n = ${n}`);
    }
  });

  it("h binds label, session, path, context, prover, attempt, images, masks and nonce", async () => {
    const sessionOf = async (seed: string) =>
      (await runParties(2, async (s) => s, { seed })).results[0] as Session;
    const [session, other] = [await sessionOf("a"), await sessionOf("b")];
    const place: Place = {
      session,
      label: "label",
      context: "context",
      prover: 0,
      attempt: 0,
      statement: new Uint8Array(32),
    };
    const [masks, nonce] = [new Uint8Array(32), new Uint8Array(32)];
    const variants: Partial<Place>[] = [
      {},
      { session: other },
      { session: session.child("box") },
      { label: "another" },
      { context: "another" },
      { prover: 1 },
      { attempt: 1 },
      { statement: flipped(place.statement) },
    ];
    const all = variants.map((v) => commitmentTo({ ...place, ...v }, masks, nonce));
    all.push(
      commitmentTo(place, flipped(masks), nonce),
      commitmentTo(place, masks, flipped(nonce)),
    );
    assert.equal(new Set(all.map((h) => Buffer.from(h).toString("hex"))).size, 10);
  });
});
