/**
 * The evaluator in the clear: the baseline "plain", and the model that tests hold the engines against. n programs in one
 * process share their inputs; nothing is secret and nothing is sent.
 *
 *   invariant   what the engines refuse is refused here: programs that differ, an end with something unchecked. What
 *               they cannot see is seen: a number that leaves its range, by operation, element and scales
 *   rounds      as the engines have them: all parties' programs wait for each other in every one
 *   rounding    truncation draws a mask and computes the engines' formula, so that results have the engines'
 *               distribution; the mask follows from a seed and the id of the call, and is the same at all parties
 */
import type { Field } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import { portable, type Suite } from "../crypto/suite.ts";
import type { LocalContext } from "../protocols/share.ts";
import { type ClearCoins, ClearKernel, type ClearRun, clearCoins } from "./clear-kernel.ts";
import { ClearRounds } from "./clear-rounds.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Computing, Evaluator, Rounding, TypedCall } from "./evaluator.ts";
import type { Kernel } from "./kernel.ts";
import type { Call } from "./opening-job.ts";
import { inRange } from "./range.ts";
import type { SecretType } from "./secret-type.ts";
import type { Watch } from "./watch.ts";

export interface ClearOptions {
  readonly rounding?: Rounding;
  /** As the engines'. */
  readonly comparisons?: Comparisons;
  /** "refuse", the default: a number that leaves ±M is an error. "wrap": it is reduced mod p, as in the engines. */
  readonly overflow?: "refuse" | "wrap";
  /** Makes what is rounded at random a function of this text. Tests only. */
  readonly seed?: string;
  readonly suite?: Suite;
  /** A later turn of the event loop; default setTimeout, a host brings something faster. */
  readonly turn?: (callback: () => void) => void;
  /** Sees every call, of a simulation; it is told of numbers that leave ±M, and the program goes on. */
  readonly watch?: Watch;
}

/** What results say of how they were rounded. */
export const ROUNDED = "truncation rounds at random, as the engines do";

/** One party's evaluator each, of one run of n programs. */
export function clearEvaluators(
  n: number,
  field: Field = prime60(),
  options: ClearOptions = {},
): ClearEvaluator[] {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`clearMpc: ${n} parties`);
  const turn = options.turn ?? ((callback: () => void) => void setTimeout(callback, 0));
  const rounds = new ClearRounds(n, turn);
  const coins = clearCoins(options.suite ?? portable, options.seed);
  return Array.from(
    { length: n },
    (_, self) => new ClearEvaluator(n, self, field, rounds, coins, options),
  );
}

export class ClearEvaluator implements Evaluator, ClearRun {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels: readonly string[];
  readonly rounding: Rounding;
  readonly comparisons: Comparisons;
  readonly rounds: ClearRounds;
  readonly coins: ClearCoins;
  /** P_0 adds public constants; whoever holds the whole value adds them too. */
  readonly residues: LocalContext;
  readonly watch?: Watch;
  readonly #watches: boolean;

  constructor(
    n: number,
    self: number,
    field: Field,
    rounds: ClearRounds,
    coins: ClearCoins,
    { overflow = "refuse", rounding = "probabilistic", comparisons = "tree", watch }: ClearOptions,
  ) {
    this.n = n;
    this.self = self;
    this.field = field;
    this.labels = ["plain: no protection", ...(rounding === "floor" ? [] : [ROUNDED])];
    this.rounding = rounding;
    this.comparisons = comparisons;
    this.rounds = rounds;
    this.coins = coins;
    this.residues = { field, self: 0, macKeyShare: null };
    if (watch !== undefined) this.watch = watch;
    this.#watches = overflow === "refuse";
  }

  assertRunning(operation: string): void {
    this.rounds.assertRunning(this.self, operation);
  }

  typed(_operation: string, _call: TypedCall, gives: SecretType): SecretType {
    return gives;
  }

  localFor(computing: Computing): LocalContext {
    if (!this.#watches) return this.residues;
    return { ...this.residues, field: inRange(this.field, computing) };
  }

  kernelFor(call: Call, computing: Computing): Kernel {
    return new ClearKernel(this, call, this.localFor(computing));
  }

  shown<T>(result: T): T {
    return result;
  }

  /** Nothing is claimed. */
  rely(): void {}

  close(): Promise<void> {
    return this.rounds.close(this.self);
  }
}
