/**
 * The rows of x in an order that is uniform and that no party knows: elements of a vector, rows of a matrix.
 *
 *   source     this project; Waksman's network (permutation-network.ts), once for each party
 *   formula    party i draws a permutation of uniform elements that it alone is told, routes it to bits s, and chooses these
 *              (values/chosen-bits.ts). Where s = 1, two rows (x, y) are swapped: δ = s·(x − y), (x − δ, y + δ)
 *   rounds     3 + n·(2·⌈log2 t⌉ − 1) for t rows and n parties, 1 to echo (n > 2), and one MAC check; t < 2: none
 *   traffic    n·(S + 2(t − 1)) + 2·n·S·w elements to each for rows of w elements and S = Σ_{i ≤ t} ⌈log2 i⌉
 *              switches, and S told by each party
 *   items      n·S bits, 2n·(t − 1) random elements, S + 2(t − 1) input masks of each party, n·S·w triples
 *   security   active, against n − 1. What a party chooses are bits whatever it tells, so each network permutes the rows.
 *              Each chooses in ignorance of the others' permutations: one that is uniform makes all of them uniform
 *   deviation  a draw below d is a uniform number below p², mod d: t²/p² < 2^-79 from uniform for t ≤ 2^20 in all.
 *              Drawing and routing branch on a party's own permutation, and index memory by it. So the time until that party
 *              tells its bits depends on what is secret. No other operation has such an exception (SECURITY.md)
 */
import type { Kernel } from "../../online/kernel.ts";
import { type Cost, operation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { type Share, sliceShare } from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { inTurn, NO_COST } from "../cost.ts";
import { bitVector, M, plain, vector } from "../examples.ts";
import { type Amount, chosenBits, chosenBitsCost } from "../values/chosen-bits.ts";
import { assertPairs, pairCount } from "./layers.ts";
import { layerCount, permutationNetwork, switchCount } from "./permutation-network.ts";
import { DRAWS, permutationFrom } from "./private-permutation.ts";
import { rowsOf } from "./rows-of.ts";
import { switched } from "./switched.ts";

/** Of each party, the switches of its network, and what it draws its permutation from. */
const amounts = (n: number, rows: number): Amount[] =>
  Array.from({ length: n }, (_, party) => ({
    party,
    bits: switchCount(rows),
    uniform: DRAWS * (rows - 1),
  }));

/** ⟦x⟧ with its rows, of `width` elements each, in an order that nobody knows. */
export async function shuffleShares(
  k: Kernel,
  x: Share,
  rows: number,
  width: number,
): Promise<Share> {
  if (rows < 2) return x;
  const { layers, route } = permutationNetwork(rows);
  const controls = await chosenBits(
    k,
    `shuffle ${rows}`,
    amounts(k.n, rows).map((amount) => ({
      ...amount,
      choose: (uniform) => route(permutationFrom(uniform, rows, k.field.p)),
    })),
  );
  let shuffled = x;
  for (const control of controls) {
    let at = 0;
    for (const layer of layers) {
      const end = at + pairCount(layer);
      shuffled = await switched(k, shuffled, width, layer, sliceShare(control, at, end));
      at = end;
    }
  }
  return shuffled;
}

/** Among n parties. */
export function shuffleCost(n: number, rows: number, width: number): Cost {
  if (rows < 2) return NO_COST;
  const chosen = chosenBitsCost(amounts(n, rows));
  const permuted = multiplyCost(n * switchCount(rows) * width);
  return {
    ...inTurn(chosen, { ...permuted, rounds: n * layerCount(rows) }),
    checks: 1,
  };
}

export const shuffle = operation({
  name: "shuffle",
  does: "the rows of x in a uniform order that no party knows; elements, if x is a vector",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const { count: rows, width } = rowsOf("shuffle", x);
    assertPairs("shuffle", rows, switchCount(rows));
    return {
      operands,
      gives: reshaped(x, x.shape),
      cost: () => shuffleCost(c.n, rows, width),
      run: (k, [a]) => shuffleShares(k, a!, rows, width),
    };
  },
  plain: (x: Plain) => {
    const rowsOf = ({ shape, values }: Plain) => {
      const width = sizeOf(shape.slice(1));
      return Array.from({ length: shape[0]! }, (_, r) =>
        values.slice(r * width, (r + 1) * width).join(),
      ).sort();
    };
    return (given: Plain) =>
      given.scale === x.scale &&
      given.shape.join() === x.shape.join() &&
      rowsOf(given).join(";") === rowsOf(x).join(";");
  },
  real({ gives, operands: [before] }, x: Plain) {
    const width = x.shape.slice(1).reduce((size, d) => size * d, 1);
    const row = ({ values }: Plain, r: number) => values.slice(r * width, (r + 1) * width);
    const places = new Map<string, number[]>();
    for (let r = 0; r < x.shape[0]!; r++) {
      const key = row(before!, r).join();
      places.set(key, [...(places.get(key) ?? []), r]);
    }
    const order = Array.from({ length: x.shape[0]! }, (_, r) =>
      places.get(row(gives, r).join())!.pop(),
    );
    return plain(
      x.shape,
      order.flatMap((r) => row(x, r!)),
      x.scale,
    );
  },
  examples: () => [
    [vector([M, -M, 3n])],
    [plain([4, 2], [1, -1, 2, -2, 3, -3, 4, -4], 4)],
    [bitVector([1, 0])],
    [plain([1, 2], [5, 6])],
    [vector([])],
    [plain([2, 0], [])],
  ],
});
