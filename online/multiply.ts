/**
 * Products of shares, element by element, squares, and sums of products.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Multiply" (Beaver); squares as in its section 5.3
 *   rounds     1
 *   traffic    2t elements to each; a square t
 *   items      t triples; t squares
 *   security   x − a and y − b are uniform as a and b are; both stay unchecked until an output
 *   deviation  opened values are recombined as c + ε·b + δ·a + ε·δ in one pass over each vector
 */
import type { Scalar, Vector } from "../algebra/field.ts";
import { type Squares, takeSquares } from "../items/kinds/square.ts";
import { type Triples, takeTriples } from "../items/kinds/triple.ts";
import { type Holder, maskShares, type Share } from "../protocols/share.ts";
import type { Job } from "./job.ts";
import type { Material } from "./material.ts";

/** The factor of a public constant in this party's shares: in its value (1 at P_0 only), in its MAC (α_i). */
export interface ConstantFactors {
  readonly value: Scalar;
  readonly mac: Scalar | null;
}

export const constantFactors = (h: Holder): ConstantFactors => ({
  value: BigUint64Array.of(h.self === 0 ? 1n : 0n),
  mac: h.macKeyShare,
});

/** Applies f to the value shares with the value's factor, to the MAC shares with the MAC's. */
export function both(h: Holder, f: (of: (s: Share) => Vector, k: Scalar) => Vector): Share {
  const k = constantFactors(h);
  return {
    value: f((s) => s.value, k.value),
    mac: k.mac === null ? null : f((s) => s.mac!, k.mac),
  };
}

/** ⟦c + ε·b + δ·a + ε·δ⟧, in the memory of c, which is spent. */
export function recombineShares(
  h: Holder,
  { a, b, c }: Triples,
  epsilon: Vector,
  delta: Vector,
): Share {
  const k = constantFactors(h);
  const lanes = [{ c: c.value, a: a.value, b: b.value, k: k.value }];
  if (k.mac !== null) lanes.push({ c: c.mac!, a: a.mac!, b: b.mac!, k: k.mac });
  h.field.recombine(lanes, epsilon, delta);
  return c;
}

/** ⟦Σ_j c_j + ε_j·b_j + δ_j·a_j + ε_j·δ_j⟧ */
export function recombineToSum(
  h: Holder,
  { a, b, c }: Triples,
  epsilon: Vector,
  delta: Vector,
): Share {
  const { field } = h;
  const constant = field.dot(epsilon, delta);
  return both(h, (of, k) => {
    const cross = field.add(field.dot(epsilon, of(b)), field.dot(delta, of(a)));
    return field.multiplyAdd(constant, k, field.add(cross, field.sum(of(c))));
  });
}

/** ⟦x_j·y_j⟧ */
export const multiply = (h: Holder, items: Material, x: Share, y: Share) =>
  beaver("multiply", h, items, x, y, recombineShares);

/** ⟦Σ_j x_j·y_j⟧ */
export const dot = (h: Holder, items: Material, x: Share, y: Share) =>
  beaver("dot", h, items, x, y, recombineToSum);

function beaver(
  name: string,
  h: Holder,
  items: Material,
  x: Share,
  y: Share,
  recombine: (h: Holder, triples: Triples, epsilon: Vector, delta: Vector) => Share,
): Job<Triples, Share> {
  const t = x.value.length;
  return {
    label: `${name} ${t}`,
    opens: 2 * t,
    material: takeTriples(items, t),
    masked: ({ a, b }) => [maskShares(x, a), maskShares(y, b)],
    finish: (opened, triples) => recombine(h, triples, opened.subarray(0, t), opened.subarray(t)),
  };
}

/** ⟦x_j²⟧ */
export function square(h: Holder, items: Material, x: Share): Job<Squares, Share> {
  const t = x.value.length;
  return {
    label: `square ${t}`,
    opens: t,
    material: takeSquares(items, t),
    masked: ({ a }) => [maskShares(x, a)],
    finish: (epsilon, { a, square: c }) => recombineShares(h, { a, b: a, c }, epsilon, epsilon),
  };
}
