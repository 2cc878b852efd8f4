/**
 * The security budget of a run: the probability that it accepts something wrong, or that a mask shows
 * something, added up from what the run used. Every result prints it.
 *
 *   terms       2/p MAC check, 2/p authentication, 1/p or 2/p sacrifice, masks/p, 2^-s proofs, 2^-s flooding
 *   repetition  checks repeated do not add up: the first failure is final, so the bound is that of the first
 *               check on which somebody cheats. Masks do add up.
 *   s           the parameter of the two lattice terms, 40 by default; the sum is larger and is what counts
 */

/** AGREEMENT: s where nothing else is asked for. */
export const DEFAULT_STATISTICAL = 40;
/** SECURITY: less is not offered. */
export const MIN_STATISTICAL = 40;
/** SECURITY: more than 2/p + 2/p + 2/p of one 60-bit MAC key can carry. */
export const MAX_STATISTICAL = 57;
/** SECURITY: κ, the bits of work that break the computational parts. */
export const COMPUTATIONAL = 128;

/** What a run used, or a plan is about to use. */
export interface SecurityUse {
  /** The MAC prime. */
  readonly p: bigint;
  /** s */
  readonly statistical: number;
  readonly macChecks: boolean;
  readonly authentications: boolean;
  /** "triples": 1/p. "squares", alone or with triples: 2/p. */
  readonly sacrifice: "none" | "triples" | "squares";
  /** Uniform masks with bits: each is 1/p from uniform. */
  readonly masks: number;
  readonly plaintextProofs: boolean;
  readonly flooding: boolean;
}

export interface SecurityTerm {
  readonly name: string;
  /** As printed: "2/p", "1000 masks/p", "2^-40". */
  readonly bound: string;
  readonly probability: number;
}

export interface SecurityBudget {
  readonly statistical: number;
  readonly computational: number;
  readonly terms: readonly SecurityTerm[];
  /** The sum of all terms, at most 1; 0 if the run used none of them. */
  readonly probability: number;
}

/** Adds up what `use` names. RangeError for an s that is not offered. */
export function securityBudget(use: SecurityUse): SecurityBudget {
  assertStatistical(use.statistical);
  const p = Number(use.p);
  const terms: SecurityTerm[] = [];
  const perField = (name: string, count: number, bound: string) =>
    terms.push({ name, bound, probability: count / p });
  if (use.macChecks) perField("MAC check", 2, "2/p");
  if (use.authentications) perField("authentication", 2, "2/p");
  if (use.sacrifice === "triples") perField("sacrifice", 1, "1/p");
  if (use.sacrifice === "squares") perField("sacrifice", 2, "2/p");
  if (use.masks > 0) perField("masks", use.masks, `${use.masks}/p`);
  const lattice = (name: string) =>
    terms.push({ name, bound: `2^-${use.statistical}`, probability: 2 ** -use.statistical });
  if (use.plaintextProofs) lattice("proofs");
  if (use.flooding) lattice("flooding");
  const sum = terms.reduce((total, term) => total + term.probability, 0);
  return {
    statistical: use.statistical,
    computational: COMPUTATIONAL,
    terms,
    probability: Math.min(1, sum),
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
  if (terms.length === 0) return `no check and no mask to account for; ${parameters}`;
  const parts = terms.map((term) => `${term.bound} ${term.name}`).join(" + ");
  return `at most 2^${toTenth(Math.log2(probability))} (${parts}), ${parameters}`;
}

/**
 * The s that a plan with so many masks may state: `statistical` if masks ≤ 2^(60−s), and for a smaller
 * prime likewise with its bits.
 *
 * @throws RangeError if there are more, naming the largest s that would hold, or that none does.
 */
export function assertMasksWithin(p: bigint, statistical: number, masks: number): void {
  assertStatistical(statistical);
  const holds = statedStatistical(p, statistical, masks);
  if (holds === statistical) return;
  throw new RangeError(
    `${masks} masks do not fit s = ${statistical}: ` +
      (holds === null ? "not even s = 40 holds" : `state s = ${holds}, or use fewer`),
  );
}

/** The largest s ≤ `statistical` that a run with so many masks may state; null if it is below 40. */
export function statedStatistical(p: bigint, statistical: number, masks: number): number | null {
  assertStatistical(statistical);
  if (!Number.isSafeInteger(masks) || masks < 0) throw new RangeError(`${masks} masks`);
  const bits = p.toString(2).length;
  for (let s = statistical; s >= MIN_STATISTICAL; s--) if (masks <= 2 ** (bits - s)) return s;
  return null;
}

/** Whether this s is offered: an integer, 40 ≤ s ≤ 57. */
export const isStatistical = (s: unknown): boolean =>
  Number.isInteger(s) && MIN_STATISTICAL <= Number(s) && Number(s) <= MAX_STATISTICAL;

/** What is offered, in words. */
export const STATISTICAL_RANGE = `an integer from ${MIN_STATISTICAL} to ${MAX_STATISTICAL} is expected`;

/** RangeError unless isStatistical. */
export function assertStatistical(s: number): void {
  if (!Number.isInteger(s) || s < MIN_STATISTICAL)
    throw new RangeError(`s = ${s}: at least ${MIN_STATISTICAL}`);
  if (s > MAX_STATISTICAL)
    throw new RangeError(`s = ${s} needs two MAC keys; one carries at most ${MAX_STATISTICAL}`);
}

/** Rounded up, but for a hundredth: a bound is not printed better than it is. */
const toTenth = (log2: number): string => (Math.ceil(log2 * 10 - 0.1) / 10).toFixed(1);
