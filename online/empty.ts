/**
 * Products of matrices of which one has no element: nothing is opened and nothing spent, for without a mask there is
 * nothing to open. They have their round, as all products have.
 */
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";
import { type Holder, type Share, sharePublic } from "../protocols/share.ts";
import type { Dimensions } from "./evaluator.ts";
import { type Job, NOTHING } from "./job.ts";

/** True where X, Y and X·Y are not all of some elements. */
export const isEmpty = ({ rows, inner, columns }: Dimensions): boolean =>
  rows * inner * columns === 0;

/** ⟦X·Y⟧: zeros. */
export const emptyProduct = (
  h: Holder,
  name: string,
  { rows, inner, columns }: Dimensions,
): Job<null, Share> => ({
  label: `${name} ${rows}x${inner}x${columns}`,
  opens: 0,
  material: Promise.resolve(null),
  masked: () => NOTHING,
  finish: () => sharePublic(h, new BigUint64Array(rows * columns)),
});

/** In place of opening X − A. */
export const emptyMask = ({
  rows,
  inner,
  columns,
  pairs,
  transposed,
}: MatrixShape): Job<null, void> => ({
  label: `mask-matrix ${rows}x${inner}x${columns}*${pairs}+${transposed}`,
  opens: 0,
  material: Promise.resolve(null),
  masked: () => NOTHING,
  finish: () => {},
});
