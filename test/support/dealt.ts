import type { Field, Scalar, Vector } from "../../algebra/field.ts";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Share } from "../../protocols/share.ts";

/** What an honest dealer gives one party: its key share, and its shares of some values. */
export interface Dealt {
  /** α_i, a copy of its own. */
  readonly key: Scalar;
  readonly share: { readonly value: Vector; readonly mac: Vector };
  /** The values themselves, which no party of a real run knows. */
  readonly clear: Vector;
}

/** Shares of t random values for n parties under a random key, all drawn from `seed`. */
export function deal(field: Field, n: number, t: number, seed: string): Dealt[] {
  const prg = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test-deal/v1", seed, n, t));
  const keys = Array.from({ length: n }, () => prg.elements(field, 1));
  const alpha = keys.reduce((a, b) => field.add(a, b));
  const clear = prg.elements(field, t);
  const split = (secret: Vector): Vector[] => {
    const parts = Array.from({ length: n - 1 }, () => prg.elements(field, t));
    return [parts.reduce((rest, part) => field.subtract(rest, part), secret), ...parts];
  };
  const values = split(clear);
  const macs = split(field.multiplyScalar(clear, alpha));
  return keys.map((key, i) => ({ key, share: { value: values[i]!, mac: macs[i]! }, clear }));
}

/** `vector` with δ added to its element `at`. */
export function shifted(field: Field, vector: Vector, at = 0, delta = 1n): Vector {
  const out = vector.slice();
  out[at] = (out[at]! + delta) % field.p;
  return out;
}

/** Σ of all parties' value shares. */
export const reconstruct = (field: Field, shares: readonly Share[]): Vector =>
  shares.map((s) => s.value).reduce((a, b) => field.add(a, b));
