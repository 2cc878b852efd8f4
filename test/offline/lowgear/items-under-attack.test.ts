/** What a cheater can do to squares, bits, masks, inputs, randoms and matrix triples. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeComparisonMasks } from "../../../items/kinds/comparison-mask.ts";
import { takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../../items/kinds/matrix-triple.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { takeTruncationMasks } from "../../../items/kinds/truncation-mask.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { shifted } from "../../support/dealt.ts";
import { assertDestroyed, attack, type Cheat } from "../../support/lowgear-cheater.ts";
import type { Tamper } from "../../support/parties.ts";
import { type Change, lie, wrongLengths } from "../../support/tamper.ts";

const field = prime60();
const AUTHENTICATE = /\/authenticate\//;
const SACRIFICE = /\/sacrifice\//;

const one = (length: number): Vector => {
  const out = new BigUint64Array(length);
  out[0] = 1n;
  return out;
};
const shifts = (kind: "product" | "mac", nth: number, peer?: number): Cheat => ({
  reply: (bgv: Bgv, call) =>
    call.kind === kind && call.nth === nth && (peer ?? call.peer) === call.peer
      ? bgv.reply(call.key, call.ciphertext, call.by, one(bgv.slots))
      : null,
});

type Ask = (items: Preprocessing) => Promise<unknown>;

/** Everybody stops at a MAC check, whoever cheats among n. */
const stopsAtCheck = async (
  n: number,
  where: RegExp,
  cheat: Cheat,
  ask: Ask,
  cheaters = [0, n - 1],
) => {
  for (const cheater of cheaters) {
    const attacked = await attack({ n, cheater, cheat, ask });
    const what = `n = ${n}, P${cheater}`;
    await assertDestroyed(attacked, cheater, "mac-check-failed", [], what, where);
  }
};

describe("squares and bits under attack", () => {
  const squares: Ask = (items) => takeSquares(items, 5);
  it("a² + δ, in what is kept or in what is sacrificed: stops at the sacrifice", async () => {
    // With two parties P_0 answers in the first vector, P_1 in the second.
    for (const n of [2, 3]) await stopsAtCheck(n, SACRIFICE, shifts("product", 0), squares);
  });

  it("wrong MAC contribution to a or a²: stops at the authenticated-value check", async () => {
    for (const nth of [0, 1, 2, 3])
      await stopsAtCheck(2, AUTHENTICATE, shifts("mac", nth), squares);
    await stopsAtCheck(3, AUTHENTICATE, shifts("mac", 2, 2), squares, [1]);
  });

  it("a of the product not the a that is held: stops at the sacrifice", () =>
    // The first vector's a is the first multiplicand, and the first to be decoded.
    stopsAtCheck(
      2,
      SACRIFICE,
      {
        multiplicand: (v, nth) => (nth === 0 ? field.add(v, one(v.length)) : v),
        decode: (v, nth) => (nth === 0 ? field.add(v, one(v.length)) : v),
      },
      squares,
      [1],
    ));

  // A bit is a sign only if a² is the square of a: a wrong one would be 2, −1 or anything else.
  for (const [what, delta] of [
    ["2", 3n],
    ["−1", field.p - 1n],
    ["random", 123456789n],
  ] as const)
    it(`non-bit (${what}): a square that is none stops at the sacrifice, before its bit exists`, () => {
      const cheat: Cheat = {
        reply: (bgv, call) => {
          if (call.kind === "mac" || call.nth > 0) return null;
          const all = bgv.encode(new BigUint64Array(bgv.slots).fill(delta));
          return bgv.reply(call.key, call.ciphertext, call.by, all);
        },
      };
      return stopsAtCheck(2, SACRIFICE, cheat, (items) => takeBits(items, 5));
    });

  it("a² opened wrong: stops at the MAC check of the opening, and no bit is released", async () => {
    await openedWrong(/items\/bits-0\/open$/, (items) => takeBits(items, 5));
  });
});

/** δ in the nth opening under a label: with n = 2 the MAC check tells, with more the openings' hash. */
async function openedWrong(tag: RegExp, ask: Ask, nth = 0): Promise<void> {
  for (const n of [2, 3]) {
    const seen = new Map<number, number>();
    const tamper: Tamper = (from, to, label, m) => {
      if (from !== 0 || !tag.test(label)) return m;
      const k = seen.get(to) ?? 0;
      seen.set(to, k + 1);
      const count = m.length / 8;
      return k === nth ? field.encode(shifted(field, field.decode(m, count), count - 1)) : m;
    };
    const attacked = await attack({ n, cheater: 0, tamper, ask });
    const code = n === 2 ? "mac-check-failed" : "inconsistent-broadcast";
    await assertDestroyed(attacked, 0, code, [], `n = ${n}, ${tag}`);
  }
}

