/**
 * Openings: the short integers behind images under a linear map, as protocols/prove-short.ts proves them. The map
 * is a part of BGV's encryption: linear over the integers, because nothing here is reduced mod t.
 *
 *     Y   a row of masks, uniform over ranges that hide the witnesses x
 *     W   challenges, one row for each row of masks, one column for each witness
 *     Z   = Y + W·x, an answer, sent if all its coefficients are in the range that reveals nothing of x
 *
 * Masks are a function of coins: a prover keeps 32 bytes for each row instead of polynomials.
 */
import type { Pointer } from "../../algebra/ring/kernels.ts";
import type { Ring } from "../../algebra/ring/ring.ts";
import type { RingPrime } from "../../algebra/ring/tables.ts";
import type { Prg } from "../prg.ts";
import type { Digest } from "../suite.ts";
import { binaryChallenges, type ChallengeRow, monomialChallenges, NO_TERM } from "./challenge.ts";
import { ERROR_BOUND, type MaskBits } from "./proof-ranges.ts";
import type { Bgv, Ciphertext, PublicKey, Witness } from "./scheme.ts";
import {
  answerBig,
  answerSmall,
  type BigAt,
  type BigRange,
  bigBytes,
  drawBig,
  drawSmall,
  plainRange,
  putBig,
  putSmall,
  type SmallRange,
  smallBytes,
  takeBig,
  takeSmall,
  withRows,
} from "./short-integers.ts";

export interface Openings<Key, Image, Witness> {
  /** V: the number of masks, and of rows of W. */
  readonly rows: number;
  /** U: the number of witnesses of one prover, and of columns of W. */
  readonly columns: number;
  /** Bytes of one encoded row of Z, independent of its contents. */
  readonly rowBytes: number;

  /** W from tossed coins: `rows` rows of `columns` entries. */
  challenges(coins: Prg): ChallengeRow[];

  /** Draws one Y from the prover's own coins and absorbs its image: canonical residues, prime after prime. */
  absorbMask(digest: Digest, key: Key, coins: Prg): void;
  /**
   * Draws the same Y again and writes Z = Y + w·x, encoded, to `out` (rowBytes long). True if every coefficient
   * is in range; if not, nobody may see `out`. The time is the same in both cases.
   */
  answer(out: Uint8Array, coins: Prg, row: ChallengeRow, witnesses: readonly Witness[]): boolean;

