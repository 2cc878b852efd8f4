/**
 * The lattice's parameters. They are derived from what a run asks for; nobody types them in.
 *
 *   paper       Overdrive (ePrint 2017/1230) LowGear; TopGear (ePrint 2019/035); derivation in paper-notes/bgv.md
 *   flooding    a reply hides its sender's vector up to a statistical distance of 2^-s: over all its coefficients and
 *               all 2^20 replies of a session together ("joint"), or for each coefficient alone ("coefficient", for
 *               the semi-honest twin)
 *   lattice     at least 128 bits by the homomorphic-encryption standard's table for ternary secrets. The modulus
 *               includes the prime for key switching, which SEAL requires
 *   deviation   ranges of masks are powers of two chosen for their common probability of a retry
 *               (proof-ranges.ts); bounds are kept for each component, not as one slack for all
 */

import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";
import {
  constantBounds,
  hiddenByFlood,
  honestNoise,
  keyBounds,
  plaintextBounds,
  provedNoise,
  type StartingNoise,
} from "./noise.ts";
import { ciphertextPrimes } from "./primes.ts";
import type { KeyMaskBits, MaskBits } from "./proof-ranges.ts";
import {
  binaryRepetitions,
  challengeRows,
  constantMasks,
  ERROR_BOUND,
  keyMasks,
  plaintextMasks,
} from "./proof-ranges.ts";

/** SECURITY: replies of all honest senders of a session together. */
const ALL_REPLIES = 2 ** 20;
/** SECURITY: the largest log2 q with 128 bits of security, by degree. */
const TABLE: ReadonlyMap<number, number> = new Map([
  [1024, 27],
  [2048, 54],
  [4096, 109],
  [8192, 218],
  [16384, 438],
  [32768, 881],
]);
/** AGREEMENT: the last prime of SEAL's chain, ≡ 1 mod 2^16; we keep no residues under it. */
export const KEY_SWITCHING_PRIME = 65537n;
/** AGREEMENT: the number of primes to which replies are switched down. */
const KEPT_PRIMES = 2;
const MAX_LEVEL = 8;
/** SECURITY: the flood has 56 fractional bits, its floor an error of 2^-86: below 2^-55 at an end of the interval. */
const FLOOR_BITS = 55n;
const DEFAULT_DEGREE = 16384;
const FLOODING = {
  joint: "all coefficients of all 2^20 replies together",
  coefficient: "each coefficient alone",
  none: "but nothing is hidden: one bit",
};
const MAX_BATCH = 1024;

export interface ParameterRequest {
  /** n ≥ 2 */
  readonly parties: number;
  /** s, 40 to 57 */
  readonly statistical: number;
  /** U: ciphertexts per plaintext proof, 1 to 1024. Ignored with honest keys. */
  readonly batch: number;
  /** N, a power of two; 16384 by default. */
  readonly degree?: number;
  /** "honest", for the semi-honest twin only: nothing is proved. */
  readonly keys: "proved" | "honest";
  /** "joint" by default. "none", for measurements only: the flood of one bit hides nothing. */
  readonly flooding?: "joint" | "coefficient" | "none";
  /** For tests only: allows a degree and modulus that are not on the table of 128-bit security. */
  readonly insecureDegree?: true;
}

export interface BgvParameters {
  /** N, a power of two. */
  readonly degree: number;
  /** 50-bit primes ≡ 1 mod 2N. Replies are mod the first `keptPrimes`, everything else is mod all. */
  readonly primes: readonly bigint[];
  /** The number of primes. */
  readonly level: number;
  readonly keptPrimes: typeof KEPT_PRIMES;
  readonly parties: number;
  /** s */
  readonly statistical: number;
  readonly keys: "proved" | "honest";
  readonly flooding: "joint" | "coefficient" | "none";
  /** Ciphertexts per plaintext proof. */
  readonly U: number;
  /** Masks, and rows of the challenge, per plaintext proof. */
  readonly V: number;
  /** Repetitions of the proofs with binary challenges: of a key, and of an encrypted constant. */
  readonly keyRepetitions: number;
  /** Plaintext proof: coefficients of masks are uniform in [−2^bits, 2^bits). */
  readonly masks: MaskBits;
  /** Key proof, likewise. */
  readonly keyMasks: KeyMaskBits;
  /** Proof of an encrypted constant, likewise. */
  readonly constantMasks: MaskBits;
  /** S: the largest ratio of a proved, doubled witness to an honest one, rounded up; 1 with honest keys. */
  readonly slack: bigint;
  /** The flood of a switched reply is uniform over an interval of length t·2^floodBits. */
  readonly floodBits: number;
  /** Replies that this party may send, over all keys of a session. */
  readonly maxReplies: number;
  /** False if degree and modulus are not on the table of 128-bit security. */
  readonly secure: boolean;
  /** The derivation, line by line. */
  readonly inequality: readonly string[];
}

