/**
 * Colours that colour-blind readers can distinguish (M. Okabe, K. Ito, 2008). A combination has the same colour in
 * every figure. The colours are readable on white and on near-black. In print the shapes distinguish combinations.
 */
import { SECURITIES } from "../../../host/party/combination.ts";

type Style = readonly [color: string, shape: string];

/** The styles of combinations in their order, then spare ones. */
const PALETTE: readonly Style[] = [
  ["#d55e00", "circle"],
  ["#0b84c9", "square"],
  ["#e69f00", "triangle-up"],
  ["#56b4e9", "diamond"],
  ["#009e73", "triangle-down"],
  ["#cc79a7", "triangle-left"],
  ["#9c6b30", "triangle-right"],
  ["#7a5fb5", "stroke"],
];
const WITH_MATERIAL = SECURITIES.filter((security) => security !== "plain");
if (WITH_MATERIAL.length >= PALETTE.length)
  throw new RangeError(`${PALETTE.length} colours for ${WITH_MATERIAL.length} combinations`);

/** Runs in the clear are grey. */
const STYLES: ReadonlyMap<string, Style> = new Map([
  ...WITH_MATERIAL.map((security, k) => [security, PALETTE[k]!] as const),
  ["plain", ["#8a8a8a", "cross"]] as const,
]);
const OTHERS = PALETTE.slice(WITH_MATERIAL.length);

/** Stands for the colour of text until a theme is chosen. */
export const INK = "ink";

/** The styles of all series, in order. A second series of one combination gets a spare style. */
export function styleFor(securities: ReadonlyMap<string, string>): {
  readonly colors: readonly string[];
  readonly shapes: readonly string[];
} {
  const taken = new Set<string>();
  let spare = 0;
  const styles = [...securities.values()].map((security) => {
    const own = STYLES.get(security);
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

/** Solid for measured times, dotted for the model, dashed for virtual time. */
export const dashesFor = (times: readonly string[]): readonly (readonly number[])[] =>
  times.map((name) => DASHES[name] ?? [7, 4]);
