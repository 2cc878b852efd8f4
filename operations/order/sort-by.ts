/**
 * Rows in the order of their keys; of equal keys in the order in which they came, descending too.
 *
 *   source     Batcher's merge exchange (sorting-network.ts); the position is the last key, so that no two rows are equal
 *   formula    2^l·key + position in place of the last key and the position, l = ⌈log2 n⌉, where the keys' declared range
 *              says that it is at most M: one key less to compare, q' = q − 1; else q' = q
 *   rounds     9 + ⌈log2 (q' + 1)⌉ for each of at most r·(r + 1)/2 layers, q keys, r = ⌈log2 n⌉: 30 for 4 rows and a key
 *              without a range, 27 with; 1040 and 936 for 10,000
 *   traffic    2 elements for each triple, and 1 for each mask
 *   items      for each pair of rows of w elements q' + 1 comparison masks and 122·q' + 114 + w − ⌈log2 (q' + 1)⌉ triples;
 *              pairs as of sort: 5 for 4 rows, 425,695 for 10,000
 *   security   as of a comparison. What is compared with what depends on the shape alone. Keys out of their declared
 *              range, and no other fault, end in another order of the same rows
 */

import type { Kernel } from "../../online/kernel.ts";
import { besideShares } from "../../online/matrix-layout.ts";
import { integerLimit } from "../../online/numbers.ts";
import { type Comparing, operation, type Plain } from "../../online/operation.ts";
import { reshaped, type SecretType } from "../../online/secret-type.ts";
import { describeShape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import {
  addPublic,
  type LocalContext,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sharePublic,
  subtractShares,
} from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { bits, bitVector, M, plain, vector } from "../examples.ts";
import { columnsOf } from "./columns.ts";
import { comesFirst, comesFirstCost } from "./comes-first.ts";
import { type Direction, isDescending } from "./direction.ts";
import { type Layer, pairCount, sidesOf } from "./layers.ts";
import { rowsOf } from "./rows-of.ts";
import { assertSortable, sortingNetwork } from "./sorting-network.ts";
import { switched } from "./switched.ts";

/** What a layer costs. */
const layerCost = (c: Comparing, keys: number, width: number, t: number) =>
  inTurn(comesFirstCost(c, keys, t), multiplyCost(t * (keys + 1 + width)));

/** The rows of a table whose first columns are keys, then the position, after a layer. */
async function ordered(k: Kernel, table: Share, width: number, keys: number, layer: Layer) {
  const sides = sidesOf(table, layer, width);
  const [low, high] = sides;
  const steps = subtractShares(k.residues, high, low);
  const column = (c: number) => columnsOf(steps, width, c, c + 1);
  const later = await comesFirst(
    k,
    Array.from({ length: keys }, (_, c) => column(c)),
    column(keys),
  );
  return switched(k, table, width, layer, later, sides);
}

/** Bits that hold the position of a row. */
const positionBits = (rows: number): number => Math.ceil(Math.log2(Math.max(rows, 1)));

/** Whether 2^l·key + position is at most M, as far as the range of the keys is declared. */
function holdsPosition({ range, scale }: SecretType, rows: number, limit: bigint): boolean {
  if (range === null) return false;
  const most = Math.max(-range[0], range[1]) * 2 ** scale;
  return (most + 1) * 2 ** positionBits(rows) <= Number(limit);
}

/** The payload beside what decides: all keys but the last, and the last with the position; or all, and the position. */
function tableOf(
  h: LocalContext,
  rows: number,
  [keys, columns]: readonly [Share, number],
  [payload, width]: readonly [Share, number],
  held: boolean,
): Share {
  const positions = BigUint64Array.from({ length: rows }, (_, j) => BigInt(j));
  const others = held ? columns - 1 : columns;
  const last = columnsOf(keys, columns, others, columns);
  const step = BigUint64Array.of(1n << BigInt(positionBits(rows)));
  const distinct = held
    ? addPublic(h, multiplyPublicScalar(h, last, step), positions)
    : sharePublic(h, positions);
  const parts = [columnsOf(keys, columns, 0, others), distinct, payload];
  return besideShares(parts, rows, [others, 1, width]);
}

export const sortBy = operation({
  name: "sortBy",
  does: "the rows of a payload in the order of its keys, a column or several, the first one highest; stable",
  prepare(c, keys: Secret, payload: Secret, direction?: Direction) {
    const operands = [c.own(keys), c.own(payload)];
    if (keys.shape.length > 2)
      throw new RangeError(`sortBy: keys are columns, not ${describeShape(keys.shape)}`);
    const { count, width: columns } = rowsOf("sortBy", keys);
    const { count: rows, width } = rowsOf("sortBy", payload);
    if (rows !== count) throw new RangeError(`sortBy: ${count} rows of keys, ${rows} of payload`);
    const descending = isDescending("sortBy", direction);
    assertSortable("sortBy", count);
    const held = columns > 0 && holdsPosition(keys, count, integerLimit(c.field));
    const others = held ? columns - 1 : columns;
    const all = others + 1 + width;
    return {
      operands,
      parameters: [Number(descending)],
      gives: reshaped(payload, payload.shape),
      cost: () =>
        inTurn(
          ...sortingNetwork(count).map((layer) => layerCost(c, others, width, pairCount(layer))),
        ),
      async run(k, [a, b]) {
        const h = k.residues;
        const turned = descending ? negateShare(h, a!) : a!;
        let table = tableOf(h, count, [turned, columns], [b!, width], held);
        for (const layer of sortingNetwork(count))
          table = await ordered(k, table, all, others, layer);
        return columnsOf(table, all, others + 1, all);
      },
    };
  },
  plain(keys: Plain, payload: Plain, { descending = false }: Direction = {}) {
    const rows = keys.shape[0]!;
    const [columns, width] = [keys, payload].map(({ shape }) => sizeOf(shape.slice(1)));
    const key = (row: number) => keys.values.slice(row * columns!, (row + 1) * columns!);
    const order = Array.from({ length: rows }, (_, row) => row).sort((i, j) => {
      const [x, y] = descending ? [key(j), key(i)] : [key(i), key(j)];
      const at = x.findIndex((v, c) => v !== y[c]);
      return at < 0 ? i - j : x[at]! < y[at]! ? -1 : 1;
    });
    return plain(
      payload.shape,
      order.flatMap((row) => payload.values.slice(row * width!, (row + 1) * width!)),
      payload.scale,
    );
  },
  examples: () => [
    [vector([M, -M]), vector([1, 2])],
    [vector([1, 0, 1], 3), plain([3, 2], [1, -1, 2, -2, 3, -3], 4), { descending: true }],
    [plain([2, 2], [1, 1, 1, 0]), vector([1, 2])],
    [bitVector([1, 0, 1, 0]), vector([1, 2, 3, 4])],
    [bits([3, 2], [1, 1, 0, 1, 1, 0]), vector([1, 2, 3]), { descending: true }],
    [plain([3, 0], []), vector([3, 1, 2])],
    [vector([5]), plain([1, 2], [6, 7])],
    [vector([]), plain([0, 2], [])],
  ],
});
