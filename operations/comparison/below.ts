/**
 * Comparison of opened values with shared numbers whose bits are shared, in a tree.
 *
 *   source     this project
 *   formula    leaves lt_i = (1 − c_i)·r_i, eq_i = 1 − (c_i ⊕ r_i);
 *              (lt, eq) ← (lt_hi + eq_hi·lt_lo, eq_hi·eq_lo)
 *   rounds     ⌈log2 f⌉ for f bits
 *   traffic    2 elements for each triple
 *   items      t·(2(f − 1) − ⌈log2 f⌉) triples for each c; with equality t·2(f − 1)
 *   security   only masked factors are opened. The opened c is unchecked: its bits are public factors, never a branch
 */
import type { Kernel } from "../../online/kernel.ts";
import {
  addUnchecked,
  bitOf,
  complement,
  difference,
  multiplyUnchecked,
} from "../../online/local-maps.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { addShares, type LocalContext, type Share } from "../../protocols/share.ts";
import { multiplyCost, productsOf } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";

/** lt = [c < r] and eq = [c = r] on a run of bits; a vector each. eq is null where nothing needs it. */
export interface Node {
  readonly lt: Share;
  readonly eq: Share | null;
}

/** ⟦[c < r]⟧ for each c, on as many low bits as r has; bits least significant first, at least one. */
export async function below(
  k: Kernel,
  opened: readonly Unchecked[],
  r: readonly Share[],
): Promise<Share[]> {
  const roots = await combined(
    k,
    opened.map((c) => leaves(k.residues, c, r, false)),
  );
  return roots.map(({ lt }) => lt);
}

/** ⟦[c < r]⟧ and ⟦[c = r]⟧, of one c. */
export async function belowOrEqual(
  k: Kernel,
  c: Unchecked,
  r: readonly Share[],
): Promise<{ readonly below: Share; readonly same: Share }> {
  const [root] = await combined(k, [leaves(k.residues, c, r, true)]);
  return { below: root!.lt, same: root!.eq! };
}

/** Of so many vectors of t opened values, each compared on f bits. */
export function belowCost(f: number, t: number, vectors = 1): Cost {
  // The lowest pair needs no eq.
  return levelsCost(f, (pairs) => vectors * t * (2 * pairs - 1));
}

/** Of t opened values, each compared on f bits. */
export const belowOrEqualCost = (f: number, t: number): Cost =>
  levelsCost(f, (pairs) => t * 2 * pairs);

/** Of the levels of a tree over f leaves, each of so many products of its pairs. */
function levelsCost(f: number, products: (pairs: number) => number): Cost {
  const levels: Cost[] = [];
  for (let left = f; left > 1; left = Math.ceil(left / 2))
    levels.push(multiplyCost(products(Math.floor(left / 2))));
  return inTurn(...levels);
}

/** The root of each tree of comparisons, of which the last leaf decides unless it is equal. */
export async function combined(k: Kernel, trees: readonly Node[][]): Promise<Node[]> {
  let left = trees;
  while (left[0]!.length > 1) left = await combineLevel(k, left);
  return left.map(([root]) => root!);
}

/** Per bit, least significant first; the lowest with eq only if it is asked for. */
function leaves(h: LocalContext, c: Unchecked, bits: readonly Share[], equality: boolean): Node[] {
  const { field } = h;
  return bits.map((r, i) => {
    const bit = bitOf(c, i);
    const clear = complement(bit, field);
    const sign = difference(bit, clear, field);
    const needed = equality || i > 0;
    const eq = !needed ? null : addUnchecked(h, multiplyUnchecked(h, r, sign), clear);
    return { lt: multiplyUnchecked(h, r, clear), eq };
  });
}

/**
 * Neighbouring runs of bits as one, each pair in the same round: (lt, eq) = (lt_hi + eq_hi·lt_lo, eq_hi·eq_lo). Without
 * eq_lo there is no eq.
 */
export async function merged(
  k: Kernel,
  pairs: readonly (readonly [upper: Node, lower: Node])[],
): Promise<Node[]> {
  const products = await productsOf(
    k,
    pairs.flatMap(([{ eq }, lower]) =>
      [lower.lt, ...(lower.eq === null ? [] : [lower.eq])].map((factor) => [eq!, factor] as const),
    ),
  );
  const next = products.values();
  return pairs.map(([upper, lower]) => ({
    lt: addShares(k.residues, upper.lt, next.next().value!),
    eq: lower.eq === null ? null : next.next().value!,
  }));
}

/** Every pair of neighbours of all trees, in one round. */
async function combineLevel(k: Kernel, trees: readonly Node[][]): Promise<Node[][]> {
  const pairs = trees.flatMap((tree) =>
    Array.from({ length: tree.length >> 1 }, (_, j) => [tree[2 * j + 1]!, tree[2 * j]!] as const),
  );
  const joined = await merged(k, pairs);
  const perTree = joined.length / trees.length;
  return trees.map((tree, j) => [
    ...joined.slice(j * perTree, (j + 1) * perTree),
    ...(tree.length % 2 === 1 ? [tree.at(-1)!] : []),
  ]);
}
