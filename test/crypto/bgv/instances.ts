/** Instances of BGV for tests: small and insecure unless a test says otherwise, seeded always. */
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import type { RingOptions } from "../../../algebra/ring/create-ring.ts";
import { mod } from "../../../algebra/ring/integers.ts";
import { negacyclicProduct, transform } from "../../../algebra/ring/reference.ts";
import type { RnsPoly } from "../../../algebra/ring/ring.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import {
  type BgvParameters,
  deriveParameters,
  type ParameterRequest,
} from "../../../crypto/bgv/parameters.ts";
import { ciphertextPrimes } from "../../../crypto/bgv/primes.ts";
import type { Bgv, Ciphertext, PublicKey } from "../../../crypto/bgv/scheme.ts";
import { Prg } from "../../../crypto/prg.ts";
import type { RandomSource } from "../../../crypto/random.ts";
import type { Suite } from "../../../crypto/suite.ts";
import { nodeSuite } from "../../../host/node/suite.ts";

export const T = (1n << 60n) - (1n << 18n) + 1n;
export const field = prime60();

/** Seeded coins. */
export function seeded(seed: number, suite: Suite = nodeSuite): RandomSource {
  const prg = new Prg(nodeSuite, new Uint8Array(32).fill(seed));
  return { suite, random: (length) => prg.bytes(length) };
}

export const small = (request: Partial<ParameterRequest> = {}): BgvParameters =>
  deriveParameters({
    parties: 2,
    statistical: 40,
    batch: 12,
    keys: "proved",
    degree: 64,
    insecureDegree: true,
    ...request,
  });

/** Under another number of primes than was derived. */
export const withLevel = (parameters: BgvParameters, level: number): BgvParameters => ({
  ...parameters,
  primes: ciphertextPrimes(level),
  level,
});

export interface Instance {
  readonly bgv: Bgv;
  readonly coins: Prg;
  readonly keys: ReturnType<Bgv["generateKeys"]>;
}

/** An instance with one key pair. */
export function instance(
  parameters: BgvParameters = small(),
  source: RandomSource = seeded(1),
  options?: RingOptions,
): Instance {
  const bgv = createBgv(parameters, source, null, options);
  const coins = new Prg(nodeSuite, new Uint8Array(32).fill(99));
  return { bgv, coins, keys: bgv.generateKeys(bgv.publicA(coins)) };
}

/** Values that kernels err on first, each filling a whole vector, and random ones. */
export function vectors(coins: Prg, length: number): Vector[] {
  const full = (value: (j: number) => bigint) =>
    BigUint64Array.from({ length }, (_, j) => value(j));
  return [
    coins.elements(field, length),
    full(() => 0n),
    full(() => T - 1n),
    full(() => (T - 1n) / 2n),
    full(() => (T + 1n) / 2n),
    full((j) => (j % 2 === 0 ? (T - 1n) / 2n : (T + 1n) / 2n)),
    full((j) => (j === length - 1 ? T - 1n : 0n)),
  ];
}

/** What a cheater may encrypt: coefficients of any size. */
export interface Opening {
  readonly plain: readonly bigint[];
  readonly u: readonly bigint[];
  readonly e0: readonly bigint[];
  readonly e1: readonly bigint[];
}

/** c0 = b·u + t·e0 + m, c1 = a·u + t·e1 on bigints. */
export function encryptOpening(bgv: Bgv, key: PublicKey, opening: Opening): Ciphertext {
  const { ring, parameters } = bgv;
  const [c0, c1] = [0, 1].map(() => ring.allocate(parameters.level)) as [RnsPoly, RnsPoly];
  ring.primes.forEach(({ q }, i) => {
    const values = (x: readonly bigint[]) =>
      transform(
        x.map((v) => mod(v, q)),
        q,
      );
    const [m, u, e0, e1] = [opening.plain, opening.u, opening.e0, opening.e1].map(values);
    const known = (poly: RnsPoly) => Array.from(ring.residues(poly, i), BigInt);
    const [a, b] = [known(key.a), known(key.b)];
    const set = (poly: RnsPoly, value: (j: number) => bigint) =>
      ring.residues(poly, i).set(a.map((_, j) => Number(mod(value(j), q))));
    set(c0, (j) => b[j]! * u![j]! + T * e0![j]! + m![j]!);
    set(c1, (j) => a[j]! * u![j]! + T * e1![j]!);
  });
  return { c0, c1 };
}

/** The receiver's view: d0 + d1·s mod q', centred, of a reply's halves in [0, q'). */
export function phaseOf(
  [d0, d1]: readonly [readonly bigint[], readonly bigint[]],
  s: readonly bigint[],
  modulus: bigint,
): bigint[] {
  const product = negacyclicProduct(d1, s);
  return d0.map((x, j) => {
    const phase = mod(x + product[j]!, modulus);
    return phase > modulus / 2n ? phase - modulus : phase;
  });
}
