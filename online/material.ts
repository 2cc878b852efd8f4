import type { Vector } from "../algebra/field.ts";
import type {
  InputMasks,
  Preprocessing,
  Squares,
  Triples,
  TruncationMasks,
} from "../offline/preprocessing.ts";
import type { Share } from "../protocols/share.ts";

/** What operations take. Of nothing they take nothing: no source is asked for 0 items. */
export type Material = Pick<
  Preprocessing,
  "triples" | "squares" | "inputMasks" | "matrixTriple" | "truncationMasks"
>;

export function materialOf(items: Preprocessing, self: number): Material {
  const none = (): Vector => new BigUint64Array(0);
  const empty = (): Share => ({ value: none(), mac: items.macKey === null ? null : none() });
  return {
    triples: (count) =>
      count === 0
        ? Promise.resolve<Triples>({ a: empty(), b: empty(), c: empty() })
        : items.triples(count),
    squares: (count) =>
      count === 0
        ? Promise.resolve<Squares>({ a: empty(), square: empty() })
        : items.squares(count),
    inputMasks: (owner, count) =>
      count === 0
        ? Promise.resolve<InputMasks>({ mask: empty(), clear: owner === self ? none() : null })
        : items.inputMasks(owner, count),
    matrixTriple: (shape) => items.matrixTriple(shape),
    truncationMasks: (f, count, exact) =>
      count === 0
        ? Promise.resolve<TruncationMasks>({
            ...{ r: empty(), high: empty(), top: empty() },
            low: exact ? Array.from({ length: f }, empty) : null,
          })
        : items.truncationMasks(f, count, exact),
  };
}