/**
 * Parameters with the smallest modulus that meets the request.
 *
 * @throws RangeError  with the inequality if degree and modulus are not on the table of 128-bit security, or no
 *   modulus of ours is large enough. Also for an invalid request.
 */
export function deriveParameters(request: ParameterRequest): BgvParameters {
  const { parties, statistical, keys, degree = DEFAULT_DEGREE, flooding = "joint" } = request;
  assertRequest(request, degree);
  const { starting, ...proofs } = keys === "proved" ? proved(request, degree) : honest(degree);
  const shared = { degree, parties, statistical, keys, flooding, ...proofs };

  const hidden = hiddenByFlood(degree, starting);
  const together = flooding === "joint" ? BigInt(degree) * BigInt(ALL_REPLIES) : 1n;
  const all = ciphertextPrimes(MAX_LEVEL);
  const floodBits = flooding === "none" ? 1 : largestFlood(degree, all);
  const fits = (level: number): boolean =>
    flooding === "none"
      ? decrypts(all.slice(0, level), hidden, degree)
      : floods(all.slice(0, level), hidden, together, floodBits, statistical);
  let level = KEPT_PRIMES + 1;
  while (level < MAX_LEVEL && !fits(level)) level++;
  const primes = all.slice(0, level);
  const carried = fits(level);

  const bits = [...primes, KEY_SWITCHING_PRIME].reduce((sum, q) => sum + bitLength(q), 0);
  const secure = bits <= (TABLE.get(degree) ?? 0);
  const inequality = [
    `t = 2^60 - 2^18 + 1, N = ${degree}, s = ${statistical}, n = ${parties}, keys ${keys}, ` +
      `U = ${shared.U}, V = ${shared.V}, V_key = ${shared.keyRepetitions}`,
    `hidden by the flood: ${places(log2(hidden))} bits times t, of them ` +
      `${places(log2(starting.ciphertext))} a ciphertext's noise (S = 2^${places(log2(shared.slack))}) ` +
      `and ${places(log2(BigInt(degree) * PLAIN_MODULUS) - 1)} a multiplicand`,
    `s' = ${statistical} + ${places(log2(together))} (${FLOODING[flooding]})`,
    `log2 q >= 1 + s' + log2 t + hidden = ` +
      `${places(1 + statistical + log2(together) + log2(PLAIN_MODULUS) + log2(hidden))}, ` +
      `${carried ? "" : "but "}log2 q = ${places(log2(product(primes)))} (${level} primes)`,
    `log2 q' = ${places(log2(product(primes.slice(0, KEPT_PRIMES))))} >= ` +
      `${places(log2(4n * PLAIN_MODULUS * BigInt(1 + degree)))}, flood t*2^${floodBits}`,
    `bits of q and of ${KEY_SWITCHING_PRIME} = ${bits}, 128-bit security for N = ${degree} allows ${TABLE.get(degree) ?? "nothing"}`,
  ];
  if (!carried || !(secure || request.insecureDegree))
    throw new RangeError(`no secure parameters:\n${inequality.join("\n")}`);
  return {
    ...shared,
    primes,
    level,
    keptPrimes: KEPT_PRIMES,
    floodBits,
    maxReplies: Math.floor(ALL_REPLIES / (parties - 1)),
    secure,
    inequality,
  };
}

/** The parameters of proofs: their shape, and the noise that they allow. */
interface Proofs {
  readonly U: number;
  readonly V: number;
  readonly keyRepetitions: number;
  readonly masks: MaskBits;
  readonly keyMasks: KeyMaskBits;
  readonly constantMasks: MaskBits;
  readonly slack: bigint;
  readonly starting: StartingNoise;
}

