/**
 * The security budget of a run: the probability that it accepts something wrong, or that noise shows
 * something. It is the sum over what the run used. Every result prints it.
 *
 *   terms       2/p MAC check, 2/p authentication, 1/p or 2/p sacrifice, 2^-s proofs, 2^-s flooding; each is stated
 *               where it arises: with a kind of item, an operation, or the backend that makes items. Masks have none:
 *               they are uniform
 *   repetition  repeated checks do not add up. The first failure is final, so only the first check on which
 *               somebody cheats counts, with the largest bound of its name. If a run goes on, as with a
 *               zero test that errs, the bounds add up.
 *   s           the parameter of the two lattice terms, 40 by default; the sum is larger and is what counts
 */

/** AGREEMENT: the default of s. */
export const DEFAULT_STATISTICAL = 40;
/** SECURITY: a smaller s is not offered. */
export const MIN_STATISTICAL = 40;
/** SECURITY: the largest s such that 2/p + 2/p + 2/p of one 60-bit MAC key are below 2^-s. */
export const MAX_STATISTICAL = 57;
/** SECURITY: κ, the bits of work that it takes to break the computational parts. */
export const COMPUTATIONAL = 128;

/** `numerator` over p, the MAC prime, or over 2^s. */
export interface Rational {
  readonly numerator: number;
  readonly over: "p" | "2^s";
}

/** A way in which a run may accept something wrong, or show something, and a bound on its probability. */
export interface SecurityTerm {
  /** Its class: all terms of one name have the same rule and the same `over`. */
  readonly name: string;
  readonly bound: Rational;
  /**
   * first-failure: a failure ends everything, so only the largest bound of a name counts, once. adds: the run goes on,
   * so all bounds of a name are added.
   */
  readonly rule: "first-failure" | "adds";
}

/** A batch that holds a wrong value passes (protocols/mac-check.ts). */
export const MAC_CHECK: SecurityTerm = {
  ...{ name: "MAC check", rule: "first-failure" },
  bound: { numerator: 2, over: "p" },
};
/** A batch with a wrong MAC passes (protocols/authenticate.ts). */
export const AUTHENTICATION: SecurityTerm = {
  ...{ name: "authentication", rule: "first-failure" },
  bound: { numerator: 2, over: "p" },
};
/** A proof of a false statement is accepted (protocols/prove-short.ts). */
export const PROOFS: SecurityTerm = {
  ...{ name: "proofs", rule: "first-failure" },
  bound: { numerator: 1, over: "2^s" },
};
/** The noise of replies reveals what it should hide; bounded over all replies together (crypto/bgv/parameters.ts). */
export const FLOODING: SecurityTerm = {
  ...{ name: "flooding", rule: "first-failure" },
  bound: { numerator: 1, over: "2^s" },
};

/** A class as it is printed. */
export interface BudgetTerm {
  readonly name: string;
  /** As printed: "2/p", "3·2^-40". */
  readonly bound: string;
  readonly probability: number;
}

export interface SecurityBudget {
  readonly statistical: number;
  readonly computational: number;
  readonly terms: readonly BudgetTerm[];
  /** The sum of all terms, at most 1; 0 if the run used none of them. */
  readonly probability: number;
}

/** The term for `count` items or calls. It stays the same if a first failure is final. */
export const times = <T extends SecurityTerm>(term: T, count: number): T =>
  term.rule === "first-failure"
    ? term
    : { ...term, bound: { ...term.bound, numerator: count * term.bound.numerator } };

/**
 * The classes of the terms, in the order of their first terms. RangeError for two terms of one name with different
 * rules or `over`, or for a numerator that is not a positive integer.
 */
export function classesOf(terms: readonly SecurityTerm[]): SecurityTerm[] {
  const classes = new Map<string, SecurityTerm>();
  for (const { name, rule, bound } of terms) {
    const { numerator, over } = bound;
    if (!Number.isSafeInteger(numerator) || numerator < 1)
      throw new RangeError(`security of ${name}: a bound of ${numerator}`);
    const before = classes.get(name);
    if (before !== undefined && (before.rule !== rule || before.bound.over !== over))
      throw new RangeError(`security of ${name}: of two rules, or over different things`);
    const sum = before?.bound.numerator ?? 0;
    const together = rule === "adds" ? sum + numerator : Math.max(sum, numerator);
    classes.set(name, { name, rule, bound: { numerator: together, over } });
  }
  return [...classes.values()];
}

