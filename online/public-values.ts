/**
 * Public numbers are integers, or (with a scale > 0) reals that are rounded to the nearest multiple of 2^-scale. Give
 * private ones as numbers, not as bigints: the time of bigint arithmetic depends on the value.
 */
export type PublicValues = readonly (number | bigint)[] | BigInt64Array | Float64Array;

/** Of |x| for every library integer. */
export const MAGNITUDE_BITS = 58;

/** M: every library integer satisfies |x| ≤ M = 2^58 − 2^18, so that truncation is exact in its wrap. */
export const MAX_INTEGER = (1n << BigInt(MAGNITUDE_BITS)) - (1n << 18n);
