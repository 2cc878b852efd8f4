import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { inverse, mod } from "../../../algebra/ring/integers.ts";
import type { RnsPoly } from "../../../algebra/ring/ring.ts";
import { NOISE_BYTES } from "../../../algebra/ring/switching.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import {
  checkKernel,
  inSealsOrder,
  secretResidues,
  transformedReply,
  unpackResidues,
} from "../../../crypto/bgv/check-kernel.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import type { Bgv, Ciphertext, SecretKey } from "../../../crypto/bgv/scheme.ts";
import { loadSeal, type Seal } from "../../../crypto/bgv/seal.ts";
import { freshPrg, type RandomSource } from "../../../crypto/random.ts";
import { biasOf } from "../../support/chi-square.ts";
import { recording } from "./exact-reply.ts";
import { field, type Instance, seeded, small, T, vectors } from "./instances.ts";
import { sealsOwnReply } from "./seal-chain.ts";

const N = 16384;
const parameters = deriveParameters({ parties: 2, statistical: 40, batch: 12, keys: "proved" });
const { primes, keptPrimes } = parameters;
const product = (xs: readonly bigint[]): bigint => xs.reduce((a, b) => a * b, 1n);
const dropped = product(primes.slice(keptPrimes));
const kept = product(primes.slice(0, keptPrimes));
/** Header byte 81 of what was switched down. */
const correction = inverse(mod(dropped, T), T);

let seal: Seal;
before(async () => {
  seal = await loadSeal(parameters);
});

/** An instance whose secret is SEAL's. */
function sealed(source: RandomSource): Instance {
  const bgv = createBgv(parameters, source, seal);
  const coins = freshPrg(seeded(77));
  return { bgv, coins, keys: bgv.generateKeys(bgv.publicA(coins)) };
}

function sealDecrypts(
  { bgv, keys }: { bgv: Bgv; keys: { secretKey: SecretKey } },
  residues: Float64Array,
  factor: bigint,
): Vector {
  const half = residues.length / 2;
  const secret = secretResidues(bgv, keys.secretKey);
  return seal.decrypt(secret, residues.subarray(0, half), residues.subarray(half), factor);
}

/** Uniform |m| ≤ 2^95, |u| ≤ 2^43, |e0|, |e1| ≤ 2^47: the slack at U = 12, but for m, which is nothing beside t·e. */
function oversized({ bgv, coins, keys }: Instance): { ciphertext: Ciphertext; plain: Vector } {
  const { ring } = bgv;
  const { kernels: k } = ring;
  const [low, high, u, e0, e1, row] = [0, 1, 2, 3, 4, 5].map((x) => ring.scratch(8 * N, 300 + x));
  const random = ring.scratch(16 * N, 306);
  const draw = (length: number) => ring.bytes(random, length).set(coins.bytes(length));
  draw(16 * N);
  k.uniformBig(low!, high!, random, N, 52);
  for (const [at, bits] of [
    [u!, 44],
    [e0!, 48],
    [e1!, 48],
  ] as const) {
    draw(8 * N);
    k.uniformSmall(at, random, N, bits);
  }
  const [lows, highs] = [low!, high!].map((at) => Array.from(ring.doubles(at, N), BigInt));
  const plain = BigUint64Array.from(lows!, (x, j) => mod(highs![j]! * 2n ** 44n + x, T));
  const ciphertext = { c0: ring.allocate(primes.length), c1: ring.allocate(primes.length) };
  const transformed = ring.scratch(8 * N, 307);
  ring.primes.forEach(({ p, roots, rootRatios, plain: t }, i) => {
    const at = (poly: RnsPoly) => ring.row(poly, i);
    k.ntt(transformed, u!, roots, rootRatios, N, p, 0);
    k.liftBig(row!, low!, high!, e0!, N, t, p);
    k.ntt(row!, row!, roots, rootRatios, N, p, 0);
    k.encPoint(at(ciphertext.c0), at(keys.publicKey.b), transformed, 0, row!, N, 1, p);
    k.ntt(row!, e1!, roots, rootRatios, N, p, 0);
    k.encPoint(at(ciphertext.c1), at(keys.publicKey.a), transformed, 0, row!, N, t, p);
  });
  return { ciphertext, plain };
}

/** Draws that make every u 1 or −1, every error 21 or −21, and every flood the end of its interval. */
const extreme = (sign: 1 | -1): RandomSource => {
  const { suite } = recording((bytes, call) => {
    if (bytes.length === NOISE_BYTES * N) bytes.fill(sign > 0 ? 0xff : 0x00);
    else if (bytes.length === 6 * N)
      bytes.forEach((_, k) => {
        const high = k % 6 >= 3 ? 1 : -1;
        bytes[k] = high * sign * (call % 2 === 0 ? 1 : -1) > 0 ? [0xff, 0xff, 0x1f][k % 3]! : 0;
      });
    else if (bytes.length < 6 * N) bytes.fill(sign > 0 ? 242 : 0);
  });
  return seeded(21, suite);
};

