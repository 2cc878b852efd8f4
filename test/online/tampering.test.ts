import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { Abort } from "../../network/abort.ts";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Engine } from "../../operations/engine.ts";
import { LONG } from "../support/long.ts";
import {
  assertCaught,
  MALFORMED,
  noting,
  type Sent,
  SPLIT,
  shifted,
  shifting,
  spoiling,
  withAnothersMask,
} from "./cheating.ts";
import { inputOf, runEngines } from "./parties.ts";

/** Every kind of operation that opens something, and every kind of output. */
async function program(mpc: Engine): Promise<unknown[]> {
  const [x, y] = await Promise.all([inputOf(mpc, 0, [3, -4]), inputOf(mpc, mpc.n - 1, [5, 6])]);
  const products = await Promise.all([mpc.multiply(x!, y!), mpc.square(x!), mpc.dot(x!, y!)]);
  const masked = await mpc.maskMatrix(mpc.reshape(x!, [1, 2]), {
    columns: 1,
    products: 1,
    transposed: 1,
  });
  const first = await masked.product(y!);
  const second = await masked.transposedProduct(first);
  const product = await mpc.matrixProduct(y!, products[0]!);
  const down = [
    await mpc.truncateExact(products[0]!, 2),
    await mpc.truncate(mpc.multiplyPublic(x!, 8), 3),
  ];
  const results = [...products, first, second, product, ...down];
  const opened = results.map((z) => mpc.output(z));
  return Promise.all([...opened, mpc.outputTo(0, x!), mpc.outputTo(mpc.n - 1, y!)]);
}

const RIGHT = [[15n, -24n], [9n, 16n], [-9n], [-9n], [-27n, 36n], [-69n], [3n, -6n], [3n, -4n]];
const rightAt = (self: number, n: number) => [
  ...RIGHT,
  self === 0 ? [3n, -4n] : null,
  self === n - 1 ? [5n, 6n] : null,
];

/** What is sent in the rounds of an honest run: who to whom, which round, how many elements. */
async function sentRounds(n: number, routing: "direct" | "king") {
  const sent: Sent[] = [];
  const network = { tamper: noting(sent) };
  const { results } = await runEngines(program, { n, engine: { routing }, network });
  for (const [self, result] of results.entries()) assert.deepEqual(result, rightAt(self, n));
  return sent;
}

