import type { Field } from "../algebra/field.ts";
import {
  type ClearEvaluator,
  type ClearOptions,
  clearEvaluators,
  ROUNDED,
} from "../online/clear.ts";
import { Calls, type Mpc } from "./mpc.ts";

export { type ClearOptions, ROUNDED };

export interface ClearMpc extends Mpc {
  /** The end of a program, together with the others'. @throws Error for what the engines refuse at the end. */
  close(): Promise<void>;
}

/** One party's view each, of one run of n programs in the clear: nothing is secret and nothing is sent. */
export const clearMpc = (n: number, field?: Field, options: ClearOptions = {}): ClearMpc[] =>
  clearEvaluators(n, field, options).map((evaluator) => new ClearCalls(evaluator));

class ClearCalls extends Calls implements ClearMpc {
  readonly #evaluator: ClearEvaluator;

  constructor(evaluator: ClearEvaluator) {
    super(evaluator);
    this.#evaluator = evaluator;
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}
