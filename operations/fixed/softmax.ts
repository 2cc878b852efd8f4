/**
 * e^x_i/Σ_j e^x_j in fixed point, at the scale of x, f; of all elements, or along an axis.
 *
 *   source     this project
 *   formula    z = x − max x, exactly; z counts as −19.3 where it is less: e^z is below 2^-27 there. u = e^z = 2^(X − 31)
 *              with X from 3 to 31 (power-of-two.ts). S = Σ u is at least 1, S·2^28 = b·2^e (normalise.ts) with e from 28,
 *              1/S = 1/b·2^(28−e) (reciprocal.ts); u·(1/S) is rounded once
 *   domain     all x; fewer than 2^28 elements to sum
 *   accuracy   1.05 + m·2^(f−28) units in the last place, and 2^-24 of the result, for m elements to sum. f = 16,
 *              m ≤ 2^10: worst 1.01, mean 0.27; at most 1.3
 *   rounds     53 + 8·⌈log2 m⌉; where truncation is exact 126 + 8·⌈log2 m⌉ (f < 24)
 *   traffic    2 elements for each triple, 1 for each square and each mask
 *   items      of t elements to r sums: the maxima of extreme.ts; t·2 comparison masks, t·223 triples, t·2 squares, t·8
 *              truncation masks; r comparison masks, r·381 triples, r·2 squares, r·8 truncation masks. Where
 *              truncation is exact (f = 16) t·1005, r·1237 triples
 *   security   as of comparisons, decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import { type Comparing, type Cost, operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import { expand } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import {
  addShares,
  multiplyPublicScalar,
  negateShare,
  type Share,
  subtractShares,
} from "../../protocols/share.ts";
import { plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { inTurn } from "../cost.ts";
import { EDGES, M, plain, vector } from "../examples.ts";
import { type Axis, axisOf } from "../layout/axis.ts";
import { sumAlong } from "../reductions/sum.ts";
import { along } from "../selection/along.ts";
import { leastCost, leastOf } from "../selection/extreme.ts";
import { factorOf, RAW } from "./exponential.ts";
import { near, realsOf, type Tolerance } from "./near.ts";
import { normalisePositive, normalisePositiveCost, table } from "./normalise.ts";
import { polynomial, polynomialCost } from "./polynomial.ts";
import { powerOfTwo, powerOfTwoCost } from "./power-of-two.ts";
import { RECIPROCAL } from "./reciprocal.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded, WORKING } from "./working.ts";

/** e^z = 2^(X − 31), X at least 3, with room for what factors are off by. */
const TOP = 31;
const MOST = 27.9;

const nearAt = (f: number, m: number): Tolerance => ({
  ulps: 1.05 + m * 2 ** (f - 28),
  relative: 2 ** -24,
});

/** e^z at 28 fractional bits, of z ≤ 0 with f of them. */
async function exponentials(k: Kernel, z: Share, f: number, exact: boolean): Promise<Share> {
  const h = k.residues;
  const above = plus(h, z, BigInt(Math.floor(MOST * Math.LN2 * 2 ** f)));
  const [under] = await timesNegative(k, above, [above]);
  const raw = multiplyPublicScalar(h, subtractShares(h, z, under!), factorOf(Math.LOG2E, f));
  const exponent = await rounded(k, plus(h, raw, BigInt(TOP) << BigInt(RAW)), RAW - WORKING, exact);
  const { fraction, low } = await powerOfTwo(k, exponent, WORKING, 5, exact);
  // A power of two of at least 2^3: what is left of it times the fraction is below 2^57.
  const eighth = multiplyPublicScalar(h, low, h.field.inverse(BigUint64Array.of(8n)));
  return rounded(k, await multiplyShares(k, fraction, eighth), WORKING, exact);
}

const exponentialsCost = (c: Comparing, t: number, exact: boolean): Cost =>
  inTurn(
    timesNegativeCost(c, t),
    truncationCost(RAW - WORKING, t, exact),
    powerOfTwoCost(WORKING, 5, t, exact),
    multiplyCost(t),
    truncationCost(WORKING, t, exact),
  );

/** 2^(56−e) */
const DOWN = table((e) => (e < WORKING || e > 2 * WORKING ? 0n : 1n << BigInt(2 * WORKING - e)));

