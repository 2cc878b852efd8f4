/** Instances of BGV for tests: small and insecure unless a test says otherwise, seeded always. */
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import type { RingOptions } from "../../../algebra/ring/ring.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import {
  type BgvParameters,
  deriveParameters,
  type ParameterRequest,
} from "../../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
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
