/**
 * One party's engine: what a program computes, computed with the others. The only stateful object of the
 * online phase. Authenticated preprocessing makes it the spdz engine (MACs, checks), plain preprocessing the
 * additive one: the same code and the same rounds, without either.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import type { Family } from "../items/columns.ts";
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import type { Session } from "../network/session.ts";
import type { Routing } from "../protocols/open.ts";
import type { Holder, Share } from "../protocols/share.ts";
import { REPORT_WAIT_MS } from "./divergence.ts";
import { emptyMask, emptyProduct, isEmpty } from "./empty.ts";
import type { Dimensions, Evaluator, MaskedProducts } from "./evaluator.ts";
import { input } from "./input.ts";
import type { Call, Job } from "./job.ts";
import { type Material, materialOf } from "./material.ts";
import { maskedProduct, maskMatrix, matrixProduct, transposeMasked } from "./matrix.ts";
import { dot, multiply, square } from "./multiply.ts";
import { stepOf } from "./origin.ts";
import { output, outputTo } from "./output.ts";
import type { Mpc } from "./program.ts";
import { CHECK_EVERY, Rounds } from "./rounds.ts";
import { floorShares, openMasked, shiftShares } from "./truncate.ts";
import { TypedMpc, type TypedOptions } from "./typed-mpc.ts";

export type Security = "spdz" | "additive";

export interface EngineOptions extends TypedOptions {
  /** Must go with the family of the preprocessing, which decides by default. */
  readonly security?: Security;
  /** "direct" by default. Equal at all parties, as are `rounding` and `checkEvery`. */
  readonly routing?: Routing;
  /** How many unchecked elements cause a check by themselves; bounds memory. 2^21 by default. */
  readonly checkEvery?: number;
  /** How long a report of diverged programs waits for what the others called; 2 s by default. */
  readonly reportWaitMs?: number;
  /** Called once when the run ends with an error: the owner of the transport tells the others and closes. */
  readonly onFailure?: (reason: Error) => void;
}

export interface Statistics {
  /** Rounds of the engine, announcements of checks included; those of checks and echoes themselves are not. */
  readonly rounds: number;
  /** Elements opened. */
  readonly elements: number;
  /** MAC checks accepted; 0 in the plain family. */
  readonly checks: number;
  /** Items of preprocessing taken so far, by kindName. */
  readonly items: ReadonlyMap<string, number>;
}

export interface Engine extends Mpc {
  readonly security: Security;
  statistics(): Statistics;
  /** @throws Error if an operation is still under way, or something opened was never checked: a bug of the program. */
  assertFinished(): void;
  /**
   * The orderly end, together with the others: a last round that opens nothing, so that programs of which
   * one goes on are told so. Leaves session and preprocessing to their owners.
   *
   * @throws what assertFinished throws; the run's failure if it has failed.
   */
  close(): Promise<void>;
}

const SECURITY_OF: Record<Family, Security> = { authenticated: "spdz", plain: "additive" };

/**
 * The engine of this party; `session` is its own from here on. TypeError if the family does not fit, RangeError if
 * `checkEvery` is no positive integer.
 */
export function createEngine(
  session: Session,
  preprocessing: Preprocessing,
  options: EngineOptions = {},
): Engine {
  const security = SECURITY_OF[preprocessing.family];
  if ((options.security ?? security) !== security)
    throw new TypeError(
      `the ${options.security} engine on ${preprocessing.family} preprocessing is refused`,
    );
  if ((preprocessing.macKey === null) !== (security === "additive"))
    throw new TypeError(`${preprocessing.family} preprocessing with the wrong kind of key`);
  const { checkEvery = CHECK_EVERY } = options;
  if (!Number.isSafeInteger(checkEvery) || checkEvery < 1)
    throw new RangeError(`checkEvery: ${checkEvery} elements; a positive integer is needed`);
  return new TypedEngine(new SharedEvaluator(session, preprocessing, options), security, options);
}

/** Operations on shares, each a job of some round. */
class SharedEvaluator implements Evaluator, Holder {
  readonly n: number;
  readonly self: number;
  readonly field: Field;
  readonly labels: readonly string[];
  /** What it was given, and what operations take of it. */
  readonly source: Preprocessing;
  readonly items: Material;
  readonly rounds: Rounds;
  /** Run once, whatever ends the run. */
  whenOver: () => void = () => {};
  #closed = false;

