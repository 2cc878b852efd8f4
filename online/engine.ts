/**
 * One party's engine. It carries out the program together with the other parties, and ends with them. It is the spdz
 * engine on authenticated items, with MACs and checks, and the additive engine on plain ones.
 *
 *   invariant  a program ends only when nothing is under way and everything opened is checked
 *   rounds     those of the program's calls (rounds.ts), and 1 to close, which opens nothing
 *   security   however a run ends, no share outlives it. The others are told of a failure before anything is zeroed
 */
import type { Field, Scalar } from "../algebra/field.ts";
import type { Family } from "../items/columns.ts";
import { primeDomain } from "../items/domain.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import type { Session } from "../network/session.ts";
import type { Routing } from "../protocols/open.ts";
import { classesOf, type SecurityTerm } from "../protocols/security.ts";
import type { LocalContext } from "../protocols/share.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Evaluator, Rounding, TypedCall } from "./evaluator.ts";
import type { Kernel } from "./kernel.ts";
import { type Call, NOTHING, type OpeningJob } from "./opening-job.ts";
import { REPORT_WAIT_MS } from "./program-divergence.ts";
import { CHECK_EVERY, Rounds } from "./rounds.ts";
import type { SecretType } from "./secret-type.ts";
import { SharedKernel, type SharedRun } from "./shared-kernel.ts";
import { neverChecked, underWay } from "./unfinished.ts";

/** spdz: actively secure, with MACs and checks. additive: semi-honest only. */
export type Security = "spdz" | "additive";

/** What an engine is made with; all of it has a default. */
export interface EngineOptions {
  /** What `truncate` and `multiplyFixed` do: "floor" always truncates exactly. Equal at all parties. */
  readonly rounding?: Rounding;
  /** "tree" by default. Equal at all parties. */
  readonly comparisons?: Comparisons;
  /** The family of the preprocessing decides by default. Anything else than what it decides is refused. */
  readonly security?: Security;
  /** "direct" by default. Equal at all parties, as are `rounding` and `checkEvery`. */
  readonly routing?: Routing;
  /** So many unchecked elements cause a check by themselves, to bound memory. 2^21 by default. */
  readonly checkEvery?: number;
  /** How long a report of diverged programs waits for what the others called; 2 s by default. */
  readonly reportWaitMs?: number;
  /** Called once when the run ends with an error: the owner of the transport tells the others and closes. */
  readonly onFailure?: (reason: Error) => void;
}

/** What one party's run has cost so far. */
export interface Statistics {
  /** Rounds of the engine. Those that announce a check count; the rounds inside checks and echoes do not. */
  readonly rounds: number;
  /** Elements opened. */
  readonly elements: number;
  /** MAC checks accepted; 0 in the plain family. */
  readonly checks: number;
  /** Items of preprocessing taken so far, by kindName. */
  readonly items: ReadonlyMap<string, number>;
  /** What operations add to the budget beyond their items. */
  readonly terms: readonly SecurityTerm[];
}

const SECURITY_OF: Record<Family, Security> = { authenticated: "spdz", plain: "additive" };

/**
 * Which engine these items and options make.
 * @throws TypeError if the family does not fit; RangeError if `checkEvery` is no positive integer.
 */
export function securityOf(items: Preprocessing, options: EngineOptions): Security {
  const security = SECURITY_OF[items.family];
  if ((options.security ?? security) !== security)
    throw new TypeError(
      `the ${options.security} engine on ${items.family} preprocessing is refused`,
    );
  if ((items.macKey === null) !== (security === "additive"))
    throw new TypeError(`${items.family} preprocessing with the wrong kind of key`);
  const { checkEvery = CHECK_EVERY } = options;
  if (!Number.isSafeInteger(checkEvery) || checkEvery < 1)
    throw new RangeError(`checkEvery: ${checkEvery} elements; a positive integer is needed`);
  return security;
}

/** On shares: the only stateful object of the online phase. `session` is its own from here on. */
export class Engine implements Evaluator, SharedRun {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels: readonly string[];
  readonly rounding: Rounding;
  readonly comparisons: Comparisons;
  readonly items: Preprocessing;
  readonly rounds: Rounds;
  /** Run once, whatever ends the run. */
  whenOver: () => void = () => {};
  #terms: readonly SecurityTerm[] = [];
  #closed = false;

  constructor(session: Session, items: Preprocessing, options: EngineOptions) {
    this.n = session.n;
    this.self = session.self;
    this.field = items.field;
    this.labels = items.labels;
    this.rounding = options.rounding ?? "probabilistic";
    this.comparisons = options.comparisons ?? "tree";
    this.items = items;
    this.rounds = new Rounds(session, primeDomain(items.field, items.macKey), {
      routing: options.routing ?? "direct",
      checkEvery: options.checkEvery ?? CHECK_EVERY,
      settings: `rounding ${this.rounding}${this.comparisons === "tree" ? "" : " comparisons product"}`,
      reportWaitMs: options.reportWaitMs ?? REPORT_WAIT_MS,
      onFailure: (reason) => {
        // Tell the others first: a message that is still under way may hold what is zeroed below.
        options.onFailure?.(reason);
        this.#end();
      },
    });
  }

  get macKeyShare(): Scalar | null {
    return this.items.macKey?.share ?? null;
  }

  typed(_operation: string, _call: TypedCall, gives: SecretType): SecretType {
    return gives;
  }

  localFor(): LocalContext {
    return this;
  }

  kernelFor(call: Call): Kernel {
    return new SharedKernel(this, call);
  }

  shown<T>(result: T): T {
    return result;
  }

  rely(terms: readonly SecurityTerm[]): void {
    this.#terms = classesOf([...this.#terms, ...terms]);
  }

  assertRunning(operation: string): void {
    if (this.rounds.failure !== null) throw this.rounds.failure;
    if (this.#closed) throw new Error(`${operation}: the engine is closed`);
  }

  statistics(): Statistics {
    const { rounds, items } = this;
    return { ...rounds.counts, items: new Map(items.used()), terms: this.#terms };
  }

  /** @throws Error if an operation is still under way, or something opened was never checked: a bug of the program. */
  assertFinished(): void {
    const { busy, unchecked } = this.rounds;
    if (busy !== null) throw underWay(busy);
    if (unchecked > 0) throw neverChecked(unchecked);
  }

  /**
   * The orderly end, together with the others. A last round opens nothing: if one party's program goes on, its header
   * differs, and all are told so. Session and preprocessing are left to their owners.
   *
   * @throws what assertFinished throws; the run's failure if it has failed.
   */
  async close(): Promise<void> {
    this.assertRunning("close");
    this.assertFinished();
    const last = this.rounds.run(farewell);
    this.#closed = true;
    await last;
    this.#end();
  }

  /** No share outlives the run. */
  #end(): void {
    this.rounds.zero();
    this.whenOver();
  }
}

/** The last round of every program. */
const farewell: OpeningJob<null, void> = {
  label: "close",
  opens: 0,
  material: Promise.resolve(null),
  shares: () => NOTHING,
  finish: () => {},
};
