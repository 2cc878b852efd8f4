/**
 * x/y in fixed point, at the scale that both have, f.
 *
 *   source     this project: 1/b by a polynomial, where |y| = b·2^e (normalise.ts)
 *   formula    x/y·2^f = ±z·2^-e, z = x·2^f/b: its parts z·2^-c for a few public c are rounded off x·(1/b) directly; the one
 *              that e is nearest above is multiplied by what is missing up to cut_c bits, and these are cut off
 *   domain     |x| ≤ 2^(28−f), y ≠ 0; y = 0 gives 0. A declared range of x beyond that leaves the result without one
 *   accuracy   2.05 units in the last place, and 2^-25.5 of the result. Where |x/y| ≤ 2^(22−f): worst 2.2, mean 0.5
 *   rounds     30; where truncation is exact 73 (f = 16)
 *   traffic    f = 16: t·908 elements to each; where truncation is exact t·3366
 *   items      t comparison masks, t·2 squares; f = 16: t·446 triples, t·13 truncation masks;
 *              where truncation is exact t·1675 triples
 *   security   as of decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import { type Cost, operation, type Plain } from "../../online/operation.ts";
import { assertSameScale, numbersOf, type Range } from "../../online/secret-type.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, type Share } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares, productsOf } from "../arithmetic/multiply.ts";
import { atOnce, inTurn } from "../cost.ts";
import { pairwise, plain, vector } from "../examples.ts";
import { inOctaves, near, octaves, realsOf, type Tolerance } from "./near.ts";
import { normaliseSigned, normaliseSignedCost, PLACES, type Table, table } from "./normalise.ts";
import { polynomial, polynomialCost } from "./polynomial.ts";
import { RECIPROCAL } from "./reciprocal.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded, WORKING } from "./working.ts";

const NEAR: Tolerance = { ulps: 2.05, relative: 2 ** -25.5 };

/** z·2^-c has at most 29 + f − c bits. With `cut` more it is below 2^57: for e from c to c + cut. */
interface Part {
  readonly c: number;
  readonly cut: number;
}

/** Such parts that every e is in one, until nothing is left. */
function partsOf(f: number): readonly Part[] {
  const parts: Part[] = [];
  for (let c = 0; c < PLACES && c <= WORKING + 1 + f; ) {
    const cut = Math.min(WORKING - f + c, WORKING);
    parts.push({ c, cut });
    c += cut + 1;
  }
  return parts;
}

/** 2^(cut − (e − c)), where e is in that part. */
const missing = ({ c, cut }: Part): Table =>
  table((e) => (e < c || e > c + cut ? 0n : 1n << BigInt(cut - (e - c))));

async function ratioShares(
  k: Kernel,
  x: Share,
  y: Share,
  f: number,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const parts = partsOf(f);
  const { t, signed } = await normaliseSigned(k, y, parts.map(missing), exact);
  const inverse = await rounded(k, await polynomial(k, t, RECIPROCAL, exact), WORKING, exact);
  const product = await multiplyShares(k, x, inverse);
  const cuts = await Promise.all(parts.map(({ c }) => rounded(k, product, WORKING - f + c, exact)));
  const lifted = await productsOf(
    k,
    cuts.map((part, j) => [part, signed[j]!]),
  );
  const results = await Promise.all(parts.map(({ cut }, j) => rounded(k, lifted[j]!, cut, exact)));
  return results.reduce((sum, part) => addShares(h, sum, part));
}

function ratioCost(f: number, t: number, exact: boolean): Cost {
  const parts = partsOf(f);
  return inTurn(
    normaliseSignedCost(parts.length, t, exact),
    polynomialCost(RECIPROCAL, t, exact),
    truncationCost(WORKING, t, exact),
    multiplyCost(t),
    atOnce(...parts.map(({ c }) => truncationCost(WORKING - f + c, t, exact))),
    multiplyCost(t * parts.length),
    atOnce(...parts.map(({ cut }) => truncationCost(cut, t, exact))),
  );
}

const isBeyond = (f: number, x: Range | null): boolean =>
  x !== null && Math.max(-x[0], x[1]) > 2 ** (WORKING - f);

/** |x/y| ≤ |x|·2^f, as |y| is at least one unit in the last place; null if x may be too large. */
function rangeOf(f: number, x: Range | null, y: Range | null): Range | null {
  if (x === null || isBeyond(f, x)) return null;
  const most = Math.max(-x[0], x[1]);
  const apart = y !== null && (y[0] > 0 || y[1] < 0) ? Math.min(Math.abs(y[0]), Math.abs(y[1])) : 0;
  const bound = most / Math.max(apart, 2 ** -f);
  const room = bound * NEAR.relative! + NEAR.ulps / 2 ** f;
  return [-bound - room, bound + room];
}

/** x/y as doubles, in their common shape; not finite where y is 0. */
function quotients(x: Plain, y: Plain): number[] {
  const dividends = realsOf(pairwise(x, y, x.scale, (a) => a));
  const divisors = realsOf(pairwise(x, y, y.scale, (_, b) => b));
  return dividends.map((v, j) => v / divisors[j]!);
}

export const divideFixed = operation({
  name: "divideFixed",
  does: "x/y in fixed point, of numbers of one scale, at most 24; |x| ≤ 2^(28 − scale); 0 where y is 0",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    assertSameScale("divideFixed", x, y);
    assertWorking(c.field, "divideFixed", x);
    const shape = broadcastShapes("divideFixed", x.shape, y.shape);
    const { scale: f } = x;
    const exact = c.rounding === "floor";
    const most = 2 ** (WORKING - f);
    return {
      operands,
      domain: `|x| ≤ ${most} at scale ${f}`,
      beyond: isBeyond(f, x.range)
        ? `x can leave ±${most}, the domain of divideFixed at scale ${f},`
        : null,
      gives: numbersOf(shape, f, rangeOf(f, x.range, y.range)),
      cost: () => ratioCost(f, sizeOf(shape), exact),
      run: (k, [a, b]) =>
        ratioShares(k, expand(a!, x.shape, shape), expand(b!, y.shape, shape), f, exact),
    };
  },
  plain: (x: Plain, y: Plain) => {
    const ideal = quotients(x, y).map((v) => (Number.isFinite(v) ? v : 0));
    return near(pairwise(x, y, 0, (a) => a).shape, x.scale, ideal, NEAR);
  },
  examples: () => [
    [vector([3n << 15n], 16), vector([-(5n << 15n)], 16)],
    [
      vector([1n << 28n, -(1n << 28n), 1n, 0n, 5n, 7n], 16),
      vector([1n, -1n, (1n << 58n) - (1n << 18n), -3n, 0n, -(1n << 20n)], 16),
    ],
    [plain([2, 1], [-300, 7], 8), vector([12, -1], 8)],
    [plain([0, 2], [], 8), vector([1, 2], 8)],
  ],
  accuracy: {
    ulps: 2.2,
    mean: 0.5,
    over: "|x/y| ≤ 2^(22 − scale), |x| ≤ 2^(28 − scale)",
    samples: (draw) =>
      [1, 8, 16, 24].map((f) => {
        const x = octaves(f, 1n, 1n << 28n, { signed: true })(draw);
        const y = x.values.map((v) => {
          const least = (((v < 0n ? -v : v) << BigInt(f)) >> 22n) + 1n;
          return inOctaves(draw, least, 1n << 40n);
        });
        return [x, vector(y, f)] as const;
      }),
    real: quotients,
  },
});