  /**
   * Whether every coefficient of every component of an encoded Z is in range. RangeError on another length, or if a
   * coefficient exceeds the width of its component.
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

/** What proofs need of a scheme. */
export type ProofScheme = Pick<Bgv, "parameters" | "ring">;

type CiphertextOpenings = Openings<PublicKey, Ciphertext, Witness>;

/**
 * Openings of `columns` ciphertexts at a time, under challenges 0 and ±X^j. The ranges are those for U ciphertexts,
 * also if there are fewer. RangeError unless 1 ≤ columns ≤ U.
 */
export function plaintextOpenings(
  scheme: ProofScheme,
  columns: number = scheme.parameters.U,
): CiphertextOpenings {
  const { degree, U, V, masks } = scheme.parameters;
  if (!Number.isInteger(columns) || columns < 1 || columns > U)
    throw new RangeError(`a proof of ${columns} ciphertexts, at most ${U}`);
  const challenges = (coins: Prg) => monomialChallenges(coins, degree, V, columns);
  return ciphertextOpenings(
    scheme,
    { rows: V, columns, most: U, plainCount: degree, challenges },
    masks,
  );
}

/** Openings of one ciphertext of a constant, under challenges 0 and 1. The plaintext's part is one integer. */
export function constantOpenings(scheme: ProofScheme): CiphertextOpenings {
  const { keyRepetitions: rows, constantMasks } = scheme.parameters;
  const challenges = (coins: Prg) => binaryChallenges(coins, rows);
  return ciphertextOpenings(
    scheme,
    { rows, columns: 1, most: 1, plainCount: 1, challenges },
    constantMasks,
  );
}

/** (m, u, e0, e1) in the ring's memory: four components in five rows. */
interface OpeningAt {
  readonly m: BigAt;
  readonly u: Pointer;
  readonly e0: Pointer;
  readonly e1: Pointer;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  /** The number of witnesses for which the ranges are made. */
  readonly most: number;
  /** Coefficients of a plaintext: N, or 1. */
  readonly plainCount: number;
  challenges(coins: Prg): ChallengeRow[];
}

function ciphertextOpenings(
  scheme: ProofScheme,
  { rows, columns, most, plainCount, challenges }: Shape,
  { plainBits, uBits, errorBits }: MaskBits,
): CiphertextOpenings {
  const { ring } = scheme;
  const m: BigRange = plainRange(plainBits, most, plainCount);
  const u: SmallRange = { bits: uBits, bound: most };
  const e: SmallRange = { bits: errorBits, bound: ERROR_BOUND * most };
  const rowBytes = bigBytes(m) + smallBytes(ring, u) + 2 * smallBytes(ring, e);

  const withOpening = <T>(use: (at: OpeningAt) => T): T =>
    // The ring is asked for each time: a wiped scheme throws, so no proof is made of zeroed memory.
    withRows(scheme.ring, 5, ([lo, hi, u, e0, e1]) =>
      use({ m: { lo: lo!, hi: hi! }, u: u!, e0: e0!, e1: e1! }),
    );
  const draw = (at: OpeningAt, coins: Prg): void => {
    drawBig(ring, at.m, m, coins);
    drawSmall(ring, at.u, u, coins);
    drawSmall(ring, at.e0, e, coins);
    drawSmall(ring, at.e1, e, coins);
  };
  const put = (at: OpeningAt, out: Uint8Array): void => {
    let end = putBig(ring, at.m, m, out, 0);
    end = putSmall(ring, at.u, u, out, end);
    end = putSmall(ring, at.e0, e, out, end);
    putSmall(ring, at.e1, e, out, end);
  };
  const take = (at: OpeningAt, encoded: Uint8Array): boolean => {
    if (encoded.length !== rowBytes)
      throw new RangeError(`an answer of ${encoded.length} bytes, not ${rowBytes}`);
    const [afterM, afterU] = [bigBytes(m), bigBytes(m) + smallBytes(ring, u)];
    // No early exit: a malformed component must throw even if an earlier one is out of range.
    const fits = [
      takeBig(ring, at.m, m, encoded, 0),
      takeSmall(ring, at.u, u, encoded, afterM),
      takeSmall(ring, at.e0, e, encoded, afterU),
      takeSmall(ring, at.e1, e, encoded, afterU + smallBytes(ring, e)),
    ];
    return fits.every((fit) => fit);
  };

  return {
    rows,
    columns,
    rowBytes,
    challenges,
    absorbMask: (digest, key, coins) =>
      withOpening((at) => {
        draw(at, coins);
        eachImage(ring, key, at, (c0, c1, prime) => {
          for (const c of [c0, c1]) {
            ring.kernels.canonU64(c, c, ring.degree, prime.p);
            digest.update(ring.bytes(c, 8 * ring.degree));
          }
        });
      }),
    answer: (out, coins, row, witnesses) =>
      withOpening((at) => {
        draw(at, coins);
        const part = <K extends keyof Witness>(name: K) => witnesses.map((w) => w[name]);
        const fits = [
          answerBig(ring, at.m, m, row, part("plain")),
          answerSmall(ring, at.u, u, row, part("u")),
          answerSmall(ring, at.e0, e, row, part("e0")),
          answerSmall(ring, at.e1, e, row, part("e1")),
        ];
        put(at, out);
        return fits.every((fit) => fit);
      }),
    inRange: (encoded) => withOpening((at) => take(at, encoded)),
    absorbDifference: (digest, key, encoded, row, images) =>
      withOpening((at) => {
        take(at, encoded);
        withRows(ring, 2, ([sum0, sum1]) =>
          eachImage(ring, key, at, (c0, c1, prime, i) => {
            combine(ring, sum0!, sum1!, row, images, prime, i);
            for (const [c, sum] of [
              [c0, sum0!],
              [c1, sum1!],
            ] as const) {
              ring.kernels.subCanonU64(c, c, sum, ring.degree, prime.p);
              digest.update(ring.bytes(c, 8 * ring.degree));
            }
          }),
        );
      }),
  };
}

/** (b·u + m + t·e0, a·u + t·e1) under each prime in turn, canonical. */
function eachImage(
  ring: Ring,
  { a, b }: PublicKey,
  { m, u, e0, e1 }: OpeningAt,
  use: (c0: Pointer, c1: Pointer, prime: RingPrime, index: number) => void,
): void {
  const { kernels, degree: n } = ring;
  withRows(ring, 5, ([c0, c1, sum, U, E]) => {
    for (const [i, prime] of ring.primes.entries()) {
      const { p, plain, roots, rootRatios } = prime;
      kernels.liftBig(sum!, m.lo, m.hi, e0, n, plain, p);
      kernels.ntt(sum!, sum!, roots, rootRatios, n, p, 0);
      kernels.ntt(U!, u, roots, rootRatios, n, p, 0);
      kernels.ntt(E!, e1, roots, rootRatios, n, p, 0);
      kernels.encPoint(c0!, ring.row(b, i), U!, 0, sum!, n, 1, p);
      kernels.encPoint(c1!, ring.row(a, i), U!, 0, E!, n, plain, p);
      use(c0!, c1!, prime, i);
    }
  });
}

/** Σ_k w_k·C_k under one prime, centred. */
function combine(
  ring: Ring,
  sum0: Pointer,
  sum1: Pointer,
  row: ChallengeRow,
  images: readonly Ciphertext[],
  { p, roots }: RingPrime,
  i: number,
): void {
  const { kernels, degree: n, reversals } = ring;
  ring.doubles(sum0, n).fill(0);
  ring.doubles(sum1, n).fill(0);
  for (const [k, j] of row.entries()) {
    if (j === NO_TERM) continue;
    const { c0, c1 } = images[k]!;
    const [x0, x1] = [ring.row(c0, i), ring.row(c1, i)];
    if (j === 0) kernels.addMultiple(sum0, sum1, x0, x1, n, 1, p);
    else kernels.addMonomial(sum0, sum1, x0, x1, roots, reversals, n, j, p);
  }
}
