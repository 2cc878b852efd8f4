/** What a run rests on, in numbers: protocols/security.ts applied to what a party used. */
import { prime60 } from "../../../algebra/prime60.ts";
import { DEALER_LABEL } from "../../../offline/dealer/dealt.ts";
import { WITHOUT } from "../../../offline/lowgear/boxes.ts";
import type { Family } from "../../../offline/preprocessing.ts";
import {
  assertMasksWithin,
  DEFAULT_STATISTICAL,
  formatBudget,
  MIN_STATISTICAL,
  type SecurityBudget,
  securityBudget,
  statedStatistical,
} from "../../../protocols/security.ts";
import { UsageError } from "../usage-error.ts";

export interface RunBudget extends SecurityBudget {
  /** What no probability covers, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** What was asked for. */
  readonly asked: number;
  /** The s that may be stated with so many masks; null if none that is offered holds any more. */
  readonly stated: number | null;
}

/** Kinds whose r is uniform on [0, p−2], 1/p from uniform: see protocols/security.ts. */
const MASKS = /^(comparison-mask$|truncation-mask\/)/;

/** Items of such kinds; `items` by kindName. */
export function masksIn(items: ReadonlyMap<string, number>): number {
  return [...items].reduce((sum, [kind, count]) => sum + (MASKS.test(kind) ? count : 0), 0);
}

/** Kinds that rest on the sacrifice of squares: bits come from squares, masks from bits. */
const FROM_SQUARES = /^(square|bit|comparison-mask)$|^truncation-mask\//;
const FROM_TRIPLES = /^triple$|^matrix-triple\//;

/** What a run used. */
export interface Usage {
  readonly family: Family;
  /** By kindName. */
  readonly used: ReadonlyMap<string, number>;
  /** MAC checks accepted. */
  readonly checks: number;
  readonly labels: readonly string[];
  /** The s that the session asked for; what its material rests on is no less. */
  readonly statistical: number;
}

/** Material of the parties' own rests on its proofs, checks and noise as well; a dealer's on the dealer. */
export function budgetOf({ family, used, checks, labels, statistical }: Usage): RunBudget {
  const kinds = [...used].flatMap(([kind, count]) => (count > 0 ? [kind] : []));
  const own = !labels.includes(DEALER_LABEL) && kinds.length > 0;
  const proved = own && family === "authenticated";
  const { p } = prime60();
  const masks = masksIn(used);
  const stated = statedStatistical(p, statistical, masks);
  const budget = securityBudget({
    p,
    statistical: stated ?? MIN_STATISTICAL,
    macChecks: checks > 0,
    authentications: proved,
    sacrifice: proved ? sacrificeOf(kinds) : "none",
    masks,
    plaintextProofs: proved,
    flooding: own,
  });
  return { ...budget, labels, asked: statistical, stated };
}

function sacrificeOf(kinds: readonly string[]): "none" | "triples" | "squares" {
  if (kinds.some((kind) => FROM_SQUARES.test(kind))) return "squares";
  return kinds.some((kind) => FROM_TRIPLES.test(kind)) ? "triples" : "none";
}

/** One line: "security: insecure: trusted dealer; otherwise at most 2^-59.0 (2/p MAC check), s = 40, κ = 128". */
export function describeBudget({ labels, asked, stated, ...budget }: RunBudget): string {
  if (labels.some((label) => label.startsWith(WITHOUT)))
    return `security: ${labels.join(", ")}: nothing is claimed`;
  const condition = labels.length === 0 ? "" : `${labels.join(", ")}; otherwise `;
  const excess = stated === asked ? "" : `; too many masks for s = ${asked}`;
  return `security: ${condition}${formatBudget(budget)}${excess}`;
}

/** UsageError if a program that needs these items, by kindName, would use more masks than s allows. */
export function assertWithinBudget(
  needs: ReadonlyMap<string, number>,
  statistical: number = DEFAULT_STATISTICAL,
): void {
  try {
    assertMasksWithin(prime60().p, statistical, masksIn(needs));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`the program's comparisons and truncations: ${error.message}`);
  }
}
