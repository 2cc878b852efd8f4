/**
 * One party has a decision tree, another has rows: of each row the tree says a class.
 *
 *   input    party `treeFrom` its tree, party `rowsFrom` its rows
 *   public   the depth of the tree, the list of features, and the number of rows
 *   learned  by the owner of the rows: the class of each. By the others: nothing
 *   hidden   which features the tree asks for, its thresholds and classes, and the path of each row. (Whoever may ask
 *            for many rows of its choice learns the tree from the classes.)
 *   trusted  that the tree is one: an owner that lies gives wrong classes, and learns nothing by that
 *
 * The tree is complete: a shorter path is filled up with nodes that decide nothing. All nodes are evaluated for all rows at
 * once, in one matrix product (which feature) and one comparison (below the threshold?). Then, level by level, a node is
 * reached if its parent is, and the bit there says its side: a round each.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { dataFile, readTable, type Table } from "./data/table.ts";

/** Fractional bits of features and thresholds: all are rounded to 2^-16. */
const FEATURE_BITS = 16;
const CLASSES = 256;

export const FEATURES = [
  "mean_radius",
  "mean_texture",
  "mean_concave_points",
  "worst_radius",
  "worst_texture",
  "worst_perimeter",
  "worst_area",
  "worst_concavity",
  "worst_concave_points",
  "worst_symmetry",
];

const schema = z.strictObject({
  /**
   * CSV with columns node, feature, threshold and class. Node 0 is the root, 2k + 1 and 2k + 2 follow node k, where the
   * feature is below the threshold and where it is not. Inner nodes have no class, leaves have nothing else.
   * "{party}" becomes the party's number, here and below.
   */
  tree: z.string().min(1).default(dataFile("breast-cancer-tree.csv")),
  treeFrom: z.int().min(0).default(0),
  depth: z.int().min(1).max(12).default(3),
  /** CSV with the features of each row by name. */
  file: z.string().min(1).default(dataFile("breast-cancer-wisconsin.csv")),
  ...readingArguments,
  rowsFrom: z.int().min(0).default(1),
  features: z.array(z.string().min(1)).min(1).max(1000).default(FEATURES),
  /** How many rows are asked for, and from which of the file on, from 0. */
  count: z.int().min(1).max(100_000).default(6),
  first: z.int().min(0).default(455),
  /** The largest magnitude of a feature or a threshold. */
  largest: z
    .number()
    .positive()
    .max(2 ** 24)
    .default(10_000),
});
export type DecisionTreeArgs = z.infer<typeof schema>;

export const about: About<DecisionTreeArgs> = {
  name: "decision-tree",
  does: "says the class of one party's rows by another party's decision tree",
  learns: ["owner of the rows: the class of each", "other parties: nothing"],
  schema,
  check: (args, self, n) => void loadOwn(args, self, n),
};

export default async function decisionTree(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { treeFrom, rowsFrom, depth, count, features, largest } = parsed;
  const own = loadOwn(parsed, mpc.self, mpc.n);
  const leaves = 2 ** depth;
  const nodes = leaves - 1;
  const numbers = { scale: FEATURE_BITS, range: [-largest, largest] as const };
  const [choice, thresholds, classes, rows] = await Promise.all([
    mpc.input(treeFrom, [nodes, features.length], own.tree?.choice ?? null, { type: "bit" }),
    mpc.input(treeFrom, [nodes, 1], own.tree?.thresholds ?? null, numbers),
    mpc.input(treeFrom, [1, leaves], own.tree?.classes ?? null, { range: [0, CLASSES - 1] }),
    mpc.input(rowsFrom, [features.length, count], own.rows, numbers),
  ]);
  const below = await mpc.lessThan(await mpc.matrixProduct(choice, rows), thresholds);
  const reached = await reachedLeaves(mpc, below, depth);
  const found = await mpc.outputTo(rowsFrom, await mpc.matrixProduct(classes, reached));
  return { classes: found?.map(Number) ?? null };
}

