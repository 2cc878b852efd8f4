/**
 * x/d in fixed point for a public whole number d.
 *
 *   source     this project (division.ts)
 *   rounds     2; d = 2^f, or a small declared range: 1; more where truncation is exact, as division.ts says
 *   traffic    t elements to each in each round
 *   items      t truncation masks for each truncation
 *   security   as of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, type Fraction, M, ones, vector, within } from "../examples.ts";
import { quotient } from "./division.ts";

const realsOf = (x: Plain, d: number): Fraction[] =>
  x.values.map((v) => [v, BigInt(d) << BigInt(x.scale)] as const);

export const dividePublicFixed = operation({
  name: "dividePublicFixed",
  does: "x/d for a public whole number d from 1 to 2^40, at the scale of x; |x| ≤ M",
  prepare(c, x: Secret, d: number) {
    const operands = [c.own(x)];
    const { gives, cost, run } = quotient(c, "dividePublicFixed", x, d);
    return { operands, parameters: [d], gives, cost, run: (k, [a]) => run(k, a!) };
  },
  plain: (x: Plain, d: number) => within(2, x.shape, x.scale, realsOf(x, d)),
  examples: () => [
    ...ones(EDGES, 4).map(([x]) => [x, 3] as const),
    ...ones(EDGES).map(([x]) => [x, 1000] as const),
    [vector(EDGES), 1],
    [vector(EDGES, 16), 8],
    [vector([1, -1]), 2 ** 40 - 87],
  ],
  accuracy: {
    ulps: 2,
    over: "|x|·2^scale ≤ M and whole d from 1 to 2^40",
    samples: (draw) =>
      [3, 7, 8, 455, 10 ** 6 + 3, 2 ** 40 - 1, Number(draw(1n, 2n ** 40n))].map((d, k) => [
        vector(
          Array.from({ length: 40 }, () => draw(-M, M)),
          8 * (k % 3),
        ),
        d,
      ]),
    real: realsOf,
  },
});
