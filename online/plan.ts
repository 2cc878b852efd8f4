/**
 * The evaluator of a plan. It runs a program without the others, without items and without secrets, to count what the
 * program takes. Rounds, openings, items, checks and bytes are exactly those of a run, if no operation depends on what it opens.
 * An operation that did, and tried until it had its way, would be given up after so many rounds.
 *
 * A program may depend on what it opens: what it does after it has read an output is not known before the run. The
 * planner notices the reading, and refuses the next call. Whoever knows what may be put out gives it as `outputs`.
 */
import type { Field } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import type { Routing } from "../protocols/open.ts";
import { classesOf, type SecurityTerm } from "../protocols/security.ts";
import type { LocalContext } from "../protocols/share.ts";
import { type LinkTraffic, sentSince } from "../protocols/traffic.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Evaluator, Rounding, TypedCall } from "./evaluator.ts";
import type { Kernel } from "./kernel.ts";
import { lengthsOnly } from "./lengths-only.ts";
import { CanOverflow, canOverflow, narrowed } from "./overflow.ts";
import { PlanKernel, type PlanRun } from "./plan-kernel.ts";
import { type OpenedAtOnce, PlannedRounds } from "./planned-rounds.ts";
import { CHECK_EVERY } from "./rounds.ts";
import type { Range, SecretType } from "./secret-type.ts";
import { oneMore, type Undeclared } from "./undeclared.ts";

/** What a program takes cannot be told before it runs: the message says why. */
export class Unplannable extends Error {
  override readonly name = "Unplannable";
}

/** LOCAL */
const MOST_CALLS = 1 << 20;

/**
 * Of one output, a number for each element; 0 for all if it says nothing of it. Outputs are counted from 0 in the order
 * in which they are given out, those to other parties, too.
 */
export type PlannedOutputs = (output: number, length: number) => readonly number[] | null;

/** For whom, and how, a plan is made. */
export interface PlanOptions {
  readonly n: number;
  readonly self: number;
  readonly field?: Field;
  readonly rounding?: Rounding;
  /** As the engine's. */
  readonly comparisons?: Comparisons;
  /** With MACs, and so checks; true by default. */
  readonly authenticated?: boolean;
  /** As the engine's. */
  readonly checkEvery?: number;
  /** As the engine's; "direct" by default. */
  readonly routing?: Routing;
  /** What the plan is made with where a program goes on after it has read an output. */
  readonly outputs?: PlannedOutputs;
  /** Calls, and rounds of calls, after which a plan is given up; 2^20 by default. */
  readonly mostCalls?: number;
  /** "refuse", the default: declared ranges that can leave ±M end the plan. "wrap": numbers are residues mod p. */
  readonly overflow?: "refuse" | "wrap";
  /** Inputs are taken to be declared so many times as wide as they are; 1 by default. */
  readonly narrow?: number;
  /** The line of the program that a stack leads to, to name inputs without a range; none by default. */
  readonly place?: (stack: string) => string | null;
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
  /** What all parties send: until the program ends, with its checks; and in the last round. */
  readonly traffic: { readonly online: LinkTraffic; readonly closing: LinkTraffic };
  readonly atOnce: OpenedAtOnce;
  /** Elements that the program opens and never has checked: a run refuses to end so. */
  readonly unchecked: number;
  /** Null if every input has a range. */
  readonly undeclared: Undeclared | null;
}

export class PlanEvaluator implements Evaluator, PlanRun {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels: readonly string[] = ["a plan: nothing is computed"];
  readonly rounding: Rounding;
  readonly comparisons: Comparisons;
  readonly rounds: PlannedRounds;
  readonly local: LocalContext;
  readonly items = new Map<string, number>();
  terms: readonly SecurityTerm[] = [];
  readonly #outputs: PlannedOutputs | null;
  readonly #mostCalls: number;
  readonly #wraps: boolean;
  readonly #narrow: number;
  readonly #declared = new Map<string, Range>();
  readonly #place: (stack: string) => string | null;
  #undeclared: Undeclared | null = null;
  readonly #over = Promise.withResolvers<never>();
  #ended: Unplannable | CanOverflow | null = null;
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
    this.comparisons = options.comparisons ?? "tree";
    this.rounds = new PlannedRounds({
      n: options.n,
      routing: options.routing ?? "direct",
      authenticated: options.authenticated ?? true,
      checkEvery: options.checkEvery ?? CHECK_EVERY,
      turn: options.turn ?? ((callback) => void setTimeout(callback, 0)),
    });
    this.local = { field: lengthsOnly(field), self: 0, macKeyShare: null };
    this.#outputs = outputs;
    this.#mostCalls = options.mostCalls ?? MOST_CALLS;
    this.#wraps = options.overflow === "wrap";
    this.#narrow = options.narrow ?? 1;
    this.#place = options.place ?? (() => null);
    this.#over.promise.catch(() => {});
  }

  get read(): boolean {
    return this.#read;
  }

  assertRunning(): void {
    this.count();
  }

  typed(operation: string, call: TypedCall, gives: SecretType): SecretType {
    if (operation === "input") {
      if (gives.range === null) this.#noRange();
      if (gives.range !== null && gives.type !== "bit")
        this.#declared.set(gives.range.join(), gives.range);
      return narrowed(gives, this.#narrow);
    }
    if (this.#wraps || !canOverflow(call.operands, gives)) return gives;
    this.#ended ??= new CanOverflow(operation, call, [...this.#declared.values()]);
    this.#over.reject(this.#ended);
    throw this.#ended;
  }

  /** Of an input that the program is just calling. */
  #noRange(): void {
    const trace: { stack?: string } = {};
    Error.captureStackTrace?.(trace, this.typed);
    this.#undeclared = oneMore(this.#undeclared, this.#place(trace.stack ?? ""));
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

  /** One more call, or one more round of one: refused once the plan is none. What ended it ends all that follows. */
  count(): void {
    const why = this.#read
      ? "the program calls an operation after it has read an output"
      : this.#calls++ >= this.#mostCalls
        ? `the program makes more than ${this.#mostCalls} calls`
        : null;
    if (why !== null) this.#ended ??= new Unplannable(why);
    if (this.#ended === null) return;
    this.#over.reject(this.#ended);
    throw this.#ended;
  }

  /** Rejects with what ended the plan, however the program takes that. */
  get over(): Promise<never> {
    return this.#over.promise;
  }

  /** What is put out: what was said of it, or zeros that are watched. Null is what is put out to others. */
  shown<T>(result: T): T {
    const toOthers = result === null;
    if (!toOthers && !Array.isArray(result)) return result;
    const output = this.#given++;
    if (!Array.isArray(result)) return result;
    const values = this.#outputs?.(output, result.length) ?? null;
    if (this.#outputs !== null) return filled(result, values) as T;
    return new Proxy(result, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) this.#read = true;
        return Reflect.get(target, key);
      },
    });
  }

  async end(): Promise<Plan> {
    const { rounds, items, terms } = this;
    const { unchecked } = rounds;
    const online = rounds.traffic();
    await rounds.run(0);
    const traffic = { online, closing: sentSince(online, rounds.traffic()) };
    const { atOnce } = rounds;
    const undeclared = this.#undeclared;
    return { ...rounds.counts, items, terms, traffic, atOnce, unchecked, undeclared };
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
