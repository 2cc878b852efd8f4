/**
 * Prefixes x_i ∘ … ∘ x_0 of an associative ∘, of those i that are wanted: which spans are merged, level by level.
 *
 *   source     Sklansky, IRE Trans. 1960, on pairs of neighbours; what is even is merged last (Han, Carlson 1987)
 *   rounds     one per level; all of 59: 7
 *   items      all of 59: 125 merges. Sklansky alone has 6 levels and 167 merges, Brent–Kung 10 and 110. A level is
 *              shared by all elements and a merge is not: one level more is worth a quarter of the merges
 */

/** The elements from `low` to `high`, both included. */
export interface Span {
  readonly high: number;
  readonly low: number;
}

/** `upper` and what lies directly below it. Merged they are one span. */
export interface Merge {
  readonly upper: Span;
  readonly lower: Span;
}

/** The last element below which a span of pairs is cut in two: the half is a power of two. */
const half = (length: number): number => 2 ** (Math.ceil(Math.log2(length)) - 1);

/** How a span of two or more is merged. */
function mergeOf({ high, low }: Span): Merge {
  // An even element stands alone until all below it is known.
  const cut = high % 2 === 0 ? high : low + 2 * half((high + 1 - low) / 2);
  const middle = high - low === 1 ? high : cut;
  return { upper: { high, low: middle }, lower: { high: middle - 1, low } };
}

/** Every level's merges: each needs what is merged in levels before, or single elements. */
export function prefixLevels(wanted: readonly number[]): readonly (readonly Merge[])[] {
  const depths = new Map<string, number>();
  const levels: Merge[][] = [];
  const depthOf = (span: Span): number => {
    if (span.high === span.low) return 0;
    const key = `${span.high} ${span.low}`;
    const known = depths.get(key);
    if (known !== undefined) return known;
    const merge = mergeOf(span);
    const depth = 1 + Math.max(depthOf(merge.upper), depthOf(merge.lower));
    depths.set(key, depth);
    while (levels.length < depth) levels.push([]);
    levels[depth - 1]!.push(merge);
    return depth;
  };
  for (const high of wanted) depthOf({ high, low: 0 });
  return levels;
}

/** Computes every merge of a level together, and gives the wanted prefixes. */
export async function prefixes<T>(
  leaves: readonly T[],
  wanted: readonly number[],
  level: (pairs: readonly (readonly [upper: T, lower: T])[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const known = new Map<string, T>();
  const at = ({ high, low }: Span): T =>
    high === low ? leaves[high]! : known.get(`${high} ${low}`)!;
  for (const merges of prefixLevels(wanted)) {
    const merged = await level(merges.map(({ upper, lower }) => [at(upper), at(lower)] as const));
    for (const [k, merge] of merges.entries()) {
      const [{ high }, { low }] = [merge.upper, merge.lower];
      known.set(`${high} ${low}`, merged[k]!);
    }
  }
  return wanted.map((high) => at({ high, low: 0 }));
}
