/**
 * What a secret stands for in real numbers, carried beside it in a simulation: integers, with SHADOW_BITS more fractional
 * bits where the secret has any. So every record's `plain`, given shadows, is real arithmetic; where it is not, its `real`
 * or its `accuracy` says what is. Doubles would have fewer digits than the secrets.
 */
import { type Accuracy, type Operation, type Plain, type Real, SHADOW_BITS } from "./operation.ts";
import type { Shape } from "./shape.ts";

/** value·2^(scale + SHADOW_BITS) of each element; null where no real number stands for it. */
export type Fine = readonly (bigint | null)[];

/** The fractional bits of the shadow of a number with so many. */
const shadowScale = (scale: number): number => (scale === 0 ? 0 : scale + SHADOW_BITS);

/** Those of the number of which this is the shadow's scale. */
const numberScale = (scale: number): number => (scale === 0 ? 0 : scale - SHADOW_BITS);

/** v·2^by, rounded to the nearest. */
function scaled(v: bigint, by: number): bigint {
  if (by >= 0) return v << BigInt(by);
  const half = 1n << BigInt(-by - 1);
  return (v + half) >> BigInt(-by);
}

/** x at its number's own scale, rounded to the nearest: for what works on integers value·2^scale. */
export function asNumber({ shape, scale, values }: Plain): Plain {
  const own = numberScale(scale);
  return { shape, scale: own, values: values.map((v) => scaled(v, own - scale)) };
}

function fineOfReal(real: Real, scale: number): bigint | null {
  const by = scale + SHADOW_BITS;
  if (typeof real !== "number") {
    const [numerator, denominator] = real;
    if (denominator === 0n) return null;
    const twice = ((2n * numerator) << BigInt(by)) / denominator;
    return (twice + 1n) >> 1n;
  }
  const shifted = real * 2 ** by;
  return Number.isFinite(shifted) ? BigInt(Math.round(shifted)) : null;
}

/** What a call stands for whose arguments have these shadows; null where nobody knows. `gives` and `operands` are computed. */
export function fineOf(
  of: Operation,
  shadows: readonly unknown[],
  gives: Plain,
  operands: () => readonly Plain[],
): Fine | null {
  const args = shadows as readonly never[];
  const { scale } = gives;
  const exact = (said: Plain): Fine =>
    said.values.map((v) => scaled(v, scale + SHADOW_BITS - said.scale));
  if (of.real !== undefined) {
    const said = of.real({ gives, operands: operands() }, ...args);
    return said && exact(said);
  }
  const accuracy = of.accuracy as unknown as Accuracy<readonly unknown[]> | undefined;
  if (accuracy !== undefined) return accuracy.real(...args).map((real) => fineOfReal(real, scale));
  const said = of.plain(...args);
  // What is drawn at random, of nothing, is what it is.
  if (typeof said === "function") return operands().length === 0 ? exact(gives) : null;
  if (said === null || Array.isArray(said)) return null;
  return exact(said as Plain);
}

/** The shadow that goes on; it follows what was computed where no real number stands for that. */
export function shadowOf(
  shape: Shape,
  scale: number,
  fine: Fine,
  computed: readonly bigint[],
): Plain {
  const own = shadowScale(scale);
  const values = fine.map((v, j) =>
    v === null ? computed[j]! << BigInt(own - scale) : scaled(v, own - scale - SHADOW_BITS),
  );
  return { shape, scale: own, values };
}

/** The shadow of a number that is what it stands for. */
export const exactShadow = ({ shape, scale, values }: Plain): Plain => {
  const own = shadowScale(scale);
  return { shape, scale: own, values: values.map((v) => v << BigInt(own - scale)) };
};

/** An element of a Fine at the number's own scale, rounded to the nearest. */
export const fromFine = (fine: bigint): bigint => scaled(fine, -SHADOW_BITS);

/** |value − what it stands for| in units in the last place. */
export function ulpsBetween(value: bigint, fine: bigint): number {
  const apart = (value << BigInt(SHADOW_BITS)) - fine;
  return Number(apart < 0n ? -apart : apart) / 2 ** SHADOW_BITS;
}

/** The real number of an element of a Fine. */
export const realOf = (fine: bigint, scale: number): number =>
  Number(fine) / 2 ** (scale + SHADOW_BITS);
