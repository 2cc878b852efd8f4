import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mod } from "../../../algebra/ring/integers.ts";
import { NOISE_BYTES } from "../../../algebra/ring/switching.ts";
import type { BgvParameters } from "../../../crypto/bgv/parameters.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { drawsOf, exactReply, halvesOf, recording } from "./exact-reply.ts";
import { field, instance, phaseOf, seeded, small, T, vectors, withLevel } from "./instances.ts";

const filled = (value: number) => (bytes: Uint8Array) => void bytes.fill(value);

/** One reply of an instance whose draws may be replaced, beside the exact one. */
function compare(
  parameters: BgvParameters,
  seed: number,
  inputs: number,
  replace: (bytes: Uint8Array, kind: "mask" | "noise") => void = () => {},
) {
  let armed = false;
  const n = parameters.degree;
  const { suite, drawn } = recording((bytes) => {
    if (!armed) return;
    if (bytes.length === 8 * n) replace(bytes, "mask");
    if (bytes.length === NOISE_BYTES * n) replace(bytes, "noise");
  });
  const { bgv, keys } = instance(parameters, seeded(seed, suite));
  const all = vectors(new Prg(nodeSuite, new Uint8Array(32).fill(seed)), n);
  const [x, y] = [all[inputs]!, all[(2 * inputs) % all.length]!];
  const { ciphertext } = bgv.encrypt(keys.publicKey, x);
  const by = bgv.multiplicand(y);
  drawn.length = 0;
  armed = true;
  const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, by);
  const draws = drawsOf(drawn, n, parameters.floodBits);
  const exact = exactReply(bgv, keys.publicKey, [{ ciphertext, by: [...y] }], draws);
  return { bgv, keys, bytes, mask, exact, draws, x, y };
}

describe("a reply's flooding, mask and switch in one step", () => {
  for (const [name, parameters] of [
    ["six primes", small()],
    ["seven primes", withLevel(small({ degree: 16 }), 7)],
    ["three primes", withLevel(small({ degree: 32 }), 3)],
  ] as const)
    it(`are the exact integer flood and the exact switch, coefficient by coefficient: ${name}`, () => {
      for (let seed = 1; seed <= 14; seed++) {
        const { bgv, bytes, exact } = compare(parameters, seed, seed % 7);
        assert.deepEqual(halvesOf(bgv, bytes), exact);
      }
    });

  // With e/t outside the floor, or its ends rounded otherwise, these would differ.
  for (const noise of [0x00, 0xff])
    for (const [name, mask] of [
      ["0", 0n],
      ["t − 1", T - 1n],
      ["t/2", T / 2n],
    ] as const)
      it(`are exact where all noise is 0x${noise.toString(16).padStart(2, "0")} and the mask ${name}`, () => {
        const { bgv, bytes, exact } = compare(small(), 3, 0, (drawn, kind) => {
          if (kind === "noise") filled(noise)(drawn);
          else new BigUint64Array(drawn.buffer).fill(mask);
        });
        assert.deepEqual(halvesOf(bgv, bytes), exact);
      });

  it("give the sender Q times the mask that it drew", () => {
    const { bgv, mask, draws } = compare(small(), 4, 0);
    const Q = bgv.parameters.primes.slice(2).reduce((a, b) => a * b, 1n);
    assert.deepEqual(
      [...mask],
      draws.mask.map((e) => mod(Q * e, T)),
    );
  });

  it("flood over the whole interval: t·2^39, the ends included", () => {
    for (const [noise, sign] of [
      [0x00, -1n],
      [0xff, 1n],
    ] as const) {
      const { bgv, keys, bytes, mask, x, y } = compare(small(), 5, 0, (drawn, kind) => {
        if (kind === "noise") filled(noise)(drawn);
      });
      const kept = bgv.parameters.primes[0]! * bgv.parameters.primes[1]!;
      const n = bgv.slots;
      phaseOf(halvesOf(bgv, bytes), [...keys.witness.s].map(BigInt), kept).forEach((phase, j) => {
        // Near ±t·2^38: what is not flood is at most t·(N + 3)/2.
        const off = phase - sign * T * 2n ** 38n;
        assert.ok(off < T * BigInt(n) && off > -T * BigInt(n), `${j}`);
      });
      assert.deepEqual(
        bgv.decode(field.add(bgv.decryptReply(keys.secretKey, bytes), mask)),
        field.multiply(bgv.decode(x), bgv.decode(y)),
      );
    }
  });
});

