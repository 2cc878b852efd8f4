import type { Call } from "./opening-job.ts";
import { stepOf } from "./origin.ts";

/** The ids of what one call sends, in order: first the call's own, then one for each further step. */
export class CallSteps {
  readonly #call: Call;
  #step = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  next(): Call {
    const step = this.#step++;
    if (step === 0) return this.#call;
    return { ...this.#call, id: stepOf(this.#call.id, step) };
  }
}
