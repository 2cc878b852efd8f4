/**
 * The exact rank-sum test, ties included (F. Wilcoxon 1945; the permutation distribution of midranks). It assumes
 * nothing about the noise, except that under the hypothesis the runs are exchangeable.
 */

/** P(rank sum of b ≥ the observed one) if a and b are exchangeable. It is small if b is larger. */
export function chanceOfLarger(a: readonly number[], b: readonly number[]): number {
  const ranks = doubledMidranks([...a, ...b]);
  const observed = ranks.slice(a.length).reduce((sum, rank) => sum + rank, 0);
  const distribution = subsetSums(ranks, b.length);
  const at = distribution.subarray(observed).reduce((sum, share) => sum + share, 0);
  return Math.min(1, at);
}

/** The smallest result that so many runs can give: 1 over the number of ways to choose b's runs among all. */
export function leastChance(a: number, b: number): number {
  let ways = 1;
  for (let k = 1; k <= b; k++) ways = (ways * (a + k)) / k;
  return 1 / ways;
}

/** 1-based ranks times two, which are integers. Ties share their mean. */
function doubledMidranks(values: readonly number[]): number[] {
  const order = values.map((_, k) => k).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/** Entry s is the share of all subsets of `size` ranks whose sum is s. */
function subsetSums(ranks: readonly number[], size: number): Float64Array {
  const width = ranks.reduce((sum, rank) => sum + rank, 0) + 1;
  const chosen = Array.from({ length: size + 1 }, () => new Float64Array(width));
  chosen[0]![0] = 1;
  // After k ranks, row j holds P(j of them chosen, with that sum) in a uniformly random subset of `size`.
  ranks.forEach((rank, k) => {
    const left = ranks.length - k;
    for (let j = Math.min(k, size); j >= 0; j--) {
      const row = chosen[j]!;
      const take = (size - j) / left;
      if (take > 0) {
        const next = chosen[j + 1]!;
        for (let s = width - 1 - rank; s >= 0; s--)
          if (row[s]! > 0) next[s + rank]! += row[s]! * take;
      }
      for (let s = 0; s < width; s++) row[s]! *= 1 - take;
    }
  });
  return chosen[size]!;
}
