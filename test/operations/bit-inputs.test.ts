/** That an input declared a bit is one, whatever its owner does, and that an honest owner's bit stays hidden. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Engine } from "../../operations/engine.ts";
import { FAMILIES, REAL, runEngines } from "../online/parties.ts";
import { assertBlamed } from "../support/tamper.ts";
import { describePlace, type Place, placesFrom, shiftingTold, tellingOther } from "./told.ts";

const COUNT = 6;
/** The round in which the input begins. */
const FIRST = 0;

/** Bits of `owner`, as they are, and as operations on bits take them. */
const program = (owner: number) => async (mpc: Engine) => {
  const own = mpc.self === owner ? [0, 1, 1, 0, 1, 0] : null;
  const b = await mpc.input(owner, COUNT, own, { type: "bit" });
  const chosen = await mpc.select(b, mpc.constant([3], []), mpc.constant([5], []));
  return (await Promise.all([mpc.output(b), mpc.output(chosen)])).map((list) => list.map(Number));
};

async function outputs(place: Place, by: bigint): Promise<readonly number[][]> {
  const { n, routing, cheater } = place;
  const { material, seen } = tellingOther(place, COUNT, by);
  const { results } = await runEngines(program(cheater), { n, engine: { routing }, material });
  assert.equal(seen.changed, COUNT);
  for (const result of results) {
    if (result instanceof Error) throw result;
    assert.deepEqual(result, results[0]);
  }
  return results[0] as number[][];
}

describe("a cheater's bit", () => {
  for (const place of placesFrom(FIRST)) {
    it(`that is told as 2 or more is a bit all the same (${describePlace(place)})`, async () => {
      for (const by of [2n, 2n ** 40n, REAL.p - 1n]) {
        const [bits, chosen] = await outputs(place, by);
        assert.ok(
          bits!.every((b) => b === 0 || b === 1),
          `${by}: ${bits}`,
        );
        assert.deepEqual(
          chosen,
          bits!.map((b) => (b === 1 ? 3 : 5)),
        );
      }
    });
  }
});

describe("an honest owner's bit", () => {
  for (const place of placesFrom(FIRST))
    it(`is not told, if the bit that hides it is shifted (${describePlace(place)})`, async () => {
      const { n, routing, cheater } = place;
      const owner = cheater === 0 ? 1 : 0;
      for (const attacked of [false, true]) {
        const { tamper, seen } = shiftingTold(place, FIRST, attacked);
        const setting = { n, engine: { routing }, network: { tamper } };
        const outcome = await runEngines(program(owner), setting);
        assert.equal(seen.told, attacked ? 0 : n - 1);
        if (attacked) assertBlamed(outcome, cheater, "mac-check-failed", []);
        else assert.ok(outcome.results.every((result) => !(result instanceof Error)));
      }
    });

  it("is what comes", async () => {
    for (const family of FAMILIES) {
      const { results } = await runEngines(program(0), { family });
      for (const result of results)
        assert.deepEqual(result, [
          [0, 1, 1, 0, 1, 0],
          [5, 3, 3, 5, 3, 5],
        ]);
    }
  });
});
