/**
 * Additive sharing of clear vectors among n parties. All but the last party get a seed, out of which they
 * expand their shares; the last gets what is missing, the corrections. Any n−1 parties' shares are uniform and
 * independent of the values: the seeds' by the PRG, the corrections because they are masked by every seed.
 */
import type { Field, Scalar, Vector } from "../../algebra/field.ts";
import { Prg } from "../../crypto/prg.ts";
import type { Suite } from "../../crypto/suite.ts";
import type { Columns } from "../stock-layout.ts";

/** The columns of a batch in the clear: each value, followed by its MAC where there is a key. */
export function clearColumns(
  field: Field,
  values: readonly Vector[],
  macKey: Scalar | null,
): Vector[] {
  return macKey === null
    ? [...values]
    : values.flatMap((value) => [value, field.multiplyScalar(value, macKey)]);
}

/** A seeded party's shares of columns of these lengths. */
export function sharesOfSeed(
  field: Field,
  suite: Suite,
  seed: Uint8Array,
  lengths: readonly number[],
): Columns {
  const stream = new Prg(suite, seed);
  return lengths.map((length) => stream.elements(field, length));
}

/** The last party's shares: the clear columns less what the seeds give. */
export function corrections(
  field: Field,
  suite: Suite,
  clear: readonly Vector[],
  seeds: readonly Uint8Array[],
): Columns {
  const streams = seeds.map((seed) => new Prg(suite, seed));
  return clear.map((column) =>
    streams.reduce(
      (left, stream) => field.subtract(left, stream.elements(field, column.length)),
      column,
    ),
  );
}