/** The sum of `terms`, for the MAC prime p. RangeError for an s that is not offered, and as classesOf. */
export function securityBudget(
  p: bigint,
  statistical: number,
  terms: readonly SecurityTerm[],
): SecurityBudget {
  assertStatistical(statistical);
  const classes = classesOf(terms);
  // Terms over p are printed first; within them, and within those over 2^s, first failures come first.
  const rank = ({ rule, bound: { over } }: SecurityTerm) =>
    (over === "p" ? 0 : 2) + (rule === "first-failure" ? 0 : 1);
  const printed = classes
    .sort((a, b) => rank(a) - rank(b))
    .map(
      ({ name, bound: { numerator, over } }): BudgetTerm =>
        over === "p"
          ? { name, bound: `${numerator}/p`, probability: numerator / Number(p) }
          : {
              name,
              bound: numerator === 1 ? `2^-${statistical}` : `${numerator}·2^-${statistical}`,
              probability: numerator * 2 ** -statistical,
            },
    );
  return {
    statistical,
    computational: COMPUTATIONAL,
    terms: printed,
    probability: Math.min(
      1,
      printed.reduce((total, { probability }) => total + probability, 0),
    ),
  };
}

/** "at most 2^-58.0 (2/p MAC check), s = 40, κ = 128" */
export function formatBudget({
  statistical,
  computational,
  terms,
  probability,
}: SecurityBudget): string {
  const parameters = `s = ${statistical}, κ = ${computational}`;
  if (terms.length === 0) return `no check and no proof to account for; ${parameters}`;
  const parts = terms.map((term) => `${term.bound} ${term.name}`).join(" + ");
  return `at most 2^${toTenth(Math.log2(probability))} (${parts}), ${parameters}`;
}

/**
 * Asserts that a plan in which bounds add up to `added`/p may state `statistical`: added ≤ 2^(60−s). For a smaller prime
 * its bits replace 60.
 *
 * @throws RangeError if they make more. It names the largest s that would hold, or says that none does.
 */
export function assertAddedWithin(p: bigint, statistical: number, added: number): void {
  assertStatistical(statistical);
  const holds = statedStatistical(p, statistical, added);
  if (holds === statistical) return;
  throw new RangeError(
    `${added}/p does not fit s = ${statistical}: ` +
      (holds === null ? "not even s = 40 holds" : `state s = ${holds}, or do less`),
  );
}

/** The largest s ≤ `statistical` that a run may state in which bounds add up to `added`/p; null if it is below 40. */
export function statedStatistical(p: bigint, statistical: number, added: number): number | null {
  assertStatistical(statistical);
  if (!Number.isSafeInteger(added) || added < 0) throw new RangeError(`a sum of ${added}/p`);
  const bits = p.toString(2).length;
  for (let s = statistical; s >= MIN_STATISTICAL; s--) if (added <= 2 ** (bits - s)) return s;
  return null;
}

/** Whether this s is offered: an integer, 40 ≤ s ≤ 57. */
export const isStatistical = (s: unknown): boolean =>
  Number.isInteger(s) && MIN_STATISTICAL <= Number(s) && Number(s) <= MAX_STATISTICAL;

/** The range that is offered, in words. */
export const STATISTICAL_RANGE = `an integer from ${MIN_STATISTICAL} to ${MAX_STATISTICAL} is expected`;

/** RangeError unless isStatistical. */
export function assertStatistical(s: number): void {
  if (!Number.isInteger(s) || s < MIN_STATISTICAL)
    throw new RangeError(`s = ${s}: at least ${MIN_STATISTICAL}`);
  if (s > MAX_STATISTICAL)
    throw new RangeError(`s = ${s} needs two MAC keys; one carries at most ${MAX_STATISTICAL}`);
}

/** Rounded up to tenths, with a tolerance of 0.01: a bound is not printed better than it is. */
const toTenth = (log2: number): string => (Math.ceil(log2 * 10 - 0.1) / 10).toFixed(1);
