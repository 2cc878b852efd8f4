import type { Field, Vector } from "../../algebra/field.ts";
import { transpose } from "../../algebra/transpose.ts";
import type { Mask, Share } from "../../protocols/share.ts";
import { type Columns, type Family, joinColumns, ShareReader } from "../columns.ts";
import { type BasicKind, inRange, MAX_ITEM_ELEMENTS, type Source } from "../kind.ts";

/** Dimensions of a product: rows × inner by inner × columns. */
export interface MatrixShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** How many products A·B, and how many Aᵀ·B, one A carries. */
  readonly pairs: number;
  readonly transposed: number;
}

/** One secret A with its products: a matrix that is multiplied many times is opened once, against A. */
export interface MatrixTripleItem {
  readonly kind: "matrix-triple";
  readonly shape: MatrixShape;
}

export interface MatrixPair {
  readonly b: Mask;
  readonly c: Share;
}

/**
 * ⟦A⟧ (rows×inner), row-major. Each of `pairs`: ⟦B⟧ (inner×columns), ⟦C⟧ = ⟦A·B⟧ (rows×columns). Each of
 * `transposed`: ⟦B⟧ (rows×columns), ⟦C⟧ = ⟦Aᵀ·B⟧ (inner×columns).
 */
export interface MatrixTriple {
  readonly a: Mask;
  readonly pairs: readonly MatrixPair[];
  readonly transposed: readonly MatrixPair[];
}

export const matrixTripleOf = (shape: MatrixShape): MatrixTripleItem => ({
  ...{ kind: "matrix-triple", shape },
});

export const matrixTriple: BasicKind<MatrixTripleItem> = {
  kind: "matrix-triple",
  shownAt: 800,
  word: "matrix",
  forms: "matrix/ROWSxINNERxCOLUMNS*PAIRS+TRANSPOSED",
  single: true,
  write: ({ shape: { rows, inner, columns, pairs, transposed } }) =>
    `${rows}x${inner}x${columns}*${pairs}+${transposed}`,
  read: (text) => {
    const match = /^(\d+)x(\d+)x(\d+)\*(\d+)\+(\d+)$/.exec(text);
    if (match === null) return null;
    const at = (k: number) => Number(match[k]);
    return matrixTripleOf({
      ...{ rows: at(1), inner: at(2), columns: at(3), pairs: at(4), transposed: at(5) },
    });
  },
  refuse: ({ shape }) => objectionTo(shape),
  shares: ({ shape: { rows, inner, columns, pairs, transposed } }) => [
    rows * inner,
    ...Array.from({ length: pairs }, () => [inner * columns, rows * columns]).flat(),
    ...Array.from({ length: transposed }, () => [rows * columns, inner * columns]).flat(),
  ],
  uniform: ({ shape: { pairs, transposed } }) => [
    true,
    ...Array.from({ length: pairs + transposed }, () => [true, false]).flat(),
  ],
  owner: () => null,
  drawn: () => false,
  complete: (field, _coins, { shape }, count, uniform) => products(field, shape, count, uniform),
  terms: [
    {
      ...{ name: "sacrifice", rule: "first-failure", of: "making" },
      bound: { numerator: 1, over: "p" },
    },
  ],
  derive: null,
};

/** By arithmetic alone: nothing as long as the shape says is allocated. */
function objectionTo({ rows, inner, columns, pairs, transposed }: MatrixShape): string | null {
  if (![rows, inner, columns].every((x) => inRange(x, 1, 2 ** 31)))
    return "a matrix has at least one row and one column";
  if (![pairs, transposed].every((x) => inRange(x, 0, 2 ** 31)) || pairs + transposed === 0)
    return "a matrix triple has at least one product";
  const elements = rows * inner + (pairs + transposed) * (rows + inner) * columns;
  return elements <= MAX_ITEM_ELEMENTS
    ? null
    : `${elements} elements, at most ${MAX_ITEM_ELEMENTS} are made as one item`;
}

/** A and every B with C = A·B, or C = Aᵀ·B. */
function products(
  field: Field,
  { rows, inner, columns, pairs }: MatrixShape,
  count: number,
  [a, ...factors]: readonly Vector[],
): Vector[] {
  const flipped = perItem(count, [a!], (x) => transpose(x!, rows, inner));
  return [
    a!,
    ...factors.flatMap((b, k) => [
      b,
      k < pairs
        ? perItem(count, [a!, b], (x, y) => field.matrixProduct(x!, y!, rows, inner, columns))
        : perItem(count, [flipped, b], (x, y) => field.matrixProduct(x!, y!, inner, rows, columns)),
    ]),
  ];
}

/** Applies `f` to the `count` items of columns, each an equal part of its column. */
function perItem(
  count: number,
  columns: readonly Vector[],
  f: (...parts: Vector[]) => Vector,
): Vector {
  const results = Array.from({ length: count }, (_, j) =>
    f(
      ...columns.map((column) => {
        const width = column.length / count;
        return column.subarray(j * width, (j + 1) * width);
      }),
    ),
  );
  return joinColumns(results.map((result) => [result]))[0]!;
}

/** One item. */
function matrixTripleIn(
  columns: Columns,
  family: Family,
  { pairs, transposed }: MatrixShape,
): MatrixTriple {
  const reader = new ShareReader(columns, family);
  const pair = () => ({ b: reader.mask(), c: reader.share() });
  return {
    a: reader.mask(),
    pairs: Array.from({ length: pairs }, pair),
    transposed: Array.from({ length: transposed }, pair),
  };
}

/** The next matrix triple of this shape. */
export const takeMatrixTriple = async (from: Source, shape: MatrixShape): Promise<MatrixTriple> =>
  matrixTripleIn(await from.take(matrixTripleOf(shape), 1), from.family, shape);
