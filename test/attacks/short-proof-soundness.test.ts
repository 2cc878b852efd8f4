/**
 * How often a prover of something false is believed, where the space of challenges is so small that it shows: held
 * against the exact probability, both ways. A proof that never believes a false statement here is as suspect as one
 * that believes too many.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort } from "../../network/abort.ts";
import { MAX_ATTEMPTS } from "../../protocols/prove-short.ts";
import { falseImage, guessing } from "../support/cheating-provers.ts";
import { LONG } from "../support/long.ts";
import { type ReferenceShape, referenceOpenings } from "../support/reference-openings.ts";
import { honestTasks, runProofs, type Task, toyShape } from "../support/short-proofs.ts";

const RUNS = LONG ? 600 : 200;

/** The share of runs in which the honest party believes party 0, whose first image has no short opening. */
async function believed(shape: ReferenceShape, seed: string, retries: boolean): Promise<number> {
  const openings = referenceOpenings(shape);
  const [liar, honest] = honestTasks(shape, 2, seed) as [Task, Task];
  const [first, ...rest] = liar.own;
  const image = falseImage(openings, liar.keys[0]!, 1n << 100n);
  const lying: Task = { ...liar, own: [{ ...first!, image }, ...rest] };
  let accepted = 0;
  for (let k = 0; k < RUNS; k++) {
    const guesses = new Prg(nodeSuite, hash(nodeSuite, "test/guesses/v1", seed, k));
    const tasks = [guessing(shape, lying, guesses, retries), honest];
    const { results } = await runProofs(tasks, { seed: `${seed}-${k}`, grace: 0 });
    if (!(results[1] instanceof Abort)) accepted++;
    else assert.deepEqual([results[1].code, results[1].culprits], ["bad-proof", [0]]);
  }
  return accepted / RUNS;
}

function assertRate(rate: number, exact: number): void {
  const margin = 5 * Math.sqrt((exact * (1 - exact)) / RUNS);
  assert.ok(Math.abs(rate - exact) < margin, `believed ${rate}, exactly ${exact}`);
}

/** [what, shape, how many challenges a column has] */
const spaces: [string, ReferenceShape, number][] = [
  ["N = 4, V = 1, U = 1: nine monomials", toyShape("plaintext", 4, 1, 1), 9],
  ["N = 2, V = 2, U = 2, one of them false: 25 pairs", toyShape("plaintext", 2, 2, 2), 25],
  ["a constant, N = 4, V = 3: eight bit strings", toyShape("constant", 4, 3, 1), 8],
];

for (const [what, shape, choices] of spaces)
  describe(`a false statement, ${what}`, () => {
    it("is believed in one attempt as often as its challenge is guessed", async () => {
      assertRate(await believed(shape, `once ${what}`, false), 1 / choices);
    });

    it("is believed in all attempts together as often as one of eight guesses is right", async () => {
      const exact = 1 - (1 - 1 / choices) ** MAX_ATTEMPTS;
      assertRate(await believed(shape, `retries ${what}`, true), exact);
      assert.ok(exact <= MAX_ATTEMPTS / choices, "the three bits of the attempts");
    });
  });
