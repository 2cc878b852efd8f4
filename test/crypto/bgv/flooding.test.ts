import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPrime } from "../../../algebra/ring/integers.ts";
import type { RnsPoly } from "../../../algebra/ring/ring.ts";
import { NOISE_BYTES } from "../../../algebra/ring/switching.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import {
  hiddenByFlood,
  keyBounds,
  plaintextBounds,
  provedNoise,
} from "../../../crypto/bgv/noise.ts";
import type { BgvParameters } from "../../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { biasOf, chiSquare, chiSquareBound } from "../../support/chi-square.ts";
import { halvesOf, recording } from "./exact-reply.ts";
import {
  encryptOpening,
  field,
  instance,
  type Opening,
  phaseOf,
  seeded,
  small,
  T,
  vectors,
  withLevel,
} from "./instances.ts";

const N = 64;
const constant = (value: bigint): bigint[] => Array.from({ length: N }, () => value);
const first = (value: bigint): bigint[] => [value, ...constant(0n).slice(1)];

/**
 * A receiver that chose its ciphertext to have noise 2^13 everywhere. Times a sender's constant (t − 1)/2, and
 * switched down by one prime, it is 2^22 in units of t: what the flood must hide.
 */
const NOISE = 2n ** 13n;
const SENDERS = { nothing: 0n, most: (T - 1n) / 2n };
const REPLIES = 200;
const CELLS = 64;

/** What the receiver sees of t's multiples in each coefficient of its replies, over the flood's range: in [−1, 1). */
function seen(floodBits: number, sender: bigint): number[] {
  const { bgv, keys } = instance({ ...withLevel(small(), 3), floodBits }, seeded(11));
  const opening = { plain: constant(0n), u: constant(0n), e0: constant(NOISE), e1: constant(0n) };
  const ciphertext = encryptOpening(bgv, keys.publicKey, opening);
  const by = bgv.multiplicand(BigUint64Array.from(first(sender)));
  const s = [...keys.witness.s].map(BigInt);
  const modulus = bgv.parameters.primes[0]! * bgv.parameters.primes[1]!;
  return Array.from({ length: REPLIES }, () => {
    const { bytes } = bgv.reply(keys.publicKey, ciphertext, by);
    return phaseOf(halvesOf(bgv, bytes), s, modulus).map(
      (phase) => Number(phase / T) / 2 ** (floodBits - 1),
    );
  }).flat();
}

/** How far values are from uniform on [−1, 1): over its bound, and the mean in standard deviations. */
function distinguish(values: readonly number[]): { cells: number; mean: number } {
  const counts = new Array<number>(CELLS).fill(0);
  for (const x of values)
    counts[Math.min(CELLS - 1, Math.max(0, Math.floor(((x + 1) / 2) * CELLS)))]!++;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return {
    cells: chiSquare(counts, values.length / CELLS) / chiSquareBound(CELLS - 1),
    mean: Math.abs(mean) * Math.sqrt(3 * values.length),
  };
}

describe("flooding", () => {
  for (const [name, sender] of Object.entries(SENDERS))
    it(`shows a receiver who knows s and chose C a uniform number, whatever is sent: ${name}`, () => {
      const { cells, mean } = distinguish(seen(small().floodBits, sender));
      assert.ok(cells < 1 && mean < 6, `${cells}, ${mean}`);
    });

  it("of too few bits is seen by the same test", () => {
    for (const bits of [24, 20]) {
      const { cells, mean } = distinguish(seen(bits, SENDERS.most));
      assert.ok(cells > 1 && mean > 6, `${bits} bits: ${cells}, ${mean}`);
    }
    const { cells, mean } = distinguish(seen(24, SENDERS.nothing));
    assert.ok(cells < 1 && mean < 6, "it is the sender's vector that is seen");
  });

  it("leaves the receiver a uniform plaintext: the mask covers every coefficient", () => {
    const { bgv, coins, keys } = instance(small(), seeded(12));
    const { ciphertext } = bgv.encrypt(keys.publicKey, vectors(coins, N)[2]!);
    for (const y of vectors(coins, N)) {
      const by = bgv.multiplicand(y);
      const cells: bigint[] = [];
      for (let k = 0; k < 20; k++)
        for (const x of bgv.decryptReply(
          keys.secretKey,
          bgv.reply(keys.publicKey, ciphertext, by).bytes,
        ))
          cells.push((x * 101n) / T);
      assert.ok(biasOf(101, [BigUint64Array.from(cells)]) < 1);
      bgv.free(by);
    }
  });
});

