/** What a party does with its own columns before it shares them. */
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { portable } from "../../crypto/suite.ts";

export interface Split {
  /** Row numbers, in a random order. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** How many rows train: four in five, rounded down. */
export const trainingSize = (rows: number): number => Math.floor((rows * 4) / 5);

/** A split of `rows` rows that is a function of the public seed. */
export function splitRows(rows: number, seed: number): Split {
  const prg = new Prg(portable, hash(portable, "spdz-lab/split/v1", rows, seed));
  const order = Array.from({ length: rows }, (_, j) => j);
  for (let j = rows - 1; j > 0; j--) {
    const other = prg.below(j + 1, 1)[0]!;
    [order[j], order[other]] = [order[other]!, order[j]!];
  }
  const train = trainingSize(rows);
  return { train: order.slice(0, train), test: order.slice(train) };
}

export interface Standardised {
  readonly mean: number;
  readonly deviation: number;
  /** (v − mean)/deviation, cut off at ±clip; as long as the column. */
  readonly values: Float64Array;
}

/**
 * Mean and deviation are those of the training rows alone.
 * @throws RangeError if the training rows are all alike.
 */
export function standardise(
  values: Float64Array,
  train: readonly number[],
  clip: number,
): Standardised {
  const mean = train.reduce((sum, j) => sum + values[j]!, 0) / train.length;
  const variance = train.reduce((sum, j) => sum + (values[j]! - mean) ** 2, 0) / train.length;
  const deviation = Math.sqrt(variance);
  if (!(deviation > 1e-9 * Math.abs(mean)))
    throw new RangeError("the training rows hold one value only");
  return {
    mean,
    deviation,
    values: values.map((v) => Math.max(-clip, Math.min(clip, (v - mean) / deviation))),
  };
}
