/**
 * 1/2 + 3x/16, cut off at 0 and 1: near 1/(1 + e^-x), in 9 rounds.
 *
 *   source     as in SecureML, S&P 2017, with another slope
 *   formula    y = 3x + 8·2^f; y + [x < −θ]·(−y) + [θ < x]·(16·2^f − y) is divided by 16, θ = ⌊8·2^f/3⌋
 *   domain     all x
 *   accuracy   1 unit in the last place of that line; 0.065 of the sigmoid, worst, at x = ±8/3; mean 0.02 over |x| ≤ 8
 *   rounds     9; where truncation is exact 12
 *   traffic    t·459 elements to each; where truncation is exact t·477
 *   items      t·2 comparison masks, t·228 triples, t truncation masks; where truncation is exact t·237 triples
 *   security   as of a comparison (comparison/times-negative.ts) and of truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import { type Comparing, type Cost, operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import {
  addShares,
  concatShares,
  negateShare,
  type Share,
  sliceShare,
} from "../../protocols/share.ts";
import { multiple, plus } from "../arithmetic/linear.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { inTurn } from "../cost.ts";
import { M } from "../examples.ts";
import {
  accuracyOf,
  evenly,
  examplesWith,
  near,
  octaves,
  rangeOfMonotone,
  realsOf,
  type Tolerance,
} from "./near.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded } from "./working.ts";

/** log2 of the slope's denominator. */
const CUT = 4;
const NEAR: Tolerance = { ulps: 1 };
const real = (x: number): number => Math.min(1, Math.max(0, 1 / 2 + (3 * x) / 16));

async function piecewise(k: Kernel, x: Share, f: number, exact: boolean): Promise<Share> {
  const h = k.residues;
  const t = x.value.length;
  const bound = (8n << BigInt(f)) / 3n;
  const line = plus(h, multiple(h, x, 3n), 8n << BigInt(f));
  const down = negateShare(h, line);
  const [moves] = await timesNegative(
    k,
    concatShares([plus(h, x, bound), plus(h, negateShare(h, x), bound)]),
    [concatShares([down, plus(h, down, 16n << BigInt(f))])],
  );
  const raised = addShares(h, line, sliceShare(moves!, 0, t));
  return rounded(k, addShares(h, raised, sliceShare(moves!, t, 2 * t)), CUT, exact);
}

const piecewiseCost = (c: Comparing, t: number, exact: boolean): Cost =>
  inTurn(timesNegativeCost(c, 2 * t), truncationCost(CUT, t, exact));

export const sigmoidPiecewise = operation({
  name: "sigmoidPiecewise",
  does: "1/2 + 3x/16, at least 0 and at most 1: within 0.065 of 1/(1 + e^-x), in fixed point at the scale of x, at most 24",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "sigmoidPiecewise", x);
    const { shape, scale: f, length } = x;
    const exact = c.rounding === "floor";
    return {
      operands,
      gives: numbersOf(shape, f, rangeOfMonotone(f, x.range, [0, 1], real, NEAR)),
      cost: () => piecewiseCost(c, length, exact),
      run: (k, [a]) => piecewise(k, a!, f, exact),
    };
  },
  plain: (x: Plain) => near(x.shape, x.scale, realsOf(x).map(real), NEAR),
  examples: () => examplesWith(174762n, 174763n, -174763n),
  accuracy: accuracyOf(
    { ulps: 1, over: "all x, of that line" },
    [evenly(16, -3, 3), octaves(8, 1n, M, { signed: true })],
    real,
  ),
});
