/** Grows a decision tree in the clear, by least Gini impurity: the one that ships was made so. */
export interface Grown {
  readonly feature: number;
  readonly threshold: number;
  /** Of 0 and 1, the more frequent of the rows. */
  readonly majority: number;
}

/** Node by node, complete to `depth`: 2k + 1 and 2k + 2 follow k. Of equally good cuts the first feature's lowest. */
export function growTree(
  columns: readonly Float64Array[],
  labels: Float64Array,
  rows: readonly number[],
  depth: number,
): Grown[] {
  const all: Grown[] = [];
  const grow = (node: number, own: readonly number[], above: number) => {
    const ones = own.filter((row) => labels[row] === 1).length;
    const majority = own.length === 0 ? above : ones * 2 >= own.length ? 1 : 0;
    const { feature, threshold } = bestCut(columns, labels, own);
    all[node] = { feature, threshold, majority };
    if (node >= 2 ** depth - 1) return;
    const goes = (row: number) => columns[feature]![row]! < threshold;
    grow(
      2 * node + 1,
      own.filter((row) => goes(row)),
      majority,
    );
    grow(
      2 * node + 2,
      own.filter((row) => !goes(row)),
      majority,
    );
  };
  grow(0, rows, 0);
  return all;
}

function bestCut(columns: readonly Float64Array[], labels: Float64Array, rows: readonly number[]) {
  let best = { feature: 0, threshold: 0, impurity: Number.POSITIVE_INFINITY };
  const total = rows.filter((row) => labels[row] === 1).length;
  columns.forEach((values, feature) => {
    const sorted = [...rows].sort((a, b) => values[a]! - values[b]!);
    let ones = 0;
    for (let k = 1; k < sorted.length; k++) {
      ones += labels[sorted[k - 1]!]!;
      const [low, high] = [values[sorted[k - 1]!]!, values[sorted[k]!]!];
      if (low === high) continue;
      const others = sorted.length - k;
      const impurity =
        (ones * (k - ones)) / k + ((total - ones) * (others - total + ones)) / others;
      const threshold = Math.round(((low + high) / 2) * 4096) / 4096;
      if (impurity < best.impurity - 1e-9) best = { feature, threshold, impurity };
    }
  });
  return best;
}
