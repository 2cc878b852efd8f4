/**
 * Openings: the short integers behind images under a linear map, as protocols/prove-short.ts proves them. The map
 * is a part of BGV's encryption: linear over the integers, because nothing here is reduced mod t.
 *
 *     Y   a row of masks, uniform over ranges that hide the witnesses x
 *     W   challenges, one row for each row of masks, one column for each witness
 *     Z   = Y + W·x, an answer, sent if all its coefficients lie where they tell nothing of x
 *
 * Masks are a function of coins: a prover keeps 32 bytes for each row instead of polynomials.
 */
import type { Prg } from "../prg.ts";
import type { Digest } from "../suite.ts";
import type { ChallengeRow } from "./challenge.ts";

export interface Openings<Key, Image, Witness> {
  /** V: masks, and rows of W. */
  readonly rows: number;
  /** U: witnesses of one prover, and columns of W. */
  readonly columns: number;
  /** Bytes of one encoded row of Z, whatever it holds. */
  readonly rowBytes: number;

  /** W out of tossed coins: `rows` rows of `columns` entries. */
  challenges(coins: Prg): ChallengeRow[];

  /** Draws one Y from the prover's own coins and absorbs its image: canonical residues, prime after prime. */
  absorbMask(digest: Digest, key: Key, coins: Prg): void;
  /**
   * Draws the same Y again and writes Z = Y + w·x, encoded, to `out` (rowBytes long). True if every coefficient
   * is in range; if not, nobody may see `out`. Takes the same time either way.
   */
  answer(out: Uint8Array, coins: Prg, row: ChallengeRow, witnesses: readonly Witness[]): boolean;

  /**
   * Whether every coefficient of every component of an encoded Z is in range. RangeError if one does not even
   * fit the width of its component, or the length is another.
   */
  inRange(encoded: Uint8Array): boolean;
  /** Absorbs image(Z) − w·images, which is the image of Y if the prover is honest. */
  absorbDifference(
    digest: Digest,
    key: Key,
    encoded: Uint8Array,
    row: ChallengeRow,
    images: readonly Image[],
  ): void;
}
