/**
 * Rows in the order of their keys; of equal keys in the order in which they came, descending too.
 *
 *   source     Batcher's merge exchange (sorting-network.ts); the position is the last key, so that no two rows are equal
 *   rounds     9 + ⌈log2 (q + 1)⌉ for each of at most r·(r + 1)/2 layers, q keys, r = ⌈log2 n⌉: 30 for 4 rows and a key,
 *              1040 for 10,000
 *   traffic    2 elements for each triple, and 1 for each mask
 *   items      for each pair of rows of w elements q + 1 comparison masks and 122·q + 114 + w − ⌈log2 (q + 1)⌉ triples; pairs
 *              as of sort: 5 for 4 rows, 425,695 for 10,000
 *   security   as of a comparison. What is compared with what depends on the shape alone
 */

import type { Kernel } from "../../online/kernel.ts";
import { beside } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import {
  type LocalContext,
  negateShare,
  type Share,
  sharePublic,
  subtractShares,
} from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { M, plain, vector } from "../examples.ts";
import { columnsOf } from "./columns.ts";
import { comesFirst, comesFirstCost } from "./comes-first.ts";
import { type Direction, isDescending } from "./direction.ts";
import { type Layer, sidesOf } from "./layers.ts";
import { rowsOf } from "./rows-of.ts";
import { sortingNetwork } from "./sorting-network.ts";
import { switched } from "./switched.ts";

/** What a layer costs. */
const layerCost = (bits: number, keys: number, width: number, t: number) =>
  inTurn(comesFirstCost(bits, keys, t), multiplyCost(t * (keys + 1 + width)));

/** The rows of a table whose first columns are keys, then the position, after a layer. */
async function ordered(k: Kernel, table: Share, width: number, keys: number, layer: Layer) {
  const [low, high] = sidesOf(table, layer, width);
  const steps = subtractShares(k.residues, high, low);
  const column = (c: number) => columnsOf(steps, width, c, c + 1);
  const later = await comesFirst(
    k,
    Array.from({ length: keys }, (_, c) => column(c)),
    column(keys),
  );
  return switched(k, table, width, layer, later);
}

/** Keys, positions and payload side by side. */
function tableOf(
  h: LocalContext,
  rows: number,
  keys: Share,
  payload: Share,
  widths: readonly [number, number],
): Share {
  const positions = sharePublic(
    h,
    BigUint64Array.from({ length: rows }, (_, j) => BigInt(j)),
  );
  const parts = [keys, positions, payload];
  const all = [widths[0], 1, widths[1]];
  const value = beside(
    parts.map((part) => part.value),
    rows,
    all,
  );
  if (positions.mac === null) return { value, mac: null };
  const macs = parts.map((part) => part.mac!);
  return { value, mac: beside(macs, rows, all) };
}

export const sortBy = operation({
  name: "sortBy",
  does: "the rows of a payload in the order of its keys, a column or several, the first one highest; stable",
  prepare(c, keys: Secret, payload: Secret, direction: Direction = {}) {
    const operands = [c.own(keys), c.own(payload)];
    if (keys.shape.length > 2)
      throw new RangeError(`sortBy: keys are columns, not ${describeShape(keys.shape)}`);
    const { count, width: columns } = rowsOf("sortBy", keys);
    const { count: rows, width } = rowsOf("sortBy", payload);
    if (rows !== count) throw new RangeError(`sortBy: ${count} rows of keys, ${rows} of payload`);
    const descending = isDescending("sortBy", direction);
    const layers = sortingNetwork(count);
    const all = columns + 1 + width;
    return {
      operands,
      parameters: [Number(descending)],
      gives: reshaped(payload, payload.shape),
      cost: () =>
        inTurn(...layers.map(({ length }) => layerCost(c.field.bits, columns, width, length))),
      async run(k, [a, b]) {
        const h = k.residues;
        const turned = descending ? negateShare(h, a!) : a!;
        let table = tableOf(h, count, turned, b!, [columns, width]);
        for (const layer of layers) table = await ordered(k, table, all, columns, layer);
        return columnsOf(table, all, columns + 1, all);
      },
    };
  },
  plain(keys: Plain, payload: Plain, { descending = false }: Direction = {}) {
    const rows = keys.shape[0]!;
    const [columns, width] = [keys, payload].map(({ shape }) =>
      shape.slice(1).reduce((size, d) => size * d, 1),
    );
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
    [plain([3, 2], [1, 1, 1, 0, 0, 5]), vector([1, 2, 3])],
    [plain([3, 0], []), vector([3, 1, 2])],
    [vector([5]), plain([1, 2], [6, 7])],
    [vector([]), plain([0, 2], [])],
  ],
});
