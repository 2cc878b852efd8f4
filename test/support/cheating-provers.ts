/** Provers that run the real protocol and lie in what they compute. */
import { type ChallengeRow, NO_TERM } from "../../crypto/bgv/challenge.ts";
import type { Prg } from "../../crypto/prg.ts";
import type { Digest } from "../../crypto/suite.ts";
import {
  type Pair,
  type Poly,
  type ReferenceKey,
  type ReferenceOpenings,
  type ReferenceShape,
  referenceOpenings,
  type Short,
} from "./reference-openings.ts";
import type { Task } from "./short-proofs.ts";

export const PARTS = ["plain", "u", "e0", "e1"] as const;
export type PartName = (typeof PARTS)[number];

/** `task`, whose owner computes something else where `lies` says so. */
export const computing = (task: Task, lies: Partial<Task["openings"]>): Task => ({
  ...task,
  openings: { ...task.openings, ...lies },
});

/** `x` with coefficient `at` replaced. */
export const withCoefficient = (x: Poly, at: number, value: bigint): Poly =>
  x.map((v, j) => (j === at ? value : v));

/** The widest a component's bits allow, and what is added to it at most. */
export function rangeOf({ bits, bounds }: ReferenceShape, part: PartName) {
  const name = part === "e0" || part === "e1" ? "error" : part;
  return { width: 1n << BigInt(bits[name]), bound: bounds[name] };
}

/** An answer whose coefficients that are out of range are set to 0 there. */
export function clamped(shape: ReferenceShape, z: Short): Short {
  const fit = (part: PartName): Poly => {
    const { width, bound } = rangeOf(shape, part);
    return z[part].map((x) => (x < width - bound && x > bound - width ? x : 0n));
  };
  return { plain: fit("plain"), u: fit("u"), e0: fit("e0"), e1: fit("e1") };
}

/**
 * A prover whose first image is false and that guesses its challenges: it commits to Z − w'·C for a Z in range and
 * guessed w'. Where what is tossed agrees, what it says verifies; elsewhere it asks for a repetition, or, without
 * `retries`, answers all the same. What it knows of the other images it proves honestly.
 */
export function guessing(shape: ReferenceShape, task: Task, guesses: Prg, retries: boolean): Task {
  const honest: ReferenceOpenings = referenceOpenings(shape);
  const image = task.own[0]!.image;
  const others = (row: ChallengeRow): ChallengeRow => row.map((e, k) => (k === 0 ? NO_TERM : e));
  /** The guesses and masks of the attempt under way. */
  let guessed: { readonly row: ChallengeRow; readonly mask: Short }[] = [];
  let answered = 0;
  return computing(task, {
    absorbMask(digest: Digest, key: ReferenceKey, coins: Prg) {
      if (guessed.length === shape.rows) {
        guessed = [];
        answered = 0;
      }
      const row = honest.challenges(guesses)[0]!.subarray(0, 1);
      const mask = honest.mask(coins);
      guessed.push({ row, mask });
      honest.absorb(digest, honest.minus(honest.image(key, mask), row, [image]));
    },
    answer(out: Uint8Array, _coins: Prg, row: ChallengeRow, witnesses: readonly Short[]) {
      const { row: guess, mask } = guessed[answered++]!;
      const z = honest.respond(mask, others(row), witnesses);
      honest.write(out, z);
      return !retries || (row[0] === guess[0] && honest.fits(z));
    },
  });
}

/** The image of what nobody has a short opening of. */
export function falseImage(openings: ReferenceOpenings, key: ReferenceKey, big: bigint): Pair {
  const x = key.first.map((_, j) => big + BigInt(j));
  return openings.image(key, { plain: x, u: x, e0: x, e1: x });
}