describe("a cheater online", () => {
  for (const n of LONG ? [2, 3, 4, 5] : [2, 3])
    it(`who shifts any one share, to all or to one, is detected before anything is returned (n = ${n})`, async () => {
      const sent = (await sentRounds(n, "direct")).filter(({ elements }) => elements > 0);
      for (let cheater = 0; cheater < n; cheater++) {
        const peer = cheater === 0 ? 1 : 0;
        const mine = sent.filter(({ from, to }) => from === cheater && to === peer);
        for (const { round, elements, opened } of mine)
          for (let element = 0; element < elements; element++)
            for (const to of n === 2 ? [null] : [null, peer]) {
              // Of two parties every element of every operation: test/operations/tampering.test.ts.
              const left =
                n === 2 ? element < 2 || element % 3 === 0 : (element + round) % (2 * n - 3) === 0;
              if (!LONG && !left) continue;
              // A masked input told alike to all is the owner's choice of another input.
              if (element >= opened && to === null && n > 2) continue;
              const { results } = await runEngines(program, {
                n,
                network: { tamper: shifting(cheater, to, round, element) },
              });
              const what = `P${cheater} to ${to ?? "all"}, round ${round}, element ${element}`;
              // Two parties have nobody to compare with: the MACs tell. Else the openings differ before any coin.
              assertCaught(results, cheater, what, n === 2 ? "mac-check-failed" : SPLIT);
            }
      }
    });

  it("who shifts an opening does not even see the outputs that depend on it", async () => {
    const opened: string[] = [];
    const { results } = await runEngines(
      async (mpc) => {
        const x = await inputOf(mpc, 0, [3]);
        return mpc.output(await mpc.square(x));
      },
      {
        network: {
          tamper: (from, _to, tag, message) => {
            if (tag !== ROUNDS) return message;
            const { round, elements } = readHeader(message);
            if (from === 0) opened.push(`round ${round}: ${elements}`);
            return from === 1 && round === 1 ? shifted(message, 0) : message;
          },
        },
      },
    );
    assertCaught(results, 1, "the masked square", "mac-check-failed");
    // The input, the square, the announcement of the check; never the output's element.
    assert.deepEqual(opened, ["round 0: 0", "round 1: 1", "round 2: 0"]);
  });

  it("who as a king tells one party another sum is detected", async () => {
    const sent = await sentRounds(3, "king");
    const answers = sent.filter(({ from, elements, round }) => from === round % 3 && elements > 0);
    assert.ok(answers.length > 10);
    for (const { from, to, round, opened } of answers) {
      if (opened === 0) continue;
      for (const peer of [to, null]) {
        const { results } = await runEngines(program, {
          n: 3,
          engine: { routing: "king" },
          network: { tamper: shifting(from, peer, round, 0) },
        });
        const what = `king P${from} to ${peer ?? "all"} in round ${round}`;
        assertCaught(results, from, what, SPLIT);
      }
    }
  });

  it("who tells two parties different masked inputs aborts them with inconsistent-broadcast", async () => {
    for (const routing of ["direct", "king"] as const) {
      const { results } = await runEngines(program, {
        n: 3,
        engine: { routing },
        network: { tamper: shifting(0, 1, 0, 0) },
      });
      assertCaught(results, 0, routing, SPLIT);
    }
  });

  /** Runs the program while `cheater` holds one wrong element in its share `item`; false if there is none. */
  async function wrongItem(
    n: number,
    cheater: number,
    part: "value" | "mac",
    item: number,
    element: (length: number) => number,
  ): Promise<"no such item" | "no such element" | "caught" | "unused"> {
    const { material, seen } = spoiling({ part, item, element });
    const { results } = await runEngines(program, {
      n,
      material: (items, self) => (self === cheater ? material(items) : items),
    });
    const { length, index } = seen;
    if (length === null) return "no such item";
    if (index >= length) return "no such element";
    const what = `n = ${n}, P${cheater}: ${part} ${index} of item ${item}`;
    const honest = results[cheater === 0 ? 1 : 0];
    if (honest instanceof Abort) {
      assertCaught(results, cheater, what, "mac-check-failed");
      return "caught";
    }
    // A bit of a mask that an opened bit multiplies by 0 changes nothing.
    for (const [self, result] of results.entries())
      assert.deepEqual(result, rightAt(self, n), what);
    return "unused";
  }

  it("who holds one wrong value or MAC share of any item is detected: every element, at one of two", async () => {
    for (const part of ["value", "mac"] as const) {
      const count = { caught: 0, unused: 0 };
      for (let item = 0, more = true; more; item++)
        for (let element = 0; ; element++) {
          const outcome = await wrongItem(2, (item + element) % 2, part, item, () => element);
          more = outcome !== "no such item";
          if (outcome === "no such item" || outcome === "no such element") break;
          count[outcome]++;
        }
      assert.ok(count.caught > 60 && count.unused <= 8, JSON.stringify(count));
    }
  });

  for (const n of LONG ? [3, 4, 5] : [3])
    it(`who holds one wrong value or MAC share of any item is detected: each party in turn (n = ${n})`, async () => {
      for (const part of ["value", "mac"] as const) {
        const count = { caught: 0, unused: 0 };
        for (let item = 0; ; item++) {
          const outcome = await wrongItem(n, item % n, part, item, (length) => item % length);
          if (outcome === "no such item" || outcome === "no such element") break;
          count[outcome]++;
        }
        assert.ok(count.caught > 30 && count.unused <= 8, JSON.stringify(count));
      }
    });

  it("mask with another's mask: who takes it for its own input is detected", async () => {
    for (const n of [2, 3]) {
      const { results } = await runEngines(
        async (mpc) => {
          const x = await inputOf(mpc, 1, [20]);
          return [await mpc.output(mpc.add(x, x))];
        },
        {
          n,
          material: (items, self) => (self === 1 ? withAnothersMask(items) : items),
        },
      );
      assertCaught(results, 1, `n = ${n}`, "mac-check-failed");
    }
  });

  it("without MACs changes the result unnoticed: what the checks are for", async () => {
    const { results } = await runEngines(async (mpc) => mpc.output(await inputOf(mpc, 0, [41])), {
      family: "plain",
      network: { tamper: shifting(1, null, 1, 0) },
    });
    assert.deepEqual(results[0], [42n]);
  });

  it("who sends a residue that is not canonical, or too little, is named", async () => {
    for (const [what, change] of MALFORMED)
      for (const round of [0, 1]) {
        const tamper: Tamper = (from, _to, tag, message) =>
          from === 0 && tag === ROUNDS && readHeader(message).round === round
            ? change(message)
            : message;
        const { results } = await runEngines(program, { network: { tamper } });
        const honest = results[1];
        assert.ok(honest instanceof Abort, what);
        if (honest.code === "programs-diverged") assert.equal(what, "half a header");
        else {
          assert.equal(honest.code, "malformed-message", what);
          assert.deepEqual(honest.culprits, [0], what);
        }
      }
  });

  it("passes in a field of 11 elements as often as the bound says, and not more", async () => {
    const field = referenceField(11n);
    let accepted = 0;
    const runs = LONG ? 1500 : 500;
    for (let k = 0; k < runs; k++) {
      const { results } = await runEngines(async (mpc) => mpc.output(await inputOf(mpc, 0, [4])), {
        field,
        seed: `acceptance ${k}`,
        network: {
          tamper: (from, _to, tag, message) => {
            if (from !== 0 || tag !== ROUNDS || readHeader(message).round !== 1) return message;
            const changed = message.slice();
            changed[HEADER_BYTES] = (changed[HEADER_BYTES]! + 1) % 11;
            return changed;
          },
        },
      });
      if (!(results[1] instanceof Abort)) accepted++;
    }
    // One wrong opening δ leaves Σσ_i = −r·α·δ: accepted iff r = 0 or α = 0, 21 in 121; ±5σ.
    const rate = 21 / 121;
    const spread = 5 * Math.sqrt(runs * rate * (1 - rate));
    assert.ok(Math.abs(accepted - runs * rate) < spread, `${accepted} of ${runs}`);
  });
});
