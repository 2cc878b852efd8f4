/**
 * x², element by element.
 *
 *   source     SPDZ-2, ePrint 2012/642, section 5.3
 *   rounds     1
 *   traffic    t elements to each
 *   items      t squares
 *   security   x − a is uniform as a is, and stays unchecked until an output
 */
import { SQUARE, type Squares, takeSquares } from "../../items/kinds/square.ts";
import type { Kernel } from "../../online/kernel.ts";
import { recombine } from "../../online/local-maps.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { bitsOf, numbersOf, rangeOfSquare, scaleOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { type LocalContext, maskShares, type Share } from "../../protocols/share.ts";
import { each, ones, SMALL } from "../examples.ts";

/** ⟦x_j²⟧ */
export function squareShares(k: Kernel, x: Share, h: LocalContext = k.residues): Promise<Share> {
  const t = x.value.length;
  return k.open({
    label: `square ${t}`,
    opens: t,
    material: takeSquares(k, t),
    masked: ({ a }: Squares) => [maskShares(x, a)],
    finish: (epsilon, { a, square: c }) => recombine(h, { a, b: a, c }, epsilon, epsilon),
  });
}

/** Of t squares. */
export const squareCost = (t: number) => ({ rounds: 1, opened: t, items: [[SQUARE, t]] }) as const;

export const square = operation({
  name: "square",
  does: "x², element by element; raw: the scale doubles",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const { shape, length } = x;
    const scale = scaleOfProduct(c.field, "square", x.scale, x.scale);
    const range = rangeOfSquare(c.field, scale, x.range);
    return {
      operands,
      scales: [x.scale, x.scale],
      gives: x.type === "bit" ? bitsOf(shape) : numbersOf(shape, scale, range),
      cost: () => squareCost(length),
      run: (k, [a]) => squareShares(k, a!, k.local),
    };
  },
  plain: (x: Plain) => each(x, 2 * x.scale, (a) => a * a),
  examples: () => ones([...SMALL, 2n ** 29n - 1n]),
});
