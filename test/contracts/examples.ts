/**
 * Items of every kind, and what their secrets must be: for the contracts of preprocessing. A new kind that stands in
 * items/kinds/ and not here does not compile, and fails each contract.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import type { MatrixShape } from "../../items/kinds/matrix-triple.ts";
import type { ItemKind } from "../../items/kinds.ts";

type Of<K extends ItemKind["kind"]> = Extract<ItemKind, { readonly kind: K }>;

export interface Example<I> {
  readonly what: string;
  /** Items among n parties. */
  items(field: Field, n: number): readonly I[];
  /** How many are taken at a time. */
  readonly counts: readonly number[];
  /** What the secrets of each share must be, where these are what they are. */
  expected(field: Field, item: I, secrets: readonly Vector[]): readonly Vector[];
  /** What is tested for uniformity: an item, and which of its shares; null for all. */
  sample(matrix: Pick<MatrixShape, "rows" | "inner" | "columns">): I;
  readonly sampled: readonly number[] | null;
}

const SHAPES: readonly MatrixShape[] = [
  { rows: 4, inner: 3, columns: 2, pairs: 2, transposed: 1 },
  { rows: 1, inner: 5, columns: 1, pairs: 0, transposed: 2 },
  { rows: 3, inner: 1, columns: 4, pairs: 1, transposed: 0 },
];

const bit = (r: Vector, i: number): Vector => r.map((x) => (x >> BigInt(i)) & 1n);
const bits = (r: Vector, count: number) => Array.from({ length: count }, (_, i) => bit(r, i));

export const EXAMPLES: { readonly [K in ItemKind["kind"]]: Example<Of<K>> } = {
  triple: {
    what: "c = a·b",
    items: () => [{ kind: "triple" }],
    counts: [1, 9],
    expected: (field, _item, [a, b]) => [a!, b!, field.multiply(a!, b!)],
    sample: () => ({ kind: "triple" }),
    sampled: null,
  },
  square: {
    what: "the square of a",
    items: () => [{ kind: "square" }],
    counts: [1, 9],
    expected: (field, _item, [a]) => [a!, field.multiply(a!, a!)],
    sample: () => ({ kind: "square" }),
    sampled: null,
  },
  bit: {
    what: "0 or 1",
    items: () => [{ kind: "bit" }],
    counts: [1, 9],
    expected: (_field, _item, [b]) => [bit(b!, 0)],
    sample: () => ({ kind: "bit" }),
    sampled: null,
  },
  random: {
    what: "anything",
    items: () => [{ kind: "random" }],
    counts: [1, 9],
    expected: (_field, _item, secrets) => secrets,
    sample: () => ({ kind: "random" }),
    sampled: null,
  },
  "comparison-mask": {
    what: "any element, with its bits",
    items: () => [{ kind: "comparison-mask" }],
    counts: [40],
    expected: (field, _item, [r]) => [r!, ...bits(r!, field.bits)],
    sample: () => ({ kind: "comparison-mask" }),
    sampled: null,
  },
  "digit-mask": {
    what: "any element, with its bits, their products by twos, a bit, that bit ⊕ the lowest, and not 0",
    items: () => [{ kind: "digit-mask" }],
    counts: [40],
    expected: (field, _item, secrets) => {
      const [r, s, rho] = [secrets[0]!, secrets.at(-3)!, secrets.at(-1)!];
      const own = bits(r, field.bits);
      const products = own.flatMap((b, i) =>
        i % 2 === 0 ? [b.map((x, k) => x & own[i + 1]![k]!)] : [],
      );
      const flipped = own[0]!.map((x, k) => x ^ s[k]!);
      return [r, ...own, ...products, bit(s, 0), flipped, rho.map((x) => (x === 0n ? 1n : x))];
    },
    sample: () => ({ kind: "digit-mask" }),
    sampled: null,
  },
  "input-mask": {
    what: "known to its owner alone",
    items: (_field, n) => Array.from({ length: n }, (_, owner) => ({ kind: "input-mask", owner })),
    counts: [6],
    expected: (_field, _item, secrets) => secrets,
    sample: () => ({ kind: "input-mask", owner: 1 }),
    sampled: null,
  },
  "truncation-mask": {
    what: "r >> f, its top bit and, if asked for, its low bits",
    items: (field) =>
      [1, 16, 18, 20, 58]
        .filter((f) => f <= field.bits - 2)
        .flatMap((f) => [false, true].map((exact) => ({ kind: "truncation-mask", f, exact }))),
    counts: [30],
    expected: (field, { f, exact }, [r]) => [
      r!,
      r!.map((x) => x >> BigInt(f)),
      bit(r!, field.bits - 1),
      ...bits(r!, exact ? f : 0),
    ],
    sample: () => ({ kind: "truncation-mask", f: 2, exact: true }),
    sampled: null,
  },
  "matrix-triple": {
    what: "products both ways, whatever their shape",
    items: () => SHAPES.map((shape) => ({ kind: "matrix-triple", shape })),
    counts: [1, 1],
    expected: (field, { shape: { rows, inner, columns, pairs } }, [a, ...factors]) => {
      const flipped = a!.map((_, k) => a![(k % rows) * inner + Math.floor(k / rows)]!);
      return [
        a!,
        ...factors.flatMap((b, k) => {
          if (k % 2 === 1) return [];
          const c =
            k < 2 * pairs
              ? field.matrixProduct(a!, b, rows, inner, columns)
              : field.matrixProduct(flipped, b, inner, rows, columns);
          return [b, c];
        }),
      ];
    },
    sample: (matrix) => ({ kind: "matrix-triple", shape: { ...matrix, pairs: 1, transposed: 1 } }),
    // A, a product A·B, and a factor of Aᵀ·B.
    sampled: [0, 2, 3],
  },
};

/** Of any kind. Error for one that has none. */
export function exampleOf(kind: string): Example<ItemKind> {
  if (!Object.hasOwn(EXAMPLES, kind)) throw new Error(`no examples of ${kind} for the contracts`);
  return EXAMPLES[kind as ItemKind["kind"]] as unknown as Example<ItemKind>;
}
