import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { challengeCoins } from "../../protocols/prove-short.ts";
import { computing } from "../support/cheating-provers.ts";
import { runParties } from "../support/parties.ts";
import { honestTasks, runProofs, toyShape } from "../support/short-proofs.ts";
import { assertWire } from "../support/wire.ts";

describe("proveShort", () => {
  for (const kind of ["plaintext", "constant", "key"] as const)
    it(`accepts honest provers: ${kind}, small N`, async () => {
      for (const n of [2, 3]) {
        const shape = toyShape(kind, 4, 3, kind === "plaintext" ? 3 : 1);
        const tasks = honestTasks(shape, n, `honest-${n}`);
        const { results } = await runProofs(tasks, { shuffle: true, seed: kind });
        for (const images of results) {
          assert.ok(!(images instanceof Abort), String(images));
          assert.deepEqual(
            images,
            tasks.map((task) => task.own.map(({ image }) => image)),
          );
        }
      }
    });

  it("costs six rounds, nine with n > 2; five, or eight, more for a repetition", async () => {
    const shape = toyShape("plaintext", 4, 3, 2);
    for (const [n, rounds, more] of [
      [2, 6, 5],
      [3, 9, 8],
    ] as const) {
      const tasks = honestTasks(shape, n, "cost");
      const { imageBytes, openings } = tasks[0]!;
      const { traffic } = await runProofs(tasks);
      const coins = n === 2 ? 96 : 128;
      const echoes = n === 2 ? 0 : 64;
      const answer = 32 + openings.rows * openings.rowBytes;
      assert.equal(traffic[0]!.rounds, rounds);
      assert.equal(traffic[0]!.bytesSent[1], 2 * imageBytes + 32 + coins + 1 + answer + echoes);
      let answers = 0;
      tasks[1] = computing(tasks[1]!, {
        answer: (out, ...rest) => openings.answer(out, ...rest) && answers++ >= shape.rows,
      });
      assert.equal((await runProofs(tasks)).traffic[0]!.rounds, rounds + more);
    }
  });

  it("leaves nothing of a rejected answer in memory", async () => {
    const tasks = honestTasks(toyShape("plaintext", 4, 3, 2), 2, "rejected");
    const { openings } = tasks[0]!;
    const rejected: Uint8Array[] = [];
    tasks[0] = computing(tasks[0]!, {
      answer(out, ...rest) {
        const fits = openings.answer(out, ...rest);
        if (rejected.length === openings.rows) return fits;
        rejected.push(out);
        return false;
      },
    });
    const { results } = await runProofs(tasks, { seed: "rejected" });
    for (const result of results) assert.ok(!(result instanceof Abort), String(result));
    assert.equal(rejected.length, 3);
    for (const row of rejected) assert.ok(row.every((x) => x === 0));
  });

  it("draws challenges of its own for every prover", async () => {
    const { results } = await runParties(2, async (s) => s, { seed: "coins" });
    const session = results[0] as Session;
    const streams = [
      challengeCoins(session, new Uint8Array(32), 0),
      challengeCoins(session, new Uint8Array(32), 1),
      challengeCoins(session, new Uint8Array(32).fill(1), 0),
    ].map((coins) => Buffer.from(coins.bytes(32)).toString("hex"));
    assert.equal(new Set(streams).size, 3);
  });

  it("treats another number of witnesses as a bug", async () => {
    const tasks = honestTasks(toyShape("plaintext", 4, 3, 2), 2, "bug").map((task) => ({
      ...task,
      own: task.own.slice(1),
    }));
    await assert.rejects(runProofs(tasks), /^RangeError: proveShort: 1 of 2 witnesses/);
  });

  it("keeps its wire format", async () => {
    const tasks = honestTasks(toyShape("plaintext", 4, 2, 2), 3, "wire");
    assertWire("protocols/prove-short", (await runProofs(tasks, { seed: "wire" })).transcript);
  });
});