  constructor(session: Session, items: Preprocessing, options: EngineOptions) {
    this.n = session.n;
    this.self = session.self;
    this.field = items.field;
    this.labels = items.labels;
    this.source = items;
    this.items = materialOf(items, session.self);
    this.rounds = new Rounds(session, items.field, items.macKey, {
      routing: options.routing ?? "direct",
      checkEvery: options.checkEvery ?? CHECK_EVERY,
      settings: `rounding ${options.rounding ?? "probabilistic"}`,
      reportWaitMs: options.reportWaitMs ?? REPORT_WAIT_MS,
      onFailure: (reason) => {
        // First the others are told: what is zeroed may lie in a message that is still under way.
        options.onFailure?.(reason);
        this.#end();
      },
    });
  }

  get holder(): Holder {
    return this;
  }

  get macKeyShare(): Scalar | null {
    return this.source.macKey?.share ?? null;
  }

  assertRunning(): void {
    if (this.rounds.failure !== null) throw this.rounds.failure;
    if (this.#closed) throw new Error("the engine is closed");
  }

  input(owner: number, count: number, values: Vector | null, call: Call): Promise<Share> {
    return this.rounds.run(input(this, this.items, owner, count, values), call);
  }

  multiply(x: Share, y: Share, call: Call): Promise<Share> {
    return this.rounds.run(multiply(this, this.items, x, y), call);
  }

  square(x: Share, call: Call): Promise<Share> {
    return this.rounds.run(square(this, this.items, x), call);
  }

  dot(x: Share, y: Share, call: Call): Promise<Share> {
    return this.rounds.run(dot(this, this.items, x, y), call);
  }

  matrixProduct(x: Share, y: Share, size: Dimensions, call: Call): Promise<Share> {
    if (isEmpty(size)) return this.rounds.run(emptyProduct(this, "matrix-product", size), call);
    return this.rounds.run(matrixProduct(this, this.items, x, y, size), call);
  }

  async maskMatrix(x: Share, shape: MatrixShape, call: Call): Promise<MaskedProducts> {
    const { rows, inner, columns } = shape;
    const size = { rows, inner, columns };
    const turnedSize = { rows: inner, inner: rows, columns };
    const { rounds } = this;
    if (isEmpty(size)) {
      await rounds.run(emptyMask(shape), call);
      const product = (s: Dimensions) => emptyProduct(this, "masked-product", s);
      return {
        product: (_, of) => rounds.run(product(size), of),
        transposedProduct: (_, of) => rounds.run(product(turnedSize), of),
      };
    }
    const { e, triple } = await rounds.run(maskMatrix(this.items, x, shape), call);
    const { a } = triple;
    const pairs = triple.pairs.values();
    const transposedPairs = triple.transposed.values();
    const turned = transposeMasked(a, e, rows, inner);
    return {
      product: (y, of) => {
        const pair = pairs.next().value!;
        return rounds.run(maskedProduct(this, a, e, pair, y, size), of);
      },
      transposedProduct: (y, of) => {
        const pair = transposedPairs.next().value!;
        return rounds.run(maskedProduct(this, turned.a, turned.e, pair, y, turnedSize), of);
      },
    };
  }

  async truncate(x: Share, f: number, exact: boolean, call: Call): Promise<Share> {
    const opened = await this.rounds.run(openMasked(this, this.items, x, f, exact), call);
    if (!exact) return shiftShares(this, opened, f);
    let step = 0;
    return floorShares(this, opened, f, (a, b) =>
      this.multiply(a, b, { ...call, id: stepOf(call.id, ++step) }),
    );
  }

  output(x: Share, call: Call): Promise<Vector> {
    return this.rounds.output(output(x), call);
  }

  outputTo(party: number, x: Share, call: Call): Promise<Vector | null> {
    return this.rounds.output(outputTo(this, this.items, party, x), call);
  }

  assertFinished(): void {
    const { busy, unchecked } = this.rounds;
    if (busy !== null) throw new Error(`close: an operation is still under way; await it: ${busy}`);
    if (unchecked > 0)
      throw new Error(`close: ${unchecked} opened elements were never checked; output the result`);
  }

  async close(): Promise<void> {
    this.assertRunning();
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
const farewell: Job<null, void> = {
  label: "close",
  opens: 0,
  material: Promise.resolve(null),
  masked: () => [],
  finish: () => {},
};

class TypedEngine extends TypedMpc implements Engine {
  readonly security: Security;
  readonly #evaluator: SharedEvaluator;

  constructor(evaluator: SharedEvaluator, security: Security, options: TypedOptions) {
    super(evaluator, options);
    this.#evaluator = evaluator;
    this.security = security;
    evaluator.whenOver = () => this.zeroSecrets();
  }

  statistics(): Statistics {
    const { rounds, source } = this.#evaluator;
    return { ...rounds.counts, items: new Map(source.used()) };
  }

  assertFinished(): void {
    this.#evaluator.assertFinished();
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}
