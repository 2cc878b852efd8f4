import type { Field, Scalar, Vector } from "../../algebra/field.ts";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Share } from "../../protocols/share.ts";

export type AuthenticatedShare = { readonly value: Vector; readonly mac: Vector };

/** What an honest dealer gives one party: its key share, and its shares of some values. */
export interface Dealt {
  /** α_i, a copy of its own. */
  readonly key: Scalar;
  readonly share: AuthenticatedShare;
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

/** Shares of the given vectors for n parties under a random key, by party; all drawn from `seed`. */
export function dealSecrets(
  field: Field,
  n: number,
  secrets: readonly Vector[],
  seed: string,
): { readonly key: Scalar; readonly shares: readonly AuthenticatedShare[] }[] {
  const prg = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test-secrets/v1", seed, n));
  const keys = Array.from({ length: n }, () => prg.elements(field, 1));
  const alpha = keys.reduce((a, b) => field.add(a, b));
  const split = (secret: Vector): Vector[] => {
    const parts = Array.from({ length: n - 1 }, () => prg.elements(field, secret.length));
    return [parts.reduce((rest, part) => field.subtract(rest, part), secret), ...parts];
  };
  const shared = secrets.map((x) => [split(x), split(field.multiplyScalar(x, alpha))] as const);
  return keys.map((key, i) => ({
    key,
    shares: shared.map(([values, macs]) => ({ value: values[i]!, mac: macs[i]! })),
  }));
}

/** Uniform vectors of t elements, drawn from `seed`. */
export const uniformVectors = (field: Field, count: number, t: number, seed: string): Vector[] => {
  const prg = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test-uniform/v1", seed));
  return Array.from({ length: count }, () => prg.elements(field, t));
};
