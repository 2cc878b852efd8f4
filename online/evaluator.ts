/** An evaluator carries out the calls of one party's program: an engine, the clear, the planner. */
import type { Field } from "../algebra/field.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import type { LocalContext } from "../protocols/share.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Kernel } from "./kernel.ts";
import type { Call } from "./opening-job.ts";
import type { Rounding } from "./rounding.ts";
import type { SecretType } from "./secret-type.ts";
import type { Watch, Watched } from "./watch.ts";

export type { Rounding };

/** What is computed, and the scales of its operands: an error about a number out of range says both. */
export interface Computing {
  readonly operation: string;
  readonly scales: readonly number[];
  /** Who is told of a number that leaves ±M, in a simulation. */
  readonly watched?: Watched;
}

/** What the type of a result rests on. */
export interface TypedCall {
  readonly operands: readonly SecretType[];
  /** Which operand can leave which domain, where the result has no range for that. */
  readonly beyond?: string | null;
}

export interface Evaluator {
  readonly field: Field;
  readonly self: number;
  readonly n: number;
  /** What every result must say. */
  readonly labels: readonly string[];
  readonly rounding: Rounding;
  /** In a simulation, what sees every call. */
  readonly watch?: Watch;
  readonly comparisons: Comparisons;
  /** Throws what ended the run, if anything has. After an orderly end it throws an Error that names the operation. */
  assertRunning(operation: string): void;
  /** The type of what a call gives, as the rest of the program sees it. @throws CanOverflow, in a plan. */
  typed(operation: string, call: TypedCall, gives: SecretType): SecretType;
  /** For what is local. */
  localFor(computing: Computing): LocalContext;
  /** For one call. */
  kernelFor(call: Call, computing: Computing): Kernel;
  /** What a program is given of a result that is no secret. */
  shown<T>(result: T): T;
  /** Notes what a call adds to the security budget beyond its items. */
  rely(terms: readonly SecurityTerm[]): void;
}