function proved({ statistical, batch: U }: ParameterRequest, degree: number): Proofs {
  const V = challengeRows(degree, statistical);
  const keyRepetitions = binaryRepetitions(statistical);
  const shape = {
    masks: plaintextMasks(degree, U, V),
    keyMasks: keyMasks(degree, keyRepetitions),
    constantMasks: constantMasks(degree, keyRepetitions),
  };
  const vectors = plaintextBounds(shape.masks, degree, U);
  const constants = constantBounds(shape.constantMasks);
  if (constants.plain > vectors.plain || constants.u > vectors.u || constants.error > vectors.error)
    throw new RangeError("a proved constant may be larger than a proved, doubled plaintext");
  const starting = provedNoise(degree, { ...keyBounds(shape.keyMasks), ...vectors });
  const ratios = [
    (2n * vectors.plain) / PLAIN_MODULUS,
    vectors.u,
    vectors.error / BigInt(ERROR_BOUND),
  ];
  const slack = ratios.reduce((a, b) => (a > b ? a : b)) + 1n;
  return { U, V, keyRepetitions, ...shape, slack, starting };
}

function honest(degree: number): Proofs {
  const none = { plainBits: 0, uBits: 0, errorBits: 0 };
  return {
    ...{ U: 1, V: 0, keyRepetitions: 0, slack: 1n },
    ...{ masks: none, keyMasks: { secretBits: 0, errorBits: 0 }, constantMasks: none },
    starting: honestNoise(degree),
  };
}

/**
 * After the switch the flood is at most t·(2^(bits−1) + 1), rounding at most t·(N + 1)/2, and what the flood hides is
 * less than t. The sum must be within 3q'/8, which leaves decryption a margin.
 */
function largestFlood(degree: number, primes: readonly bigint[]): number {
  const kept = product(primes.slice(0, KEPT_PRIMES));
  const fits = (bits: number) =>
    8n * PLAIN_MODULUS * ((1n << BigInt(bits - 1)) + BigInt(degree) + 3n) <= 3n * kept;
  let bits = 1;
  while (fits(bits + 1)) bits++;
  return bits;
}

/**
 * An interval of t·Q·2^bits is shifted by at most t·hidden, with Q the product of the dropped primes. The part
 * hidden/(Q·2^bits) of it moves, and the kernel's floor errs by 2^-55 at its ends. `together` times both must be within
 * 2^-s.
 */
function floods(
  primes: readonly bigint[],
  hidden: bigint,
  together: bigint,
  bits: number,
  statistical: number,
): boolean {
  const dropped = product(primes.slice(KEPT_PRIMES));
  const moved = (hidden << FLOOR_BITS) + dropped;
  return (together * moved) << BigInt(statistical) <= dropped << (BigInt(bits) + FLOOR_BITS);
}

/** Without a flood: the rest of `hidden` after the switch, plus its rounding, is within 3q'/8. */
function decrypts(primes: readonly bigint[], hidden: bigint, degree: number): boolean {
  const [kept, dropped] = [primes.slice(0, KEPT_PRIMES), primes.slice(KEPT_PRIMES)].map(product);
  const left = hidden / dropped! + BigInt(degree) + 3n;
  return 8n * PLAIN_MODULUS * left <= 3n * kept!;
}

function assertRequest(request: ParameterRequest, degree: number): void {
  const { parties, statistical, batch } = request;
  const within = (what: string, x: number, least: number, most: number) => {
    if (!Number.isInteger(x) || x < least || x > most)
      throw new RangeError(`${what} = ${x}: an integer from ${least} to ${most} is expected`);
  };
  within("n", parties, 2, ALL_REPLIES + 1);
  within("s", statistical, 40, 57);
  within("U", batch, 1, MAX_BATCH);
  within("log2 N", Math.log2(degree), 3, 14);
}

const product = (xs: readonly bigint[]): bigint => xs.reduce((a, b) => a * b, 1n);

const bitLength = (x: bigint): number => x.toString(2).length;

/** Of a positive integer, to about 2^-50. */
function log2(x: bigint): number {
  const excess = Math.max(0, bitLength(x) - 60);
  return excess + Math.log2(Number(x >> BigInt(excess)));
}

const places = (x: number): string => x.toFixed(2);