/** The largest opening that a proof lets through, every coefficient of the given sign. */
function largestProved({ degree, masks, U }: BgvParameters, sign: bigint): Opening {
  const { plain, u, error } = plaintextBounds(masks, degree, U);
  return {
    plain: constant(sign * plain),
    u: constant(sign * u),
    e0: constant(sign * error),
    e1: constant(-sign * error),
  };
}

/** Some a; publicA redraws whole rows, for primes just below 2^50. */
function uniform({ ring, parameters }: Bgv): RnsPoly {
  const poly = ring.allocate(parameters.level);
  const coins = new Prg(nodeSuite, new Uint8Array(32).fill(14));
  ring.primes.forEach(({ p }, i) => {
    const row = ring.residues(poly, i);
    row.set(Array.from(new BigUint64Array(coins.bytes(8 * N).buffer), (x) => Number(x >> 12n) % p));
  });
  return poly;
}

/** Replies whose flood lies at one end of its interval decrypt to what they should: how many coefficients do not. */
function wrongCoefficients(parameters: BgvParameters, noise: number, sign: bigint): number {
  const { suite } = recording((bytes) => {
    if (bytes.length === NOISE_BYTES * N) bytes.fill(noise);
  });
  const bgv = createBgv(parameters, seeded(13, suite), null);
  const keys = bgv.generateKeys(uniform(bgv));
  const opening = largestProved(parameters, sign);
  const ciphertext = encryptOpening(bgv, keys.publicKey, opening);
  const by = BigUint64Array.from(constant((T - 1n) / 2n));
  const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, bgv.multiplicand(by));
  const product = bgv.decode(field.add(bgv.decryptReply(keys.secretKey, bytes), mask));
  const plain = field.fromIntegers(opening.plain);
  const expected = field.multiply(bgv.decode(plain), bgv.decode(by));
  return product.reduce((wrong, x, j) => wrong + Number(x !== expected[j]), 0);
}

describe("the derived modulus, with the flood at its required size", () => {
  /** Primes just above 2^49: each is a bit less. */
  const shorter: bigint[] = [];
  for (let q = 2n ** 49n + 1n; shorter.length < 2; q += 2n ** 15n) if (isPrime(q)) shorter.push(q);

  it("decrypts at both ends of the flood what carries the largest noise that a proof lets through", () => {
    for (const noise of [0x00, 0xff])
      for (const sign of [1n, -1n]) assert.equal(wrongCoefficients(small(), noise, sign), 0);
  });

  it("decrypts wrong two bits below", () => {
    const parameters = small();
    const primes = [...shorter, ...parameters.primes.slice(2)];
    for (const noise of [0x00, 0xff])
      assert.ok(wrongCoefficients({ ...parameters, primes }, noise, 1n) > 0);
  });

  it("hides what it must by its s: a prime less, and it does not", () => {
    const { degree, masks, keyMasks, U, primes, floodBits } = small();
    const bounds = { ...keyBounds(keyMasks), ...plaintextBounds(masks, degree, U) };
    const hidden = hiddenByFlood(degree, provedNoise(degree, bounds));
    const distance = (level: number): number => {
      const dropped = primes.slice(2, level).reduce((sum, q) => sum + Math.log2(Number(q)), 0);
      return Math.log2(Number(hidden)) + Math.log2(degree) + 20 - dropped - floodBits;
    };
    assert.ok(distance(primes.length) <= -40);
    assert.ok(distance(primes.length - 1) > -40);
  });
});
