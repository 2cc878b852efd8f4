/** What a run rests on, in numbers: applies protocols/security.ts to what a party used. */
import { prime60 } from "../../algebra/prime60.ts";
import { addedOverP, termsOf } from "../../items/security.ts";
import type { Material } from "../../offline/backend-spec.ts";
import { WITHOUT } from "../../offline/labels.ts";
import {
  assertAddedWithin,
  DEFAULT_STATISTICAL,
  formatBudget,
  MAC_CHECK,
  MIN_STATISTICAL,
  type SecurityBudget,
  type SecurityTerm,
  securityBudget,
  statedStatistical,
} from "../../protocols/security.ts";
import { UsageError } from "../usage-error.ts";

/** The security budget of one run: every event that would break it, with its probability. */
export interface RunBudget extends SecurityBudget {
  /** What no probability covers, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** What was asked for. */
  readonly asked: number;
  /** The s that may be stated with what adds up over p; null if none that is offered holds any more. */
  readonly stated: number | null;
}

/** What a run used. */
export interface Usage {
  /** What the maker of the items says of them. */
  readonly material: Pick<Material, "proved" | "terms">;
  /** By kindName. */
  readonly used: ReadonlyMap<string, number>;
  /** MAC checks accepted. */
  readonly checks: number;
  /** What operations add beyond their items. */
  readonly relied?: readonly SecurityTerm[];
  readonly labels: readonly string[];
  /** The s that the session asked for; what its material rests on is no less. */
  readonly statistical: number;
}

/** What a run rests on, from its checks, its items and their maker. */
export function budgetOf({
  material,
  used,
  checks,
  relied = [],
  labels,
  statistical,
}: Usage): RunBudget {
  const field = prime60();
  const stated = statedStatistical(field.p, statistical, addedOverP(used, field, relied));
  const isUsed = [...used.values()].some((count) => count > 0);
  const terms = [
    ...(checks > 0 ? [MAC_CHECK] : []),
    ...(isUsed ? material.terms : []),
    ...termsOf(used, field, material.proved),
    ...relied,
  ];
  const budget = securityBudget(field.p, stated ?? MIN_STATISTICAL, terms);
  return { ...budget, labels, asked: statistical, stated };
}

/** One line: "security: insecure: trusted dealer; otherwise at most 2^-59.0 (2/p MAC check), s = 40, κ = 128". */
export function describeBudget({ labels, asked, stated, ...budget }: RunBudget): string {
  if (labels.some((label) => label.startsWith(WITHOUT)))
    return `security: ${labels.join(", ")}: nothing is claimed`;
  const condition = labels.length === 0 ? "" : `${labels.join(", ")}; otherwise `;
  const excess = stated === asked ? "" : `; too much for s = ${asked}`;
  return `security: ${condition}${formatBudget(budget)}${excess}`;
}

/** UsageError if a program with these items, by kindName, and these terms would add up more over p than s allows. */
export function assertWithinBudget(
  needs: ReadonlyMap<string, number>,
  statistical: number = DEFAULT_STATISTICAL,
  relied: readonly SecurityTerm[] = [],
): void {
  const field = prime60();
  const added = addedOverP(needs, field, relied);
  try {
    assertAddedWithin(field.p, statistical, added);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`what may fail in the program, added up: ${error.message}`);
  }
}
