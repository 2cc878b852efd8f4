/** What a cheater can do with its replies, and what each honest party must make of it. */

import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import type { Bgv, Multiplicand } from "../../../crypto/bgv/scheme.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import {
  assertAccepted,
  assertDestroyed,
  attack,
  type Cheat,
} from "../../support/lowgear-cheater.ts";
import { lie, wrongLengths } from "../../support/tamper.ts";

const field = prime60();

/** δ as a polynomial: 1 in one coefficient, hence not 0 in any slot. */
const delta = (bgv: Bgv): Vector => {
  const one = new BigUint64Array(bgv.slots);
  one[3] = 1n;
  return one;
};
const other = (bgv: Bgv): Multiplicand => bgv.multiplicand(delta(bgv));
const zeros = (bgv: Bgv) => new BigUint64Array(bgv.slots);

const AUTHENTICATE = /\/authenticate\//;
const SACRIFICE = /\/sacrifice\//;

/** The sum of two replies under one key, as the ciphertexts they are. */
function sumOfReplies(
  { ring, replyBytes }: Bgv,
  x: Uint8Array,
  y: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(replyBytes);
  const half = replyBytes / 2;
  const [a, b] = [ring.allocate(2), ring.allocate(2)];
  for (const from of [0, half]) {
    ring.unpack(x.subarray(from, from + half), a);
    ring.unpack(y.subarray(from, from + half), b);
    for (const [index, { p }] of ring.primes.slice(0, 2).entries()) {
      const more = ring.residues(b, index).slice();
      ring.residues(a, index).forEach((v, j, sum) => {
        sum[j] = v + more[j]! - (v + more[j]! >= p ? p : 0);
      });
    }
    ring.packInto(a, out, from);
  }
  ring.free(a);
  ring.free(b);
  return out;
}

/** Adds δ to the nth vector. */
const addsDelta =
  (which: number) =>
  (coefficients: Vector, nth: number): Vector => {
    if (nth !== which) return coefficients;
    const shift = new BigUint64Array(coefficients.length);
    shift[3] = 1n;
    return field.add(coefficients, shift);
  };

/** An empty nth reply of a kind. */
const empty = (kind: "product" | "mac", nth: number): Cheat => ({
  reply: (bgv, call) =>
    call.kind === kind && call.nth === nth
      ? { bytes: new Uint8Array(bgv.replyBytes), mask: zeros(bgv) }
      : null,
});

/** Adds δ to the nth reply of a kind, towards `peer` or all. */
const shifts = (kind: "product" | "mac", nth: number, peer?: number): Cheat => ({
  reply: (bgv, call) =>
    call.kind === kind && call.nth === nth && (peer ?? call.peer) === call.peer
      ? bgv.reply(call.key, call.ciphertext, call.by, delta(bgv))
      : null,
});
/** Takes another vector for the nth reply of a kind. */
const takesAnother = (kind: "product" | "mac", nth: number, peer?: number): Cheat => ({
  reply: (bgv, call) =>
    call.kind === kind && call.nth === nth && (peer ?? call.peer) === call.peer
      ? bgv.reply(call.key, call.ciphertext, other(bgv))
      : null,
});

/** One vector of triples: replies c, ĉ to the proved a; then a, b, b̂, and c, ĉ to Enc(α). */
const triples = (items: Preprocessing) => takeTriples(items, 5);

