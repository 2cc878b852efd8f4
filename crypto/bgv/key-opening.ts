/** Openings of public keys: −b = a·s + t·e. The image is one polynomial, so keys have a map of their own. */
import type { Pointer } from "../../algebra/ring/kernels.ts";
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import type { RingPrime } from "../../algebra/ring/tables.ts";
import type { Prg } from "../prg.ts";
import { binaryChallenges, NO_TERM } from "./challenge.ts";
import type { Openings, ProofScheme } from "./opening.ts";
import { ERROR_BOUND } from "./proof-ranges.ts";
import type { KeyWitness, PublicKey } from "./scheme.ts";
import {
  answerSmall,
  drawSmall,
  putSmall,
  type SmallRange,
  smallBytes,
  takeSmall,
  withRows,
} from "./short-integers.ts";

/** `Key` is a, the same for all. An image is the whole public key and stands for −b. Challenges are 0 and 1. */
export function keyOpenings(scheme: ProofScheme): Openings<RnsPoly, PublicKey, KeyWitness> {
  const { ring, parameters } = scheme;
  const { keyRepetitions, keyMasks } = parameters;
  const n = ring.degree;
  const { kernels } = ring;
  const s: SmallRange = { bits: keyMasks.secretBits, bound: 1 };
  const e: SmallRange = { bits: keyMasks.errorBits, bound: ERROR_BOUND };
  const rowBytes = smallBytes(ring, s) + smallBytes(ring, e);

  const withOpening = <T>(use: (at: OpeningAt) => T): T =>
    // The ring is asked for each time: a wiped scheme throws, so no proof is made of zeroed memory.
    withRows(scheme.ring, 2, ([s, e]) => use({ s: s!, e: e! }));
  const draw = (at: OpeningAt, coins: Prg): void => {
    drawSmall(ring, at.s, s, coins);
    drawSmall(ring, at.e, e, coins);
  };
  const take = (at: OpeningAt, encoded: Uint8Array): boolean => {
    if (encoded.length !== rowBytes)
      throw new RangeError(`an answer of ${encoded.length} bytes, not ${rowBytes}`);
    const fits = [
      takeSmall(ring, at.s, s, encoded, 0),
      takeSmall(ring, at.e, e, encoded, smallBytes(ring, s)),
    ];
    return fits.every((fit) => fit);
  };
  /** a·s + t·e under each prime in turn, canonical. */
  const eachImage = (
    a: RnsPoly,
    at: OpeningAt,
    use: (image: Pointer, prime: RingPrime, i: number) => void,
  ): void =>
    withRows(ring, 3, ([image, S, E]) => {
      for (const [i, prime] of ring.primes.entries()) {
        const { p, plain, roots, rootRatios } = prime;
        kernels.ntt(S!, at.s, roots, rootRatios, n, p, 0);
        kernels.ntt(E!, at.e, roots, rootRatios, n, p, 0);
        kernels.encPoint(image!, ring.row(a, i), S!, 0, E!, n, plain, p);
        use(image!, prime, i);
      }
    });

  return {
    rows: keyRepetitions,
    columns: 1,
    rowBytes,
    challenges: (coins) => binaryChallenges(coins, keyRepetitions),
    absorbMask: (digest, a, coins) =>
      withOpening((at) => {
        draw(at, coins);
        eachImage(a, at, (image, { p }) => {
          kernels.canonU64(image, image, n, p);
          digest.update(ring.bytes(image, 8 * n));
        });
      }),
    answer: (out, coins, row, witnesses) =>
      withOpening((at) => {
        draw(at, coins);
        const fits = [
          answerSmall(
            ring,
            at.s,
            s,
            row,
            witnesses.map((w) => w.s),
          ),
          answerSmall(
            ring,
            at.e,
            e,
            row,
            witnesses.map((w) => w.e),
          ),
        ];
        putSmall(ring, at.e, e, out, putSmall(ring, at.s, s, out, 0));
        return fits.every((fit) => fit);
      }),
    inRange: (encoded) => withOpening((at) => take(at, encoded)),
    absorbDifference: (digest, a, encoded, [w], [key]) =>
      withOpening((at) => {
        take(at, encoded);
        withRows(ring, 2, ([sum, spare]) =>
          eachImage(a, at, (image, { p }, i) => {
            // The image stands for −b, so w·(−b) is subtracted.
            ring.doubles(sum!, n).fill(0);
            const b = ring.row(key!.b, i);
            if (w !== NO_TERM) kernels.addMultiple(sum!, spare!, b, b, n, -1, p);
            kernels.subCanonU64(image, image, sum!, n, p);
            digest.update(ring.bytes(image, 8 * n));
          }),
        );
      }),
  };
}

interface OpeningAt {
  readonly s: Pointer;
  readonly e: Pointer;
}