describe("SEAL and the kernel at N = 16384", () => {
  it("agree about secret keys of SEAL's, which are uniform ternary and never the same", () => {
    const { bgv, keys } = sealed(seeded(20));
    const again = bgv.generateKeys(keys.publicKey.a);
    assert.notDeepEqual(again.witness.s, keys.witness.s);
    for (const { witness } of [keys, again])
      assert.ok(biasOf(3, [BigUint64Array.from(witness.s, (x) => BigInt(x + 1))]) < 1);
  });

  it("agree about encoding and decoding, up to the order of slots", () => {
    const { bgv, coins } = sealed(seeded(20));
    for (const slots of vectors(coins, N)) {
      const plain = bgv.encode(slots);
      assert.deepEqual(seal.encode(inSealsOrder(slots)), plain);
      assert.deepEqual(seal.decode(plain), inSealsOrder(slots));
      assert.deepEqual(bgv.decode(plain), slots);
    }
  });

  for (const [name, source] of [
    ["random randomness", () => seeded(20)],
    ["the largest randomness", () => extreme(1)],
    ["the smallest", () => extreme(-1)],
  ] as const)
    it(`agree about encryption, doubling, replies and decryption, with ${name}`, () => {
      const made = sealed(source());
      const { bgv, coins, keys } = made;
      const all = vectors(coins, N);
      all.forEach((plain, k) => {
        const { ciphertext, witness } = bgv.encrypt(keys.publicKey, plain);
        if (name !== "random randomness") {
          assert.ok(witness.u.every((x) => Math.abs(x) === 1));
          for (const e of [witness.e0, witness.e1]) assert.ok(e.every((x) => Math.abs(x) === 21));
        }
        const sent = bgv.decodeCiphertext(bgv.encodeCiphertext(ciphertext));
        const residues = () => unpackResidues(bgv.encodeCiphertext(sent));
        assert.deepEqual(sealDecrypts(made, residues(), 1n), plain);
        bgv.double(sent);
        assert.deepEqual(sealDecrypts(made, residues(), 1n), field.add(plain, plain));

        const factor = all[(3 * k + 1) % all.length]!;
        const by = bgv.multiplicand(factor);
        const { bytes, mask } = bgv.reply(keys.publicKey, sent, by);
        const decrypted = bgv.decryptReply(keys.secretKey, bytes);
        assert.deepEqual(sealDecrypts(made, transformedReply(bgv, bytes), correction), decrypted);
        assert.deepEqual(
          bgv.decode(field.add(decrypted, mask)),
          field.multiply(bgv.decode(field.add(plain, plain)), bgv.decode(factor)),
        );
        bgv.free(ciphertext, sent, by);
      });
    });

  it("agree up to the largest noise that parameters allow, 3q'/8, and past a reply's flood", () => {
    const made = sealed(seeded(22));
    const { bgv, keys, coins } = made;
    const most = (3n * kept) / 8n;
    const k = 987_654_321_987n;
    const phases = Array.from({ length: N }, (_, j) => {
      const part = BigInt(coins.below(1000, 1)[0]!);
      return [most, -most, most - part, part - most, (most * part) / 1000n, -T, T / 2n, 0n][j % 8]!;
    });
    // d1 = k, a constant polynomial: d0 + d1·s is the phase.
    const d0 = phases.map((phase, j) => phase - k * BigInt(keys.witness.s[j]!));
    const halves = [d0, d0.map((_, j) => (j === 0 ? k : 0n))];
    const packed = new Uint8Array(bgv.replyBytes);
    halves.forEach((half, h) => {
      const poly = bgv.ring.allocate(keptPrimes);
      for (let i = 0; i < keptPrimes; i++)
        bgv.ring.residues(poly, i).set(half.map((x) => Number(mod(x, primes[i]!))));
      bgv.ring.packInto(poly, packed, (h * packed.length) / 2);
      bgv.ring.free(poly);
    });
    const expected = BigUint64Array.from(phases, (phase) => mod(phase * dropped, T));
    assert.deepEqual(bgv.decryptReply(keys.secretKey, packed), expected);
    assert.deepEqual(sealDecrypts(made, transformedReply(bgv, packed), correction), expected);
  });

  it("agree about replies to what is as large as a proof lets through", () => {
    const made = sealed(seeded(30));
    const { bgv, coins, keys } = made;
    const { ciphertext, plain } = oversized(made);
    const factor = coins.elements(field, N);
    const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, bgv.multiplicand(factor));
    const decrypted = bgv.decryptReply(keys.secretKey, bytes);
    assert.deepEqual(sealDecrypts(made, transformedReply(bgv, bytes), correction), decrypted);
    assert.deepEqual(
      bgv.decode(field.add(decrypted, mask)),
      field.multiply(bgv.decode(plain), bgv.decode(factor)),
    );
  });

  it("the other way: ours decrypts what SEAL encrypted, multiplied and switched down", async () => {
    const { bgv, coins, keys } = sealed(seeded(23));
    const [x, y] = [0, 1].map(() => coins.elements(field, N)) as [Vector, Vector];
    const seals = await sealsOwnReply(parameters, x, y);
    assert.equal(seals.correction, correction);
    const secret: SecretKey = { s: bgv.ring.allocate(parameters.level) };
    primes.forEach((_, i) => {
      bgv.ring.residues(secret.s, i).set(seals.secret.subarray(i * N, (i + 1) * N));
    });
    const packed = new Uint8Array(bgv.replyBytes);
    for (const half of [0, 1]) {
      const poly = bgv.ring.allocate(keptPrimes);
      for (let i = 0; i < keptPrimes; i++) {
        const from = (half * keptPrimes + i) * N;
        bgv.ring.residues(poly, i).set(seals.residues.subarray(from, from + N));
      }
      bgv.ring.inverse(poly);
      bgv.ring.packInto(poly, packed, (half * packed.length) / 2);
      bgv.ring.free(poly);
    }
    const decrypted = bgv.decryptReply(secret, packed);
    assert.deepEqual(seal.decode(decrypted), field.multiply(x, y));
    assert.notDeepEqual(bgv.decryptReply(keys.secretKey, packed), decrypted);
  });

  it("refuse what is off SEAL's table, and residues that are not canonical", async () => {
    const six = { ...small({ degree: 8192 }) };
    await assert.rejects(loadSeal(six), /^Error: SEAL refuses N = 8192 with 6 primes at 128 bits/);
    const secret = seal.sampleSecret();
    const half = new Float64Array(N * keptPrimes);
    half[5] = 2 ** 50 - 1;
    assert.throws(() => seal.decrypt(secret, half, half, 1n), /^Error: SEAL: .*invalid/);
    const odd = new Float64Array(N);
    assert.throws(() => seal.decrypt(secret, odd, odd, 1n), /^RangeError: SEAL/);
    assert.throws(() => seal.encode(new BigUint64Array(5)), /^RangeError: SEAL: 5/);
  });
});

