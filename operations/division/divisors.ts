/** Examples of integers and their public divisors, and what is true of them. */
import type { Plain } from "../../online/operation.ts";
import { EDGES, M, plain, vector } from "../examples.ts";

/** ⌊x/d⌋ */
export const floorOf = (x: bigint, d: bigint): bigint => {
  const quotient = x / d;
  return x % d !== 0n && x < 0n !== d < 0n ? quotient - 1n : quotient;
};

/** Multiples, what is next to them, the edges; small and large divisors of both signs; nothing. */
export const BY_PUBLIC: readonly (readonly [Plain, number | bigint])[] = [
  [vector([-8]), 3],
  [vector([...EDGES, 21n, -21n, 20n, -22n]), -7],
  [vector([M, -M, 5n]), 1],
  [vector([M, -M, 2n ** 32n - 1n, 1n - 2n ** 32n]), 2 ** 32 - 1],
  [vector([M, -M, 2n ** 32n - 1n, -(2n ** 32n)]), 2 ** 32],
  [vector([...EDGES, 1n - M]), -M],
  [plain([0, 2], []), 10],
];
