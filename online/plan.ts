/**
 * The evaluator of a plan: a program is run without the others, without items and without secrets, to count what it
 * takes. Rounds, openings, items and checks are those of a run, exactly, as no operation depends on what it opens.
 *
 * A program may: what it does after it has read an output is not known before that. Reading is noticed, and the next
 * call refused; who knows what may be put out gives it as `outputs`.
 */
import type { Field } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import { classesOf, type SecurityTerm } from "../protocols/security.ts";
import type { LocalContext } from "../protocols/share.ts";
import type { Evaluator, Rounding } from "./evaluator.ts";
import type { Kernel } from "./kernel.ts";
import { lengthsOnly } from "./lengths-only.ts";
import { PlanKernel, type PlanRun } from "./plan-kernel.ts";
import { PlannedRounds } from "./planned-rounds.ts";
import { CHECK_EVERY } from "./rounds.ts";

/** What a program takes cannot be told before it runs: the message says why. */
export class Unplannable extends Error {
  override readonly name = "Unplannable";
}

/** Of one output, a number for each element; 0 for all if it says nothing of it. */
export type PlannedOutputs = (output: number, length: number) => readonly number[] | null;

export interface PlanOptions {
  readonly n: number;
  readonly self: number;
  readonly field?: Field;
  readonly rounding?: Rounding;
  /** With MACs, and so checks; true by default. */
  readonly authenticated?: boolean;
  /** As the engine's. */
  readonly checkEvery?: number;
  /** What the plan is made with where a program goes on after it has read an output. */
  readonly outputs?: PlannedOutputs;
  /** Calls after which a plan is given up; none by default. */
  readonly mostCalls?: number;
  /** A later turn of the event loop; default setTimeout, a host brings something faster. */
  readonly turn?: (callback: () => void) => void;
}

/** What one party's program takes. */
export interface Plan {
  /** Rounds of the engine, announcements of checks included, the last one, which opens nothing, too. */
  readonly rounds: number;
  /** Elements opened. */
  readonly elements: number;
  readonly checks: number;
  /** By kindName. */
  readonly items: ReadonlyMap<string, number>;
  readonly terms: readonly SecurityTerm[];
}

export class PlanEvaluator implements Evaluator, PlanRun {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels: readonly string[] = ["a plan: nothing is computed"];
  readonly rounding: Rounding;
  readonly rounds: PlannedRounds;
  readonly local: LocalContext;
  readonly items = new Map<string, number>();
  terms: readonly SecurityTerm[] = [];
  readonly #outputs: PlannedOutputs | null;
  readonly #mostCalls: number;
  #calls = 0;
  #given = 0;
  /** True once the program has read what nobody knows before the run. */
  #read = false;

  constructor(options: PlanOptions) {
    const { field = prime60(), outputs = null, rounding = "probabilistic" } = options;
    this.n = options.n;
    this.self = options.self;
    this.field = field;
    this.rounding = rounding;
    this.rounds = new PlannedRounds({
      authenticated: options.authenticated ?? true,
      checkEvery: options.checkEvery ?? CHECK_EVERY,
      turn: options.turn ?? ((callback) => void setTimeout(callback, 0)),
    });
    this.local = { field: lengthsOnly(field), self: 0, macKeyShare: null };
    this.#outputs = outputs;
    this.#mostCalls = options.mostCalls ?? Number.POSITIVE_INFINITY;
  }

  get read(): boolean {
    return this.#read;
  }

  assertRunning(): void {
    if (this.#read)
      throw new Unplannable("the program calls an operation after it has read an output");
    if (this.#calls++ >= this.#mostCalls)
      throw new Unplannable(`the program makes more than ${this.#mostCalls} calls`);
  }

  localFor(): LocalContext {
    return this.local;
  }

  kernelFor(): Kernel {
    return new PlanKernel(this);
  }

  rely(terms: readonly SecurityTerm[]): void {
    this.terms = classesOf([...this.terms, ...terms]);
  }

  /** What is put out: what was said of it, or zeros that are watched. */
  shown<T>(result: T): T {
    if (!Array.isArray(result)) return result;
    const values = this.#outputs?.(this.#given++, result.length) ?? null;
    if (this.#outputs !== null) return filled(result, values) as T;
    return new Proxy(result, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) this.#read = true;
        return Reflect.get(target, key);
      },
    });
  }

  async end(): Promise<Plan> {
    await this.rounds.run(0);
    return { ...this.rounds.counts, items: this.items, terms: this.terms };
  }
}

/** `values` in the form of `result`: bigints, numbers, or whatever it holds. */
function filled(result: readonly unknown[], values: readonly number[] | null): readonly unknown[] {
  if (values === null) return result;
  return result.map((was, j) => {
    const value = values[j] ?? 0;
    if (typeof was === "bigint") return BigInt(value);
    return typeof was === "boolean" ? value !== 0 : value;
  });
}
