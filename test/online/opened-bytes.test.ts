/** What opened values take in memory until they are checked: a bound, held to the vectors that a check is given. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDifference } from "../../algebra/deferred.ts";
import type { Deferred, Field, Vector } from "../../algebra/field.ts";
import { openedBytes } from "../../online/planned-rounds.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { planProgram } from "../../operations/plan.ts";
import { recordBytes } from "../../protocols/opening-record.ts";
import { wrapping } from "./material.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

/** Short openings between long ones, which close rooms that are nearly empty, and many short ones. */
const LENGTHS = [1, 5000, 3, 4096, 4095, 2, 9000, ...Array<number>(40).fill(300), 4097, 1];

async function squares(mpc: Mpc): Promise<unknown> {
  for (const length of LENGTHS) {
    const x = await inputOf(mpc, 0, Array<number>(length).fill(2));
    await mpc.square(x);
  }
  return mpc.output(await inputOf(mpc, 1, [7]));
}

/** A field that notes every vector that a check goes over, and what of them is no material. */
function watched(material: ReadonlySet<ArrayBufferLike>, seen: Set<ArrayBufferLike>): Field {
  const note = (x: Deferred) => {
    for (const { buffer } of isDifference(x) ? [x.plus, x.minus] : [x])
      if (!material.has(buffer)) seen.add(buffer);
  };
  const combine: Field["combine"] = (coins: Vector, values: Vector, macs: Deferred) => {
    note(values);
    note(macs);
    return REAL.combine(coins, values, macs);
  };
  return new Proxy(REAL, {
    get(target, name) {
      const own: unknown = name === "combine" ? combine : Reflect.get(target, name, target);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

describe("memory of what is opened", () => {
  it("stays within what the plan says, of the check with the most elements", async () => {
    const seen = new Set<ArrayBufferLike>();
    const material = new Set<ArrayBufferLike>();
    const field = watched(material, seen);
    const { results } = await runEngines(squares, {
      field,
      material: (items, self) =>
        self !== 0
          ? items
          : wrapping(items, (columns) => {
              for (const { buffer } of columns) material.add(buffer);
              return columns;
            }),
    });
    for (const result of results) if (result instanceof Error) throw result;
    const { atOnce } = await planProgram(squares, null, { n: 2, self: 0, turn: setImmediate });
    const elements = LENGTHS.reduce((a, b) => a + b, 0);
    assert.equal(atOnce.unchecked, elements);
    assert.equal(atOnce.round, 9000);
    assert.equal(openedBytes(atOnce), recordBytes(elements));
    const held = [...seen].reduce((sum, { byteLength }) => sum + byteLength, 0);
    // Both parties are in this process, and have vectors of their own.
    assert.ok(held <= 2 * openedBytes(atOnce), `${held} > 2 × ${openedBytes(atOnce)}`);
    assert.ok(held >= 2 * 8 * elements);
  });

  it("is that of the longest round without MACs, and nothing where nothing is opened", () => {
    assert.equal(openedBytes({ unchecked: 0, round: 11 }), 88);
    assert.equal(openedBytes({ unchecked: 0, round: 0 }), 0);
    assert.equal(recordBytes(0), 0);
    assert.equal(recordBytes(10), 400 + 65536);
  });
});
