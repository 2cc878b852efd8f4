/** v of a comparison by products is no masked value: it must not be seen before all is checked that it was made of. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Engine } from "../../operations/engine.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";
import { assertBlamed, seats } from "../support/tamper.ts";

/** x < 0 of one x with its zero test beside it, which opens something in every round of the product. */
const program = (x: number) => async (mpc: Engine) => {
  const secret = await mpc.input(0, [1], mpc.self === 0 ? [x] : null);
  return mpc.output(await mpc.sign(secret));
};

const OPTIONS = { engine: { comparisons: "product" } } as const;

/** How many elements the rounds open, in order; by what P0 sends to P1. */
async function elementsByRound(n: number): Promise<number[]> {
  const elements: number[] = [];
  const tamper: Tamper = (from, to, tag, message) => {
    if (from === 0 && to === 1 && tag === ROUNDS) elements.push(readHeader(message).elements);
    return message;
  };
  await runEngines(program(-5), { n, ...OPTIONS, network: { tamper } });
  return elements;
}

/** Adds `by` to an element that the cheater opens, for all alike; and counts who sends which round. */
function shifting(cheater: number, round: number, element: number, by: bigint) {
  const sent = new Set<number>();
  const tamper: Tamper = (from, to, tag, message) => {
    if (tag !== ROUNDS) return message;
    const header = readHeader(message);
    if (header.elements > 0) sent.add(header.round);
    const hit = from === cheater || (to === cheater && from === (cheater === 0 ? 1 : 0));
    if (!hit || header.round !== round) return message;
    const changed = message.slice();
    const view = new DataView(changed.buffer, HEADER_BYTES + 8 * element);
    view.setBigUint64(0, (view.getBigUint64(0, true) + by) % REAL.p, true);
    return changed;
  };
  return { tamper, sent };
}

describe("a comparison by products", () => {
  it("opens c, five rounds of factors, and after an announced check v", async () => {
    // The input; c; 16, 8, 4, 2, 1 products for the sign and 15, 7, 4, 2, 1 for zero; the check; v; the output; the end.
    const expected = [0, 1, 62, 30, 16, 8, 4, 0, 1, 1, 0];
    for (const n of [2, 3]) assert.deepEqual(await elementsByRound(n), expected, `n = ${n}`);
  });

  it("stops before v is opened if any opening before it is shifted, whoever does it", async () => {
    const elements = await elementsByRound(2);
    const [first, last] = [1, 6];
    const v = 8;
    for (const { n, cheater } of seats.filter((seat) => seat.n <= 3))
      for (let round = first; round <= last; round++)
        for (let at = 0; at < elements[round]!; at += LONG || round !== 2 ? 1 : 7)
          for (const by of LONG ? [1n, REAL.p - 1n] : [1n]) {
            if (!LONG && at > 0 && (cheater > 0 || n > 2)) continue;
            const { tamper, sent } = shifting(cheater, round, at, by);
            const outcome = await runEngines(program(-5), { n, ...OPTIONS, network: { tamper } });
            const what = `n = ${n}, cheater ${cheater}, round ${round}, element ${at}`;
            assertBlamed(outcome, cheater, "mac-check-failed", [], what);
            assert.ok(sent.has(round), what);
            assert.ok(!sent.has(v), `${what}: v is opened`);
          }
  });

  it("stops before anyone acts on v if v is shifted, to 0 or from it", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n <= 3))
      for (const x of [-5, 5]) {
        const { tamper, sent } = shifting(cheater, 8, 0, 7n);
        const outcome = await runEngines(program(x), { n, ...OPTIONS, network: { tamper } });
        assertBlamed(outcome, cheater, "mac-check-failed", [], `n = ${n}, cheater ${cheater}`);
        assert.ok(sent.has(8) && !sent.has(9), "the result is put out");
      }
  });
});