describe("openings of LowGear under attack", () => {
  it("ρ opened wrong: stops at the MAC check", async () => {
    await openedWrong(/triples-0\/sacrifice\/open$/, (items) => takeTriples(items, 5));
    await openedWrong(/squares-0\/sacrifice\/open$/, (items) => takeSquares(items, 5));
  });

  it("the masked sum of the authenticated-value check opened wrong: stops at the MAC check", () =>
    openedWrong(/triples-0\/authenticate\/open$/, (items) => takeTriples(items, 5)));

  it("a factor of the mask test shifted: stops at the MAC check, and no mask is released", () =>
    openedWrong(/masks-\d+\/open$/, (items) => takeComparisonMasks(items, 2)));

  it("η of the mask test shifted: stops at the MAC check, and no mask is released", () =>
    openedWrong(/masks-\d+\/open$/, (items) => takeComparisonMasks(items, 2), 5));

  it("v of the mask test shifted: stops at the MAC check, and no mask is released", () =>
    openedWrong(/masks-\d+\/open$/, (items) => takeTruncationMasks(items, 16, 2, true), 6));
});

describe("input masks and randoms under attack", () => {
  const randoms: Ask = (items) => takeRandoms(items, 5);
  // The owner's first replies to α are those of the random that hides the check.
  const inputs: Ask = (items) => takeInputMasks(items, 1, 5);

  it("wrong MAC contribution to a random: stops at the authenticated-value check", async () => {
    for (const n of [2, 3]) await stopsAtCheck(n, AUTHENTICATE, shifts("mac", 0), randoms);
  });

  it("r towards one peer not the r towards another: stops at the authenticated-value check", () => {
    const cheat: Cheat = {
      reply: (bgv, call) =>
        call.nth === 1 && call.peer === 0
          ? bgv.reply(call.key, call.ciphertext, bgv.multiplicand(one(bgv.slots)))
          : null,
    };
    return stopsAtCheck(3, AUTHENTICATE, cheat, inputs, [1]);
  });

  it("wrong MAC contribution to an input mask by its owner: stops at the authenticated-value check", async () => {
    for (const n of [2, 3]) await stopsAtCheck(n, AUTHENTICATE, shifts("mac", 1), inputs, [1]);
  });

  it("a malformed seed or reply names the owner", async () => {
    for (const [tag, what] of [
      [/inputs-\d+\/seed$/, "seed"],
      [/inputs-\d+\/macs$/, "reply"],
    ] as const)
      for (const change of Object.values(wrongLengths)) {
        const tamper = lie({ from: 1, tag }, change);
        const attacked = await attack({ n: 3, cheater: 1, tamper, ask: inputs });
        await assertDestroyed(attacked, 1, "malformed-message", [1], what);
      }
  });
});

describe("matrix triples under attack", () => {
  const shape = { rows: 2, inner: 3, columns: 2, pairs: 1, transposed: 1 };
  const matrix: Ask = (items) => takeMatrixTriple(items, shape);
  /** Replies to sums of several products: blocks of all of A's rows and of some of its columns. */
  const summed: Ask = (items) =>
    takeMatrixTriple(items, { ...shape, rows: 8, inner: 8, columns: 8 });

  it("C + δ, or Ĉ + δ: stops at the sacrifice", async () => {
    // Replies of a block: A·B, Aᵀ·B, A·B̂, Aᵀ·B̂. The first coefficient of Aᵀ·B is an entry.
    for (const nth of [1, 3]) await stopsAtCheck(2, SACRIFICE, shifts("product", nth), matrix);
    await stopsAtCheck(2, SACRIFICE, shifts("product", 0), summed);
    await stopsAtCheck(3, SACRIFICE, shifts("product", 1, 2), matrix, [0]);
  });

  it("a block that is not packed as it should be: stops at the sacrifice", () => {
    // A·B: an entry of A where none should be meets entries of B. The first encryption is α's.
    const cheat: Cheat = {
      encrypt: (plain, nth) => {
        if (nth !== 1) return plain;
        const out = plain.slice();
        out[out.length - 1] = 1n;
        return out;
      },
    };
    return stopsAtCheck(2, SACRIFICE, cheat, matrix);
  });

  it("another block of B in one product of a sum: stops at the sacrifice", async () => {
    let largest = 0;
    const cheat: Cheat = {
      // The first multiplicand is the random's that hides the check; those of A·B follow.
      multiplicand: (v, nth) => (nth === 2 ? field.add(v, v) : v),
      reply: (_, { products }) => {
        largest = Math.max(largest, products);
        return null;
      },
    };
    await stopsAtCheck(2, SACRIFICE, cheat, summed);
    assert.ok(largest > 1, "there are sums");
  });

  it("wrong MAC contribution to A, B or C: stops at the authenticated-value check", async () => {
    // The random that hides the check comes first.
    for (const nth of [1, 2]) await stopsAtCheck(2, AUTHENTICATE, shifts("mac", nth), matrix);
  });

  it("ρ opened wrong: stops at the MAC check", () =>
    openedWrong(/matrices-\d+\/sacrifice\/open$/, matrix));
});

describe("malformed openings name their sender", () => {
  const changes: Record<string, Change> = wrongLengths;
  it("of a², ρ and η", async () => {
    for (const [tag, ask] of [
      [/bits-0\/open$/, (items) => takeBits(items, 5)],
      [/triples-0\/sacrifice\/open$/, (items) => takeTriples(items, 5)],
      [/masks-\d+\/open$/, (items) => takeComparisonMasks(items, 2)],
    ] as [RegExp, Ask][])
      for (const [what, change] of Object.entries(changes)) {
        const tamper = lie({ from: 1, tag }, change);
        const attacked = await attack({ n: 2, cheater: 1, tamper, ask });
        await assertDestroyed(attacked, 1, "malformed-message", [1], what);
      }
  });
});