/** A 1 for the leaf that each row comes to, leaves × rows, of a bit for each node and row. */
async function reachedLeaves(mpc: Mpc, below: Secret, depth: number): Promise<Secret> {
  const root = mpc.rows(below, 0, 1);
  let reached = mpc.stack([root, mpc.not(root)]);
  for (let level = 1; level < depth; level++) {
    const width = 2 ** level;
    const left = await mpc.multiply(reached, mpc.rows(below, width - 1, 2 * width - 1));
    const both = mpc.stack([left, mpc.subtract(reached, left)]);
    // The children of a node side by side.
    const order = Array.from({ length: 2 * width }, (_, k) => (k >> 1) + (k % 2) * width);
    reached = mpc.gather(both, order);
  }
  return reached;
}

/** What party `self` brings; null for what is another's. @throws UsageError. */
function loadOwn(args: DecisionTreeArgs, self: number, n: number) {
  const { treeFrom, rowsFrom } = args;
  for (const [key, party] of Object.entries({ treeFrom, rowsFrom }))
    if (party >= n)
      throw new UsageError(`decision-tree: argument "${key}": there are parties 0 … ${n - 1}`);
  return {
    tree: treeFrom === self ? treeOf(readTable(args.tree, self), args) : null,
    rows: rowsFrom === self ? rowsOf(readTable(args.file, self), args) : null,
  };
}

/** features × count. */
function rowsOf(table: Table, args: DecisionTreeArgs): Float64Array {
  const { features, count, first, largest } = args;
  if (first + count > table.cells.length)
    throw new UsageError(
      `${table.file}: ${table.cells.length} rows; "first" ${first} and "count" ${count} ask for more`,
    );
  const values = features.map((name) => column(table, name, args).subarray(first, first + count));
  values.forEach((list, k) => {
    if (list.some((v) => Math.abs(v) > largest))
      throw new UsageError(
        `${table.file}: column "${features[k]}" has a number beyond "largest" ${largest}`,
      );
  });
  return Float64Array.from(values.flatMap((list) => [...list]));
}

/** Node by node. */
function treeOf(
  table: Table,
  { depth, features, largest }: Pick<DecisionTreeArgs, "depth" | "features" | "largest">,
) {
  const leaves = 2 ** depth;
  const nodes = leaves - 1;
  const wrong = (row: number, what: string) =>
    new UsageError(`${table.file} line ${table.lines[row]}: ${what}`);
  if (table.cells.length !== nodes + leaves)
    throw new UsageError(
      `${table.file}: ${table.cells.length} nodes; a tree of depth ${depth} has ${nodes + leaves}`,
    );
  const at = ["node", "feature", "threshold", "class"].map((name) => {
    const index = table.names.indexOf(name);
    if (index < 0) throw new UsageError(`${table.file}: no column "${name}"`);
    return index;
  });
  const choice = new Float64Array(nodes * features.length);
  const thresholds = new Float64Array(nodes);
  const classes = new Float64Array(leaves);
  table.cells.forEach((cells, row) => {
    const [node, feature, threshold, label] = at.map((index) => cells[index]!);
    if (node !== String(row)) throw wrong(row, `node ${row} is expected`);
    if (row >= nodes) {
      classes[row - nodes] = Number(label);
      if (!/^\d+$/.test(label!) || Number(label) >= CLASSES)
        throw wrong(row, `a class from 0 to ${CLASSES - 1} is expected`);
      return;
    }
    const asked = features.indexOf(feature!);
    if (asked < 0) throw wrong(row, `"${feature}" is none of the features`);
    choice[row * features.length + asked] = 1;
    thresholds[row] = Number(threshold);
    if (threshold === "" || !(Math.abs(Number(threshold)) <= largest))
      throw wrong(row, `a threshold from -${largest} to ${largest} is expected`);
  });
  return { choice, thresholds, classes };
}