describe("replies for triples under attack", () => {
  const everywhere: Record<string, [RegExp, Cheat]> = {
    "c + δ": [SACRIFICE, shifts("product", 0)],
    "ĉ + δ": [SACRIFICE, shifts("product", 1)],
    "b of the product not the b that is authenticated": [SACRIFICE, takesAnother("product", 0)],
    "b̂ of the product not the b̂ that is authenticated": [SACRIFICE, takesAnother("product", 1)],
    "a of the products not the a that is held and authenticated": [
      SACRIFICE,
      { multiplicand: addsDelta(0), decode: addsDelta(0) },
    ],
    "c + δ in a share of one's own": [SACRIFICE, { decode: addsDelta(3) }],
    "a authenticated not the a that is held": [AUTHENTICATE, takesAnother("mac", 0)],
    "b authenticated not the b that is held": [AUTHENTICATE, takesAnother("mac", 1)],
    "c authenticated not the c that is held": [AUTHENTICATE, takesAnother("mac", 3)],
    ...Object.fromEntries(
      ["a", "b", "b̂", "c", "ĉ"].map((name, k) => [
        `wrong MAC contribution to ${name}`,
        [AUTHENTICATE, shifts("mac", k)] satisfies [RegExp, Cheat],
      ]),
    ),
    "zero reply to a": [SACRIFICE, empty("product", 0)],
    "zero reply to α": [AUTHENTICATE, empty("mac", 3)],
    "transparent reply: its second half is 0": [
      SACRIFICE,
      {
        reply(bgv, { kind, nth, key, ciphertext, by }) {
          if (kind === "mac" || nth > 0) return null;
          const reply = bgv.reply(key, ciphertext, by);
          reply.bytes.fill(0, bgv.replyBytes / 2);
          return reply;
        },
      },
    ],
    "reply to α built from the ciphertext of a": [
      AUTHENTICATE,
      {
        reply: (bgv, { kind, nth, key, peer, by, earlier }) => {
          const a = earlier.find((call) => call.kind === "product" && call.peer === peer);
          return kind === "mac" && nth === 1 ? bgv.reply(key, a!.ciphertext, by) : null;
        },
      },
    ],
    "replies summed: both products in one, the other empty": [
      SACRIFICE,
      {
        reply(bgv, { kind, nth, key, ciphertext, by, peer, earlier }) {
          if (kind === "mac" || nth > 1) return null;
          if (nth === 0) return { bytes: new Uint8Array(bgv.replyBytes), mask: zeros(bgv) };
          const first = earlier.find((call) => call.kind === "product" && call.peer === peer)!;
          const [x, y] = [first.by, by].map((b) => bgv.reply(key, ciphertext, b));
          return {
            bytes: sumOfReplies(bgv, x!.bytes, y!.bytes),
            mask: field.add(x!.mask, y!.mask),
          };
        },
      },
    ],
    "a mask kept that is not the reply's": [
      SACRIFICE,
      {
        reply(bgv, { kind, nth, key, ciphertext, by }) {
          if (kind === "mac" || nth > 0) return null;
          return { ...bgv.reply(key, ciphertext, by), mask: delta(bgv) };
        },
      },
    ],
  };
  for (const [what, [where, cheat]] of Object.entries(everywhere))
    it(`${what}: no item is released and the keys die`, async () => {
      for (const n of [2, 3]) {
        const attacked = await attack({ n, cheater: n - 1, cheat, ask: triples });
        await assertDestroyed(attacked, n - 1, "mac-check-failed", [], `n = ${n}`, where);
      }
    });

  const towardsOne: Record<string, [RegExp, Cheat]> = {
    "different b_j to two peers": [SACRIFICE, takesAnother("product", 0, 2)],
    "different c to two peers": [SACRIFICE, shifts("product", 0, 0)],
    "different a_j authenticated to two peers": [AUTHENTICATE, takesAnother("mac", 0, 2)],
    "wrong MAC contribution to one peer": [AUTHENTICATE, shifts("mac", 4, 0)],
    "reply under the key of a third party": [
      SACRIFICE,
      {
        reply: (bgv, { kind, peer, ciphertext, by, earlier }) => {
          const third = earlier.find((call) => call.peer !== peer);
          return kind === "product" && third !== undefined
            ? bgv.reply(third.key, ciphertext, by)
            : null;
        },
      },
    ],
  };
  for (const [what, [where, cheat]] of Object.entries(towardsOne))
    it(`${what}: no item is released and the keys die`, async () => {
      const attacked = await attack({ n: 3, cheater: 1, cheat, ask: triples });
      await assertDestroyed(attacked, 1, "mac-check-failed", [], what, where);
    });

  it("c + δ in one vector, c − δ in the other, whose ĉ is one: no item is released and the keys die", async () => {
    const cheat: Cheat = {
      reply(bgv, { kind, nth, key, ciphertext, by }) {
        // c and ĉ of the first vector, then those of the second.
        if (kind === "mac" || (nth !== 0 && nth !== 2)) return null;
        const plus = delta(bgv);
        return bgv.reply(key, ciphertext, by, nth === 0 ? plus : field.subtract(zeros(bgv), plus));
      },
    };
    const attacked = await attack({
      n: 2,
      cheater: 0,
      cheat,
      ask: (items) => takeTriples(items, 100),
    });
    await assertDestroyed(attacked, 0, "mac-check-failed", [], "cancelling", SACRIFICE);
  });

  it("a malformed reply names its sender", async () => {
    const malformed = {
      ...wrongLengths,
      "residue ≥ q": (m: Uint8Array) => m.slice().fill(255, 0, 16),
      "residue ≥ q in the second half": (m: Uint8Array) => m.slice().fill(255, -16),
    };
    for (const tag of [/triples-0\/products$/, /triples-0\/macs$/])
      for (const [what, change] of Object.entries(malformed)) {
        const tamper = lie({ from: 0, to: 1, tag }, change);
        const attacked = await attack({ n: 2, cheater: 0, tamper, ask: triples });
        await assertDestroyed(attacked, 0, "malformed-message", [0], `${what}, ${tag}`);
      }
  });

  it("the honest way through the same hooks is accepted", async () => {
    assertAccepted(await attack({ n: 3, cheater: 1, cheat: {}, ask: triples }));
  });
});
