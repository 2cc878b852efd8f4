/**
 * A result that is not what its operands make, in a simulation: they are outside the domain of the operation. `plain` of
 * the record says so, on the operands as they are and not on their shadows.
 */
import type { Expected, Operation, Plain } from "./operation.ts";
import { exactShadow, fineOf, fromFine } from "./shadow.ts";

export interface OutsideDomain {
  readonly operation: string;
  readonly at: string | null;
  /** Null if nobody knows which: the record says of the whole result alone that it is wrong. */
  readonly element: number | null;
  /** As the program counts: not times 2^scale. */
  readonly value: number | null;
  readonly expected: number | null;
  /** In words, if the operation states one. */
  readonly domain: string | null;
}

/** What was called, and what came of it; `args` hold plain values in place of secrets, `operands` are these in order. */
export interface Outcome {
  readonly args: readonly unknown[];
  readonly operands: readonly Plain[];
  readonly gives: Plain;
}

type Found = Pick<OutsideDomain, "element" | "value" | "expected">;

/** The first element that the record does not accept; null if it accepts all, or says nothing. */
export function notAccepted(of: Operation, { args, operands, gives }: Outcome): Found | null {
  const said = of.plain(...(args as readonly never[])) as Expected | null;
  if (said === null || Array.isArray(said)) return null;
  if (typeof said !== "function") {
    const element = gives.values.findIndex((v, j) => v !== said.values[j]);
    return element < 0 ? null : found(gives, said.values, element);
  }
  if (said(gives)) return null;
  const shadows = replaced(args, exactShadow);
  const fine = fineOf(of, shadows, gives, () => operands);
  const right = gives.values.map((v, j) => (fine?.[j] == null ? v : fromFine(fine[j])));
  const element = firstWrong(said, gives, right);
  return element === null ? { element, value: null, expected: null } : found(gives, right, element);
}

function found({ values, scale }: Plain, right: readonly bigint[], element: number): Found {
  const real = (v: bigint) => Number(v) / 2 ** scale;
  return { element, value: real(values[element]!), expected: real(right[element]!) };
}

/** Which element makes the whole wrong, found by halving; null if `right` is not accepted either. */
function firstWrong(
  accepts: (given: Plain) => boolean,
  gives: Plain,
  right: readonly bigint[],
): number | null {
  const upTo = (k: number) => [...gives.values.slice(0, k), ...right.slice(k)];
  const fits = (k: number) => accepts({ ...gives, values: upTo(k) });
  if (!fits(0)) return null;
  let [fitting, wrong] = [0, right.length];
  while (wrong - fitting > 1) {
    const middle = (fitting + wrong) >> 1;
    if (fits(middle)) fitting = middle;
    else wrong = middle;
  }
  return fitting;
}

/** The arguments with f of each plain value, those in lists included. */
function replaced(args: readonly unknown[], f: (x: Plain) => Plain): unknown[] {
  const one = (x: unknown) => (isPlain(x) ? f(x) : x);
  return args.map((x) => (Array.isArray(x) ? x.map(one) : one(x)));
}

const isPlain = (x: unknown): x is Plain =>
  typeof x === "object" && x !== null && "shape" in x && "scale" in x && "values" in x;
