import type { Vector } from "../../algebra/field.ts";
import { freshPrime60 } from "../../algebra/prime60.ts";
import { createRing, type RingOptions } from "../../algebra/ring/create-ring.ts";
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import { createSwitch } from "../../algebra/ring/switching.ts";
import type { RandomSource } from "../random.ts";
import { double, encrypt } from "./encryption.ts";
import { generateKeys } from "./keys.ts";
import type { BgvParameters } from "./parameters.ts";
import { decryptReply, reply, replyBytes } from "./reply.ts";
import { Sampler, uniformPolynomial } from "./sampler.ts";
import type { Bgv, Ciphertext, Multiplicand, PublicKey, SecretKey } from "./scheme.ts";
import type { Seal } from "./seal.ts";
import { decodeCiphertext, decodePublicKey, encodeHalves, polynomialBytes } from "./wire.ts";
import { assertPolynomials, assertVector, type Workspace } from "./workspace.ts";

/**
 * BGV under these parameters, with its own ring memory. This party's private coins come from `source`. Without `seal`
 * our own kernel samples secret keys. The tables take about 0.2 s at N = 16384.
 */
export function createBgv(
  parameters: BgvParameters,
  source: RandomSource,
  seal: Seal | null,
  options?: RingOptions,
): Bgv {
  const { degree, primes, level } = parameters;
  const ring = createRing({ degree, primes }, options);
  const field = freshPrime60();
  const open: Workspace = {
    parameters,
    ring,
    field,
    sampler: new Sampler(ring, source),
    down: createSwitch(ring, level),
    freed: new WeakSet(),
  };
  let sent = 0;
  let wiped = false;
  const work = (): Workspace => {
    if (wiped) throw new Error("bgv: everything was wiped");
    return open;
  };
  const replyToSum: Bgv["replyToSum"] = (key, products, added) => {
    if (sent >= parameters.maxReplies)
      throw new Error(`bgv: ${sent} replies were sent, and no more are allowed in this session`);
    const made = reply(work(), key, products, added);
    sent++;
    return made;
  };
  return {
    parameters,
    get ring() {
      return work().ring;
    },
    slots: degree,
    publicKeyBytes: polynomialBytes(open),
    ciphertextBytes: 2 * polynomialBytes(open),
    replyBytes: replyBytes(open),

    publicA: (coins) => uniformPolynomial(work().ring, coins),
    generateKeys: (a) => generateKeys(work(), a, seal),
    encodePublicKey: ({ b }) => encodeHalves(work(), b),
    decodePublicKey: (bytes, a) => decodePublicKey(work(), bytes, a),
    encode(slots) {
      assertVector(work(), "slots", slots);
      return ring.encode(slots);
    },
    decode(coefficients) {
      assertVector(work(), "coefficients", coefficients);
      return ring.decode(coefficients);
    },
    encrypt: (key, plain) => encrypt(work(), key, plain),
    double(ciphertext) {
      double(work(), ciphertext);
      return ciphertext;
    },
    encodeCiphertext: ({ c0, c1 }) => encodeHalves(work(), c0, c1),
    decodeCiphertext: (bytes) => decodeCiphertext(work(), bytes),
    multiplicand(coefficients) {
      assertVector(work(), "coefficients", coefficients);
      const poly = ring.allocate(level);
      ring.lift(poly, coefficients);
      return { poly, weight: weightOf(coefficients) };
    },
    reply: (key, ciphertext, by, added) => replyToSum(key, [{ ciphertext, by }], added),
    replyToSum,
    decryptReply: (secret, bytes) => decryptReply(work(), secret, bytes),
    // A count is no secret: it stays when all else is wiped.
    get repliesSent() {
      return sent;
    },
    copyOut(poly) {
      assertPolynomials(work(), poly);
      return ring.doubles(poly.at, poly.level * degree).slice();
    },
    takeIn(residues) {
      try {
        if (residues.length !== level * degree)
          throw new RangeError(`bgv: a polynomial of ${residues.length} residues`);
        const poly = work().ring.allocate(level);
        ring.doubles(poly.at, residues.length).set(residues);
        return poly;
      } finally {
        residues.fill(0);
      }
    },
    free(...owned) {
      for (const poly of owned.flatMap(polynomialsOf)) {
        assertPolynomials(work(), poly);
        ring.free(poly);
        open.freed.add(poly);
      }
    },
    wipe() {
      wiped = true;
      ring.wipe();
      field.wipe();
    },
  };
}

/** The number of coefficients that are not 0. The time does not depend on their values. */
function weightOf(coefficients: Vector): number {
  const halves = new Uint32Array(
    coefficients.buffer,
    coefficients.byteOffset,
    2 * coefficients.length,
  );
  let weight = 0;
  for (let k = 0; k < halves.length; k += 2) {
    const either = halves[k]! | halves[k + 1]!;
    weight += (either | -either) >>> 31;
  }
  return weight;
}

type Owned = Ciphertext | Multiplicand | PublicKey | SecretKey | RnsPoly;

function polynomialsOf(owned: Owned): RnsPoly[] {
  if ("c0" in owned) return [owned.c0, owned.c1];
  if ("poly" in owned) return [owned.poly];
  if ("b" in owned) return [owned.b];
  return "s" in owned ? [owned.s] : [owned];
}
