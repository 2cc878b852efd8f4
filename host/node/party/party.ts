/** A party of a running session. It can run as many programs as its material is enough for. */
import { prime60 } from "../../../algebra/prime60.ts";
import { equalBytes, hash } from "../../../crypto/hash.ts";
import { formatDemand, missingFrom } from "../../../items/demand.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { preload, Stock, type StockDemand } from "../../../items/stock.ts";
import { Abort, ConfigurationMismatch, OutOfMaterial } from "../../../network/abort.ts";
import type { Session } from "../../../network/session.ts";
import type { Transport } from "../../../network/transport.ts";
import type { Material } from "../../../offline/backend-spec.ts";
import type { Comparisons } from "../../../online/comparisons.ts";
import { createEngine, type Engine } from "../../../operations/engine.ts";
import type { Mpc } from "../../../operations/mpc.ts";
import { echo } from "../../../protocols/echo.ts";
import type { Routing } from "../../../protocols/open.ts";
import { assertWithinBudget, budgetOf } from "../../party/budget.ts";
import { itemCounts } from "../../party/item-counts.ts";
import { type PartyStatistics, type PhaseClock, processCost } from "./statistics.ts";

export interface PartyOptions {
  /** What every result must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** What the budget depends on, as the backend of the combination says. */
  readonly material: Material;
  readonly routing: Routing;
  /** "tree" by default. */
  readonly comparisons?: Comparisons;
  /** The s of the budget. */
  readonly statistical: number;
}

/** Items by kindName. */
export interface Preparation {
  readonly kind: string;
  readonly done: number;
  readonly count: number;
}

/** One party of a run: it prepares material, takes part, and keeps count. */
export class Party {
  readonly self: number;
  readonly n: number;
  /** What every result must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** How numbers are compared, as all parties have agreed. */
  readonly comparisons: Comparisons;
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #clock: PhaseClock;
  readonly #material: Material;
  readonly #routing: Routing;
  readonly #statistical: number;
  /** The material that the session began with. Programs take from `#items`, which may hold a part of it in memory. */
  readonly #source: Preprocessing;
  #items: Preprocessing;
  #engine: Engine | null = null;
  #preparing: Omit<Preparation, "done"> | null = null;
  #failure: Error | null = null;
  /** Rejects with the failure. So a program that waits for something else ends with its session. */
  readonly #failed = Promise.withResolvers<never>();

