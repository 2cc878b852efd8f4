/**
 * Whether a finding holds in some records. Everything is computed run by run, paired by repetition; the median is taken
 * last. A comparison holds if the whole interval of left − right is on its side. It does not hold if the whole interval
 * is on the other side. Otherwise, and with a single run, the records cannot say.
 */
import { type ByRepetition, paired } from "../statistics/cells.ts";
import { type Estimate, estimate, FEWEST_FOR_LEVEL } from "../statistics/estimate.ts";
import { check, metricNames } from "./check.ts";
import { CannotSay, callValue, type Records } from "./functions.ts";
import { type Comparison, type ComparisonSign, type Expression, parse } from "./language.ts";

/** With fewer runs the records cannot say. */
const FEWEST = 2;

export type FindingVerdict = "holds" | "does not hold" | "cannot say";

export interface Finding {
  readonly id: string;
  readonly claim: string;
  /** The predicate, in the language of language.ts. */
  readonly holds: string;
}

export interface Evaluation {
  readonly verdict: FindingVerdict;
  /** The value of the first expression that is not a constant; null where the records do not give it. */
  readonly value: Estimate | null;
  /** The reason for the verdict, in one line. */
  readonly reason: string;
}

export interface EvaluatedFinding extends Finding, Evaluation {}

/** Checks syntax, names and values; reads no record. @throws FindingError for a predicate that is wrong. */
export function assertPredicate(text: string): void {
  check(parse(text));
}

/**
 * `tolerance` loosens every bound by this share of it, for a finding of one machine on another; 0 by default.
 * @throws FindingError as `assertPredicate` does.
 */
export function evaluate(text: string, records: Records, tolerance = 0): Evaluation {
  const predicate = parse(text);
  check(predicate);
  const parts = predicate.comparisons.map((comparison) => attempt(comparison, records, tolerance));
  const decisive =
    parts.find(({ verdict }) => verdict === "does not hold") ??
    parts.find(({ verdict }) => verdict === "cannot say") ??
    parts[0]!;
  return decisive;
}

/** The names of the metrics in a predicate that `assertPredicate` accepts. */
export const metricNamesIn = (text: string): readonly string[] => metricNames(parse(text));

/** Why these records cannot give what is compared, whatever their figures are; null if they can. */
export function untellable(text: string, records: Records): string | null {
  for (const { first, rest } of parse(text).comparisons)
    try {
      for (const side of [first, ...rest.map(({ right }) => right)]) valuation(side, records);
    } catch (error) {
      if (error instanceof CannotSay) return error.message;
      throw error;
    }
  return null;
}

export const evaluateAll = (
  findings: readonly Finding[],
  records: Records,
): readonly EvaluatedFinding[] =>
  findings.map((finding) => ({ ...finding, ...evaluate(finding.holds, records) }));

function attempt(comparison: Comparison, records: Records, tolerance: number): Evaluation {
  try {
    return compared(comparison, records, tolerance);
  } catch (error) {
    if (!(error instanceof CannotSay)) throw error;
    return { verdict: "cannot say", value: null, reason: error.message };
  }
}

/** A constant, or one value per repetition. */
type Value = number | ByRepetition;

function compared({ first, rest }: Comparison, records: Records, tolerance: number): Evaluation {
  const values = [first, ...rest.map(({ right }) => right)].map((e) => valuation(e, records));
  const varying = values.find((value) => typeof value !== "number");
  const value = varying === undefined ? null : estimate([...varying.values()]);
  const sides = rest.map(({ sign }, k) => side(values[k]!, sign, values[k + 1]!, tolerance));
  const verdicts = sides.map((s) => s.verdict);
  const verdict = verdicts.includes("does not hold")
    ? "does not hold"
    : verdicts.includes("cannot say")
      ? "cannot say"
      : "holds";
  const runs = Math.min(...sides.map((s) => s.runs));
  return { verdict, value, reason: reasonOf(verdict, runs, value) };
}

interface Side {
  readonly verdict: FindingVerdict;
  /** The number of runs that the verdict is based on; Infinity for constants. */
  readonly runs: number;
}

function side(left: Value, sign: ComparisonSign, right: Value, tolerance: number): Side {
  // The tolerance applies to the bound: the left side if that is a constant, else the right one.
  const slack = sign.startsWith("<") ? -tolerance : tolerance;
  const bound = (a: number, b: number) => Math.abs(typeof left === "number" ? a : b);
  const difference = combine(left, right, (a, b) => a - b + slack * bound(a, b));
  if (typeof difference === "number")
    return { verdict: satisfies(difference, sign) ? "holds" : "does not hold", runs: Infinity };
  const { low, high, runs } = estimate([...difference.values()])!;
  const [atLow, atHigh] = [satisfies(low, sign), satisfies(high, sign)];
  // One run does not show how much another would differ.
  if (runs < FEWEST || atLow !== atHigh) return { verdict: "cannot say", runs };
  return { verdict: atLow ? "holds" : "does not hold", runs };
}

function satisfies(difference: number, sign: ComparisonSign): boolean {
  switch (sign) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

function reasonOf(verdict: FindingVerdict, runs: number, value: Estimate | null): string {
  if (value === null) return "of constants alone";
  if (verdict === "cannot say")
    return runs < FEWEST ? "one run is not enough" : "the bound lies within the interval";
  if (runs < FEWEST_FOR_LEVEL)
    return `all ${runs} runs are on this side, too few for a 95 % interval`;
  return `the whole 95 % interval of ${runs} runs is on this side`;
}

function valuation(expression: Expression, records: Records): Value {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "negated":
      return combine(0, valuation(expression.of, records), (a, b) => a - b);
    case "call":
      return callValue(expression, records);
    case "operation": {
      const { left, right, sign } = expression;
      return combine(valuation(left, records), valuation(right, records), OPERATIONS[sign]);
    }
  }
}

const OPERATIONS = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
};

/** @throws CannotSay if no repetition gives a finite value. */
function combine(a: Value, b: Value, f: (a: number, b: number) => number): Value {
  if (typeof a === "number" && typeof b === "number") {
    const value = f(a, b);
    if (!Number.isFinite(value)) throw new CannotSay("a division by zero");
    return value;
  }
  const constant = (value: number, like: ByRepetition) =>
    new Map([...like.keys()].map((repetition) => [repetition, value]));
  const left = typeof a === "number" ? constant(a, b as ByRepetition) : a;
  const right = typeof b === "number" ? constant(b, left) : b;
  const values = paired(left, right, f);
  if (values.size === 0)
    throw new CannotSay("no repetition has both values, or every division is by zero");
  return values;
}
