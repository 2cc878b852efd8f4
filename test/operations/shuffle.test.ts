/** That a shuffle is uniform, and what it rests on: switches are bits, and are told after a check. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Engine } from "../../operations/engine.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { assertBlamed } from "../support/tamper.ts";

const CHEATER = 1;
const VALUES = [10, 20, 30, 40];

/** Where in the run the call is. */
interface Seen {
  from: number;
}

const shuffled = (seen: Seen) => async (mpc: Engine) => {
  const x = await mpc.input(0, VALUES.length, mpc.self === 0 ? VALUES : null);
  seen.from = mpc.statistics().rounds;
  return mpc.output(await mpc.shuffle(x));
};

/** Whether a message of a call's rounds opens nothing, and tells something. */
function tells({ from }: Seen, tag: string, message: Uint8Array): boolean {
  if (tag !== ROUNDS || message.length <= HEADER_BYTES) return false;
  const { round, elements } = readHeader(message);
  return round >= from && elements === 0;
}

/** `message` with `by` added to element `at` of what follows its header. */
function plus(message: Uint8Array, at: number, by: bigint): Uint8Array {
  const changed = message.slice();
  const view = new DataView(changed.buffer, HEADER_BYTES + 8 * at);
  view.setBigUint64(0, (view.getBigUint64(0, true) + by) % REAL.p, true);
  return changed;
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
      const { results } = await runEngines(shuffled({ from: 0 }), { seed });
      orders.add(String(results[0]));
      assert.deepEqual(results[1], results[0]);
    }
    assert.ok(orders.size > 1);
  });

  it("permutes the rows though a party tells switches that are no bits", async () => {
    const seen = { from: Number.POSITIVE_INFINITY };
    let changed = 0;
    const tamper: Tamper = (from, _to, tag, message) => {
      if (from !== CHEATER || !tells(seen, tag, message)) return message;
      const elements = (message.length - HEADER_BYTES) / 8;
      let lie = message;
      for (let at = 0; at < elements; at++) lie = plus(lie, at, 2n);
      changed += elements;
      return lie;
    };
    const { results } = await runEngines(shuffled(seen), { network: { tamper } });
    // A network of four rows has five switches.
    assert.equal(changed, 5);
    for (const result of results) {
      if (result instanceof Error) throw result;
      assert.deepEqual(
        result.map(Number).sort((a, b) => a - b),
        VALUES,
      );
    }
  });

  it("ends before an honest party tells its switches, if a bit that it is told is shifted", async () => {
    for (const attacked of [false, true]) {
      const seen = { from: Number.POSITIVE_INFINITY };
      let told = 0;
      const tamper: Tamper = (from, to, tag, message) => {
        if (from === 0 && tells(seen, tag, message)) told++;
        const both = from === CHEATER || (to === CHEATER && from === 0);
        const first = tag === ROUNDS && readHeader(message).round === seen.from;
        return attacked && both && first ? plus(message, 0, REAL.p - 1n) : message;
      };
      const outcome = await runEngines(shuffled(seen), { network: { tamper } });
      assert.equal(told, attacked ? 0 : 1);
      if (attacked) assertBlamed(outcome, CHEATER, "mac-check-failed", []);
      else assert.ok(outcome.results.every((result) => !(result instanceof Error)));
    }
  });
});