  /** See joinSession. */
  constructor(
    transport: Transport,
    session: Session,
    items: Preprocessing,
    clock: PhaseClock,
    { labels, material, routing, comparisons = "tree", statistical }: PartyOptions,
  ) {
    this.self = session.self;
    this.n = session.n;
    this.labels = labels;
    this.#transport = transport;
    this.#session = session;
    this.#source = items;
    this.#items = items;
    this.#clock = clock;
    this.#material = material;
    this.#routing = routing;
    this.comparisons = comparisons;
    this.#statistical = statistical;
    this.#failed.promise.catch(() => undefined);
    items.macKey?.whenFailed((failure) => this.#fail(failure as Error));
  }

  /**
   * Takes this material into memory before the first program, so that no program waits for it. `demand` is the same at
   * every party. If a program needs more, it fails with OutOfMaterial. A dealer may leave then. A store stays open: its
   * lock prevents others from using its key while this session does.
   * @throws UsageError if what the items add up over p is more than the security budget allows.
   */
  async prepare(demand: StockDemand): Promise<void> {
    if (this.#engine !== null) throw new RangeError("prepare: a program has run already");
    this.#clock.begin("offline");
    await this.#orFail(async () => {
      assertWithinBudget(new Map(demand), this.#statistical);
      const source = this.#items;
      this.#items = await preload(source, this, demand, (kind, count) => {
        this.#preparing = { kind, count };
      });
      this.#preparing = null;
      if (!(source instanceof Stock)) await source.close();
    });
    this.#clock.end();
  }

  /**
   * Tells whether all parties know what they will take: material is made ahead only if all do. `demand` is null at a
   * party that does not know.
   * @throws ConfigurationMismatch if two parties will take other items.
   */
  async knownToAll(demand: StockDemand | null): Promise<boolean> {
    return this.#orFail(async () => {
      const session = this.#session;
      const digestOf = (text: string) => hash(session.suite, "spdz-lab/takes/v1", text);
      const text = demand === null ? "unknown" : formatDemand(new Map(demand));
      const digest = digestOf(text);
      const told = await session.exchange("takes", digest);
      const short = told.findIndex(({ length }) => length !== digest.length);
      if (short >= 0) throw new Abort("malformed-message", "takes", [short], "no digest");
      // A party that tells others different things could make one of them make material that another does not make.
      await echo(session, "takes-echo", told);
      const unknown = digestOf("unknown");
      if (told.some((theirs) => equalBytes(theirs, unknown))) return false;
      const other = told.findIndex((theirs) => !equalBytes(theirs, digest));
      if (other < 0) return true;
      throw new ConfigurationMismatch([`items to be taken: ${text} here, others at P${other}`]);
    });
  }

  /** How many items of the kind that is being taken into memory are ready, and of how many; null if none is. */
  preparation(): Preparation | null {
    if (this.#preparing === null) return null;
    const { kind, count } = this.#preparing;
    return { kind, count, done: Math.min(count, this.#source.spare().get(kind) ?? 0) };
  }

  /** Rejects with OutOfMaterial, at every party, if its store does not hold all of `demand`. Nothing is spent then. */
  async requires(demand: StockDemand): Promise<void> {
    await this.#orFail(async () => {
      if (!(this.#items instanceof Stock)) return;
      const missing = missingFrom(this.#items.remaining(), new Map(demand));
      if (missing.size === 0) return;
      const what = [...missing].map(([kind, count]) => `${count} of ${kind}`).join(", ");
      throw new OutOfMaterial(`out of material: the stock lacks ${what}`);
    });
  }

  /**
   * Runs a program with the others. The program gets `seenAs` of the engine.
   * @throws what the program throws, which may be an Abort. The session is then over at all parties.
   */
  async run<T>(
    program: (mpc: Mpc, args: unknown) => Promise<T>,
    args: unknown,
    seenAs: (mpc: Mpc) => Mpc = (mpc) => mpc,
  ): Promise<T> {
    if (this.#failure !== null) throw this.#failure;
    this.#clock.begin("online");
    return this.#orFail(async () => {
      this.#engine ??= createEngine(this.#session, this.#items, {
        routing: this.#routing,
        comparisons: this.comparisons,
        onFailure: (reason) => this.#fail(reason),
      });
      const result = await Promise.race([
        program(seenAs(this.#engine), args),
        this.#failed.promise,
      ]);
      this.#clock.end();
      return result;
    });
  }

  /**
   * Makes sure that the program has ended properly: what it returned depends on checked outputs alone, and stays valid
   * however the session ends.
   * @throws Error if something opened was never checked, or is still under way. The session is then over.
   */
  async finished(): Promise<void> {
    if (this.#failure !== null) return;
    await this.#orFail(async () => this.#engine?.assertFinished());
  }

  /** What ended the session, if its end was not orderly: the first cause that this party knows. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** The orderly end, together with the others. @throws Error if something opened was never checked. */
  async close(): Promise<void> {
    // After a failure outside of run, as of an operation that nobody waited for, something is still held.
    if (this.#failure !== null) return this.#release().catch(() => undefined);
    this.#clock.begin("close");
    await this.#orFail(async () => {
      await this.#engine?.close();
      await this.#release();
      await this.#transport.close();
    });
    this.#clock.end();
  }

  /** The statistics of the session so far. */
  statistics(): PartyStatistics {
    const phases = this.#clock.read();
    return {
      phases,
      rounds: phases.online?.traffic?.rounds ?? 0,
      ...itemCounts(this.#source, this.#items),
      madeOnline: !(this.#items instanceof Stock) && this.#items.used().size > 0,
      budget: budgetOf({
        material: this.#material,
        used: this.#items.used(),
        checks: this.#engine?.statistics().checks ?? 0,
        relied: this.#engine?.statistics().terms ?? [],
        labels: this.labels,
        statistical: this.#statistical,
      }),
      ...processCost(),
    };
  }

  /** Runs `work`. Its failure ends the session at all parties and releases what this party holds. */
  async #orFail<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error : new Error("a program threw no Error");
      this.#fail(reason);
      this.#clock.end();
      // The stock's lock must not outlive the session. An error of the stock now would hide the reason.
      await this.#release().catch(() => undefined);
      throw this.#failure ?? reason;
    }
  }

  /** Releases and zeroes what this party holds, once no check runs and no wipe is under way. Idempotent. */
  async #release(): Promise<void> {
    const { macKey } = this.#items;
    await macKey?.settled();
    try {
      await this.#items.close();
    } finally {
      macKey?.forget();
      prime60().wipe();
    }
  }

  #fail(reason: Error): void {
    if (this.#failure !== null) return;
    this.#failure = reason;
    this.#transport.abort(reason);
    this.#failed.reject(reason);
  }
}
