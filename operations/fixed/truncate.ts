/**
 * Division by 2^f, rounded as a call says: down, to the nearest with halves up, or at random between two neighbours.
 * By default it rounds at random, or down where the run rounds so.
 *
 *   source     this project (truncation.ts)
 *   formula    to the nearest: ⌊(x + 2^(f−1))/2^f⌋; |x| ≤ M − 2^(f−1)
 *   rounds     at random 1; else 2 + ⌈log2 f⌉ (f = 1: 2)
 *   traffic    at random t elements to each; else those of truncateExact
 *   items      at random t truncation masks; else those of truncateExact
 *   security   as truncation.ts says
 */
import { type Checking, operation, type Plain, type SecretCall } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, each, M, ones, roundedFrom, vector } from "../examples.ts";
import { assertOptions } from "../options.ts";
import { truncatedType } from "./truncated-type.ts";
import { truncateShares, truncationCost } from "./truncation.ts";
import { ONE_ULP } from "./truncation-accuracy.ts";
import { rounded } from "./working.ts";

/** Down, to the nearest with halves up, or at random between two neighbours. */
export type TruncateRounding = "floor" | "nearest" | "probabilistic";

/** Of `truncate`. */
export interface TruncateOptions {
  /** As the run rounds, by default. */
  readonly rounding?: TruncateRounding;
}

/** In the id of a call; calls that do not say how they round have none of these. */
const ROUNDINGS: readonly TruncateRounding[] = ["floor", "nearest", "probabilistic"];

/** A call that rounds so; its parameters are f alone. */
export function truncation(
  c: Checking,
  what: string,
  x: Secret,
  f: number,
  rounding: TruncateRounding,
): SecretCall {
  const operands = [c.own(x)];
  const gives = truncatedType(c.field, what, x, f);
  const exact = rounding !== "probabilistic";
  const of = rounding === "nearest" ? rounded : truncateShares;
  return {
    operands,
    parameters: [f],
    gives,
    cost: () => truncationCost(f, x.length, exact),
    run: (k, [a]) => of(k, a!, f, exact),
  };
}

export const truncate = operation<[x: Secret, f: number, options?: TruncateOptions]>({
  name: "truncate",
  does: "⌊x/2^f⌋, or with probability (x mod 2^f)/2^f one more; or always down, or to the nearest (|x| ≤ M − 2^(f−1)); the scale falls by f; |x| ≤ M",
  prepare(c, x: Secret, f: number, options?: TruncateOptions) {
    assertOptions("truncate", options, "rounding");
    const { rounding } = options ?? {};
    const way = rounding === undefined ? [] : [ROUNDINGS.indexOf(rounding)];
    if (way.includes(-1))
      throw new RangeError(`truncate: rounding must be ${ROUNDINGS.join(", ")}`);
    return {
      ...truncation(c, "truncate", x, f, rounding ?? c.rounding),
      ...(rounding === "nearest" && { domain: "|x| ≤ M − 2^(f−1)" }),
      parameters: [f, ...way],
    };
  },
  plain(x: Plain, f: number, { rounding }: TruncateOptions = {}) {
    const half = rounding === "nearest" ? 2n ** BigInt(f) / 2n : 0n;
    const floors = each(x, Math.max(x.scale - f, 0), (v) => (v + half) >> BigInt(f));
    return rounding === "floor" || rounding === "nearest" ? floors : roundedFrom(floors);
  },
  examples: () => [
    ...ones([...EDGES, 2n ** 20n, -1n - 2n ** 16n]).map(([x]) => [x, 16] as const),
    ...ones(EDGES, 4).map(([x]) => [x, 4] as const),
    ...ones(EDGES).map(([x]) => [x, 58] as const),
    [vector([3n, -3n, 2n, M], 4), 1, { rounding: "floor" }],
    [vector([3n, -3n, 2n, M - 1n, -M]), 1, { rounding: "nearest" }],
    [vector([6n, 5n, -6n]), 2, { rounding: "nearest" }],
    [vector([6n, 5n, -6n]), 2, { rounding: "probabilistic" }],
  ],
  accuracy: ONE_ULP,
});