/** 1/S at 28 fractional bits, of S from 1 − 2^-25 with as many. */
async function inverses(k: Kernel, sums: Share, exact: boolean): Promise<Share> {
  const { t, places } = await normalisePositive(k, sums, exact);
  const inverse = await rounded(k, await polynomial(k, t, RECIPROCAL, exact), WORKING, exact);
  const moved = await multiplyShares(k, inverse, weighted(k.residues, places, DOWN));
  return rounded(k, moved, WORKING, exact);
}

const inversesCost = (t: number, exact: boolean): Cost =>
  inTurn(
    normalisePositiveCost(t, exact),
    polynomialCost(RECIPROCAL, t, exact),
    truncationCost(WORKING, t, exact),
    multiplyCost(t),
    truncationCost(WORKING, t, exact),
  );

const realsAlong = (x: Plain, axis?: number): number[] => {
  const values = realsOf(x);
  const size = axis === undefined ? values.length : x.shape[axis]!;
  const inner = axis === undefined ? 1 : x.shape.slice(axis + 1).reduce((all, d) => all * d, 1);
  return values.map((v, j) => {
    const first = j - (Math.floor(j / inner) % size) * inner;
    const line = Array.from({ length: size }, (_, i) => values[first + i * inner]!);
    return 1 / line.reduce((sum, w) => sum + Math.exp(w - v), 0);
  });
};

export const softmax = operation({
  name: "softmax",
  does: "e^x over the sum of all of them, or along an axis, in fixed point at the scale of x, at most 24",
  prepare(c, x: Secret, axis?: number) {
    const operands = [c.own(x)];
    assertWorking(c.field, "softmax", x);
    const { shape, scale: f, length } = x;
    const { count, width, slices } = along("softmax", shape, axis);
    const lines: Axis =
      axis === undefined ? { outer: 1, size: length, inner: 1 } : axisOf("softmax", shape, axis);
    if (count >= 2 ** WORKING)
      throw new RangeError(`softmax: ${count} elements to sum, must be less than 2^${WORKING}`);
    const exact = c.rounding === "floor";
    const { outer, size, inner } = lines;
    const spread = (s: Share) => expand(s, [outer, 1, inner], [outer, size, inner]);
    const room = nearAt(f, count);
    return {
      operands,
      parameters: axis === undefined ? [] : [axis],
      gives: numbersOf(shape, f, [-room.ulps / 2 ** f, 1 + room.ulps / 2 ** f + room.relative!]),
      cost: () =>
        inTurn(
          leastCost(c, count, width),
          exponentialsCost(c, length, exact),
          inversesCost(width, exact),
          multiplyCost(length),
          truncationCost(2 * WORKING - f, length, exact),
        ),
      async run(k, [a]) {
        const h = k.residues;
        const [least] = await leastOf(k, [negateShare(h, slices(a!))], count, width);
        const own = await exponentials(k, addShares(h, a!, spread(least!)), f, exact);
        const inverse = await inverses(k, sumAlong(h, own, lines), exact);
        const parts = await multiplyShares(k, own, spread(inverse));
        return rounded(k, parts, 2 * WORKING - f, exact);
      },
    };
  },
  plain: (x: Plain, axis?: number) => {
    const m = axis === undefined ? x.values.length : x.shape[axis]!;
    return near(x.shape, x.scale, realsAlong(x, axis), nearAt(x.scale, m));
  },
  examples: () => [
    [vector([3n << 15n, 1n], 16)],
    [vector([...EDGES, M], 16)],
    [plain([2, 3], [0, -100, 300, 256, 256, 256], 8), 1],
    [plain([2, 1, 2], [5, 70, -80, 7], 4), 0],
    [plain([], [-5], 8)],
    [plain([2, 0], [], 8), 0],
  ],
  accuracy: {
    ulps: 1.3,
    over: "scale ≤ 16, at most 1024 elements to sum",
    samples: (draw) => {
      const list = (count: number, most: bigint) =>
        Array.from({ length: count }, () => draw(-most, most));
      return [
        [plain([20, 5], list(100, 2n << 16n), 16), 1],
        [vector(list(3, 5n << 16n), 16)],
        [plain([9, 30], list(270, 8n << 8n), 8), 0],
      ];
    },
    real: realsAlong,
  },
});
