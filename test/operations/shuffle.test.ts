/** That a shuffle is uniform, and what it rests on: switches are bits, and are told after a check. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clearMpc } from "../../operations/clear.ts";
import type { Engine } from "../../operations/engine.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { assertBlamed } from "../support/tamper.ts";
import { describePlace, placesFrom, shiftingTold, tellingOther } from "./told.ts";

const VALUES = [10, 20, 30, 40];

/** The round in which the shuffle begins: after the input's. */
const FIRST = 1;

async function shuffled(mpc: Engine) {
  const x = await mpc.input(0, VALUES.length, mpc.self === 0 ? VALUES : null);
  assert.equal(mpc.statistics().rounds, FIRST);
  return mpc.output(await mpc.shuffle(x));
}

describe("a shuffle", () => {
  it("is uniform: every order of three comes as often as any", async () => {
    const calls = 600;
    const [orders] = await Promise.all(
      clearMpc(2, REAL, { turn: setImmediate, seed: "shuffles" }).map(async (mpc) => {
        const x = mpc.constant([1, 2, 3], 3);
        const all = await Promise.all(Array.from({ length: calls }, () => mpc.shuffle(x)));
        const given = await Promise.all(all.map((y) => mpc.output(y)));
        await mpc.close();
        return given.map((list) => list.join());
      }),
    );
    const counts = new Map<string, number>();
    for (const order of orders!) counts.set(order, (counts.get(order) ?? 0) + 1);
    const expected = calls / 6;
    const distance = [...counts.values()].reduce(
      (sum, c) => sum + (c - expected) ** 2 / expected,
      0,
    );
    assert.equal(counts.size, 6);
    // 5 degrees of freedom: above 20.5 once in a thousand seeds.
    assert.ok(distance < 20.5, `${distance}`);
  });

  it("is another at each call, and with other material", async () => {
    const orders = new Set<string>();
    for (const seed of ["a", "b", "c", "d"]) {
      const { results } = await runEngines(shuffled, { seed });
      orders.add(String(results[0]));
      assert.deepEqual(results[1], results[0]);
    }
    assert.ok(orders.size > 1);
  });

  for (const place of placesFrom(FIRST)) {
    const { n, cheater } = place;
    const engine = { routing: place.routing };

    it(`permutes the rows though a party tells switches that are no bits (${describePlace(place)})`, async () => {
      // A network of four rows has five switches.
      const { material, seen } = tellingOther(place, 5, 2n);
      const { results } = await runEngines(shuffled, { n, engine, material });
      assert.equal(seen.changed, 5);
      for (const result of results) {
        if (result instanceof Error) throw result;
        assert.deepEqual(
          result.map(Number).sort((a, b) => a - b),
          VALUES,
        );
      }
    });

    it(`ends before an honest party tells its switches, if a bit that it is told is shifted (${describePlace(place)})`, async () => {
      for (const attacked of [false, true]) {
        const { tamper, seen } = shiftingTold(place, FIRST, attacked);
        const outcome = await runEngines(shuffled, { n, engine, network: { tamper } });
        assert.equal(seen.told, attacked ? 0 : (n - 1) ** 2);
        if (attacked) assertBlamed(outcome, cheater, "mac-check-failed", []);
        else assert.ok(outcome.results.every((result) => !(result instanceof Error)));
      }
    });
  }
});
