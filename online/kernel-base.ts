import type { Field } from "../algebra/field.ts";
import type { Comparisons } from "./comparisons.ts";

/** Whose part in which run. */
interface OwnRun {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly comparisons: Comparisons;
}

/** What the kernels of all evaluators have alike: they are of one call, in the run that they share. */
export abstract class KernelBase<R extends OwnRun> {
  protected readonly run: R;

  constructor(run: R) {
    this.run = run;
  }

  get self(): number {
    return this.run.self;
  }

  get n(): number {
    return this.run.n;
  }

  get field(): Field {
    return this.run.field;
  }

  get comparisons(): Comparisons {
    return this.run.comparisons;
  }
}