describe("the check of the kernel", () => {
  for (const kernel of ["fused", "exact"] as const)
    it(`passes with the ${kernel} kernels, and leaves nothing behind`, () => {
      const bgv = createBgv(parameters, seeded(24), seal, { kernel });
      checkKernel(bgv, seal, seeded(25));
      assert.equal(bgv.ring.allocatedBytes, 0);
      assert.equal(bgv.repliesSent, 1);
    });

  const flip = (vector: Vector): Vector => {
    const out = vector.slice();
    out[N - 1] = out[N - 1]! ^ 1n;
    return out;
  };
  const broken: readonly [string, RegExp, (bgv: Bgv) => Partial<Bgv>][] = [
    ["encoding", /^Error: encoding: /, (bgv) => ({ encode: (v) => flip(bgv.encode(v)) })],
    ["decoding", /^Error: decoding: /, (bgv) => ({ decode: (v) => flip(bgv.decode(v)) })],
    [
      "encryption",
      /^Error: encryption: /,
      (bgv) => ({ encrypt: (key, plain) => bgv.encrypt(key, flip(plain)) }),
    ],
    [
      "decryption",
      /^Error: decryption of a reply: SEAL and this machine's lattice kernel disagree/,
      (bgv) => ({ decryptReply: (secret, bytes) => flip(bgv.decryptReply(secret, bytes)) }),
    ],
    [
      "replies",
      /^Error: replies: /,
      (bgv) => ({
        reply: (key, ciphertext, by) => bgv.reply(key, bgv.double(ciphertext), by),
      }),
    ],
  ];
  for (const [what, words, breakIt] of broken)
    it(`names ${what} where that is wrong`, () => {
      const bgv = createBgv(parameters, seeded(26), seal);
      assert.throws(() => checkKernel({ ...bgv, ...breakIt(bgv) }, seal, seeded(27)), words);
    });

  it("is preceded by one of every secret key that SEAL makes", () => {
    for (const spoil of [
      (residues: Float64Array) => residues.fill(2),
      (residues: Float64Array) => residues.set([residues[5 * N]! + 1], 5 * N),
    ]) {
      const wrong: Seal = {
        ...seal,
        sampleSecret() {
          const residues = seal.sampleSecret();
          spoil(residues);
          return residues;
        },
      };
      const bgv = createBgv(parameters, seeded(28), wrong);
      assert.throws(
        () => bgv.generateKeys(bgv.publicA(freshPrg(seeded(29)))),
        /^Error: SEAL and the ring's transforms disagree about a secret key/,
      );
    }
  });
});
