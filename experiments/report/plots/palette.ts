/**
 * Colours that colour-blind readers tell apart (M. Okabe, K. Ito, 2008), the same for a combination in every figure,
 * readable on white and on near-black; shapes say it again for print.
 */
const STYLES: Readonly<Record<string, readonly [color: string, shape: string]>> = {
  "spdz+lowgear": ["#d55e00", "circle"],
  "additive+semi-honest-he": ["#0b84c9", "square"],
  "spdz+dealer": ["#e69f00", "triangle-up"],
  "additive+dealer": ["#56b4e9", "diamond"],
  plain: ["#8a8a8a", "cross"],
};
const OTHERS: readonly (readonly [color: string, shape: string])[] = [
  ["#009e73", "triangle-down"],
  ["#cc79a7", "triangle-left"],
  ["#9c6b30", "triangle-right"],
  ["#7a5fb5", "stroke"],
];

/** Stands for the colour of text until a theme is chosen. */
export const INK = "ink";

/** Of every series, in order. Two series of one combination are told apart by what is left over. */
export function styleFor(securities: ReadonlyMap<string, string>): {
  readonly colors: readonly string[];
  readonly shapes: readonly string[];
} {
  const taken = new Set<string>();
  let spare = 0;
  const styles = [...securities.values()].map((security) => {
    const own = STYLES[security];
    if (own !== undefined && !taken.has(security)) {
      taken.add(security);
      return own;
    }
    return OTHERS[spare++ % OTHERS.length]!;
  });
  return { colors: styles.map(([color]) => color), shapes: styles.map(([, shape]) => shape) };
}

const DASHES: Readonly<Record<string, readonly number[]>> = {
  measured: [1, 0],
  model: [2, 3],
};

/** Solid for what was measured, dotted for the model, dashed between. */
export const dashesFor = (times: readonly string[]): readonly (readonly number[])[] =>
  times.map((name) => DASHES[name] ?? [7, 4]);
