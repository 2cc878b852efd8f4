/**
 * The one loop that owns the network of an engine.
 *
 *   source     Rounds and Output as in SPDZ-2, ePrint 2012/642, Fig. 1; round merging is this project's
 *   invariant  all honest parties run the same jobs in the same rounds; no output is seen before a check
 *              of everything opened before it, and a check of a batch that contains it
 *   rounds     jobs registered before the event loop turns share one; outputs one more, between two checks;
 *              a check that no opening of its turn precedes is announced in a round without any
 *   security   a program wakes only when a round or a check is complete, in call order: never by material,
 *              disks or workers, whose timing differs between parties. While a check runs nothing is opened.
 *              The first failure is final
 */
import { lengthOf, zero } from "../algebra/deferred.ts";
import type { Field, Vector } from "../algebra/field.ts";
import type { Domain } from "../items/domain.ts";
import { parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import { echoOn } from "../protocols/echo.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import { Opener, type Routing } from "../protocols/open.ts";
import { OpeningRecord } from "../protocols/opening-record.ts";
import type { Opening } from "../protocols/share.ts";
import { type Call, NO_CALL, type OpeningJob } from "./opening-job.ts";
import { hexOf, reportDivergence } from "./program-divergence.ts";
import { dealBroadcasts, dealOpened, join, Queued, type QueuedJob } from "./queued-job.ts";
import { Headers, ROUNDS } from "./round-message.ts";

/** AGREEMENT: as many unchecked elements are checked whatever the program does, so that memory stays bounded. */
export const CHECK_EVERY = 1 << 21;

export interface RoundsOptions {
  readonly routing: Routing;
  /** Elements; CHECK_EVERY by default. Equal at all parties. */
  readonly checkEvery: number;
  /** Whatever else decides what programs open; no secret. Equal at all parties. */
  readonly settings: string;
  /** How long a report of diverged programs waits for the others' lists. */
  readonly reportWaitMs: number;
  /** Called once, with what ended the run. */
  readonly onFailure: (reason: Error) => void;
}

export class Rounds {
  readonly #session: Session;
  readonly #field: Field;
  /** α_i; null in the plain family, which has the same rounds and no checks. */
  readonly #macKey: MacKey | null;
  readonly #record: OpeningRecord;
  readonly #options: RoundsOptions;
  readonly #opener: Opener;
  readonly #echoes: Channel;
  readonly #headers: Headers;
  #queue: QueuedJob[] = [];
  /** Our shares of what the round under way opens. */
  #opening: readonly Opening[] = [];
  /** Registered and not settled. */
  #open = 0;
  #last = "";
  #looping = false;
  #failure: Error | null = null;
  /** Where what ended the run was found: its caller hears of it first. */
  #suspect: QueuedJob | null = null;
  #rounds = 0;
  #elements = 0;
  #echoed = 0;
  readonly #next = (): void => {
    if (this.#queue.length > 0) void this.#loop();
    else this.#looping = false;
  };

  constructor(session: Session, { name, field, key }: Domain, options: RoundsOptions) {
    this.#session = session;
    this.#field = field;
    this.#macKey = key;
    this.#record = new OpeningRecord(session.child("openings"), field);
    this.#options = options;
    this.#opener = new Opener(session, field, ROUNDS, options.routing);
    this.#echoes = session.channel("echoes");
    const { routing, checkEvery, settings } = options;
    const family = key === null ? "plain" : "authenticated";
    const agreed = `${name} ${family} ${routing} check every ${checkEvery} ${settings}`;
    this.#headers = new Headers(session.suite, agreed);
  }

  /** What ended the run, or null. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** The operation, or the label, of what was registered last, while something has no result; null if nothing lacks one. */
  get busy(): string | null {
    return this.#open > 0 ? this.#last : null;
  }

  /** Elements opened that no accepted check covers; none in the plain family. */
  get unchecked(): number {
    return this.#record.unchecked;
  }

  /** Rounds, those that only announce a check included; the elements they opened; checks accepted. */
  get counts(): { readonly rounds: number; readonly elements: number; readonly checks: number } {
    return { rounds: this.#rounds, elements: this.#elements, checks: this.#record.checks };
  }

  /** Part of the next round; resolves with what it makes of its openings, which are unchecked. */
  run<M, T>(job: OpeningJob<M, T>, call: Call = NO_CALL): Promise<T> {
    return this.#register(job, call, false);
  }

  /** Part of the next round of outputs; resolves once a batch that contains it is accepted. */
  output<M, T>(job: OpeningJob<M, T>, call: Call = NO_CALL): Promise<T> {
    return this.#register(job, call, true);
  }

  #register<M, T>(job: OpeningJob<M, T>, call: Call, isOutput: boolean): Promise<T> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const queued = new Queued(job, call, isOutput);
    this.#queue.push(queued);
    this.#open++;
    this.#last = call.operation ?? job.label;
    if (!this.#looping) {
      this.#looping = true;
      this.#session.turn(this.#next);
    }
    return queued.promise;
  }

  /**
   * One turn of the event loop after the other, until nothing is left to do. Results of a turn are given out
   * together, in call order: what one of them sets off cannot race with what another does. Never rejects.
   */
  async #loop(): Promise<void> {
    const jobs = this.#queue;
    this.#queue = [];
    try {
      await this.#turn(jobs);
      // All are computed before any is given out: a failure here fails the whole turn.
      for (const job of jobs) job.finish();
      this.#open -= jobs.length;
      for (const job of jobs) job.settle();
    } catch (error) {
      this.#end(error as Error, jobs);
      return;
    }
    this.#session.turn(this.#next);
  }

  async #turn(jobs: readonly QueuedJob[]): Promise<void> {
    const outputs = jobs.filter((job) => job.isOutput);
    // 1. The turn's first round names all its jobs: nobody begins a check that another does not.
    if (outputs.length < jobs.length || this.#record.unchecked > 0) {
      const others = outputs.length === 0 ? jobs : jobs.filter((job) => !job.isOutput);
      await this.#round(others, jobs);
    }
    if (this.#record.unchecked >= this.#options.checkEvery) await this.#check();
    if (outputs.length === 0) return;
    // 2. What the outputs depend on is accepted before they are opened.
    if (this.#record.unchecked > 0) await this.#check();
    // 3. Open them, and accept a batch that contains them, before anyone sees them.
    await this.#round(outputs, outputs);
    if (this.#record.unchecked > 0) await this.#check();
  }

  /** Accepts everything opened so far, or ends the run. */
  async #check(): Promise<void> {
    if (this.#macKey === null) throw new TypeError("a check without a MAC key");
    await this.#record.check(this.#session, this.#macKey);
  }

  /** Opens what all `jobs` ask for, in one message to each peer, under a header that names all of `named`. */
  async #round(jobs: readonly QueuedJob[], named: readonly QueuedJob[]): Promise<void> {
    const round = this.#rounds;
    const elements = jobs.reduce((sum, { opens }) => sum + opens, 0);
    const header = this.#headers.of({ round, elements }, named);
    const diverged = (peers: readonly number[]) => this.#report(round, named, peers);
    if (!jobs.every((job) => job.supplied)) await this.#supply(jobs, header, diverged);

    // 1. Our shares of everything that is opened, and what we broadcast, in call order.
    const shares = jobs.flatMap((job) => job.shares());
    this.#opening = shares;
    const values = shares.map((share) => share.value);
    if (values.reduce((sum, v) => sum + lengthOf(v), 0) !== elements)
      throw new TypeError("a job opens other than it says");
    const broadcasts = jobs.filter((job) => job.broadcast !== null);
    const riding = broadcasts.length > 0 ? this.#ridersOf(broadcasts) : null;

    // 2. Open. From here on the round counts, and its elements are unchecked.
    const opened = await this.#opener.open(values, { header, diverged, ...riding });
    this.#rounds++;
    this.#elements += elements;
    if (this.#macKey !== null) this.#append(round, header, opened.values, shares);
    this.#opening = [];
    dealOpened(jobs, opened.values);

    // 3. Nobody acts on a broadcast before all have seen the same.
    if (riding === null) return;
    await echoOn(this.#session, this.#echoes, this.#echoed++, opened.riders);
    const where = `${this.#session.path}/${ROUNDS}`;
    const told = opened.riders.map((raw, sender) =>
      parseFrom(where, sender, raw, (bytes) => this.#field.decode(bytes, bytes.length / 8)),
    );
    dealBroadcasts(broadcasts, told);
  }

  /**
   * Waits for the material of all jobs. Where a source makes it together with others whose programs differ, it may
   * never come: what those open meanwhile tells.
   */
  async #supply(
    jobs: readonly QueuedJob[],
    header: Uint8Array,
    diverged: (peers: readonly number[]) => Promise<never>,
  ): Promise<void> {
    const ready = Promise.all(
      jobs.map((job) =>
        job.ready.catch((failure: unknown) => {
          this.#suspect ??= job;
          throw failure;
        }),
      ),
    );
    await this.#opener.awaitMaterial(ready, { header, diverged });
  }

  /** Our masked inputs as bytes, and how many bytes of them each party has. */
  #ridersOf(broadcasts: readonly QueuedJob[]) {
    const { self, n } = this.#session;
    const riderLengths = Array<number>(n).fill(0);
    for (const { broadcast } of broadcasts) riderLengths[broadcast!.owner]! += 8 * broadcast!.count;
    const own = broadcasts.filter((job) => job.broadcast!.owner === self);
    return { rider: this.#field.encode(join(own.map((job) => job.values()))), riderLengths };
  }

  /** Zeroes what is left of the shares that were opened: at the end, nothing is sent after it. */
  zero(): void {
    for (const { value, mac } of this.#opening) {
      zero(value);
      if (mac !== null) zero(mac);
    }
    this.#opening = [];
    this.#record.zero();
  }

  async #report(
    round: number,
    named: readonly QueuedJob[],
    peers: readonly number[],
  ): Promise<never> {
    const session = this.#session.child("diverged");
    const calls = named.map((job) => ({
      id: hexOf(job.id),
      label: job.label,
      operands: job.operands(),
    }));
    const waitMs = this.#options.reportWaitMs;
    const { abort, at } = await reportDivergence(session, round, calls, peers, waitMs);
    this.#suspect = named[at] ?? null;
    throw abort;
  }

  #append(round: number, header: Uint8Array, values: Vector, shares: readonly Opening[]): void {
    let at = 0;
    for (const { value, mac } of shares) {
      if (mac === null) throw new TypeError("a plain share under the authenticated engine");
      const length = lengthOf(value);
      this.#record.append(round, header, values.subarray(at, at + length), mac);
      at += length;
    }
  }

  #end(reason: Error, underWay: readonly QueuedJob[]): void {
    this.#failure = reason;
    const first = this.#suspect === null ? [] : [this.#suspect];
    const left = new Set([...first, ...underWay, ...this.#queue]);
    this.#queue = [];
    this.#open = 0;
    for (const job of left) job.fail(reason);
    this.#options.onFailure(reason);
  }
}