describe("a reply to a sum of products", () => {
  /** Encrypted vectors, and multiplicands of so many coefficients each; values on which kernels err among them. */
  const sumOf = (weights: readonly number[], seed = 6) => {
    const { suite, drawn } = recording();
    const { bgv, keys } = instance(small(), seeded(seed, suite));
    const all = vectors(new Prg(nodeSuite, new Uint8Array(32).fill(seed)), bgv.slots);
    const parts = weights.map((weight, k) => {
      const by = all[(k + 2) % all.length]!.map((x, j) => (j < weight ? x || 1n : 0n));
      const plain = all[(3 * k) % all.length]!;
      const { ciphertext } = bgv.encrypt(keys.publicKey, plain);
      return { plain, ciphertext, by, product: { ciphertext, by: bgv.multiplicand(by) } };
    });
    drawn.length = 0;
    const reply = () =>
      bgv.replyToSum(
        keys.publicKey,
        parts.map(({ product }) => product),
      );
    return { bgv, keys, drawn, parts, reply };
  };

  for (const count of [1, 2, 3, 4, 5, 16])
    it(`is the exact switch of the exact sum, and decrypts to it less the mask: ${count}`, () => {
      const { bgv, keys, drawn, parts, reply } = sumOf(
        Array(count).fill(64 / 2 ** Math.ceil(Math.log2(count))),
      );
      const { bytes, mask } = reply();
      const draws = drawsOf(drawn, bgv.slots, bgv.parameters.floodBits);
      const products = parts.map(({ ciphertext, by }) => ({ ciphertext, by: [...by] }));
      assert.deepEqual(halvesOf(bgv, bytes), exactReply(bgv, keys.publicKey, products, draws));
      const slots = parts.map(({ plain, by }) => field.multiply(bgv.decode(plain), bgv.decode(by)));
      assert.deepEqual(
        bgv.decode(field.add(bgv.decryptReply(keys.secretKey, bytes), mask)),
        slots.reduce((x, y) => field.add(x, y)),
      );
    });

  it("of heavier multiplicands than the flood hides is refused, and none is counted", () => {
    for (const weights of [
      [64, 1],
      [32, 33],
      [22, 22, 21],
    ]) {
      const { bgv, reply } = sumOf(weights);
      assert.throws(reply, {
        name: "RangeError",
        message: /of 65 coefficients; the flood hides 64$/,
      });
      assert.equal(bgv.repliesSent, 0);
    }
    assert.equal(sumOf([31, 33]).reply().bytes.length, sumOf([64]).bgv.replyBytes);
    const { bgv, keys } = sumOf([]);
    assert.throws(() => bgv.replyToSum(keys.publicKey, []), /^RangeError: bgv: a reply to nothing/);
  });

  it("of what was freed is refused", () => {
    const { bgv, parts, reply } = sumOf([8, 8]);
    bgv.free(parts[1]!.product.by);
    assert.throws(reply, /^RangeError: bgv: a polynomial was freed/);
  });

  it("is one of the replies that a key carries", () => {
    const parameters = { ...small(), maxReplies: 1 };
    const { bgv, keys } = instance(parameters);
    const zero = new BigUint64Array(bgv.slots);
    const { ciphertext } = bgv.encrypt(keys.publicKey, zero);
    const product = { ciphertext, by: bgv.multiplicand(zero) };
    bgv.replyToSum(keys.publicKey, [product, product]);
    assert.throws(() => bgv.replyToSum(keys.publicKey, [product]), /1 replies were sent/);
  });
});
