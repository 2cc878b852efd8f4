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
import type { Field, Vector } from "../algebra/field.ts";
import { parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import { echoOn } from "../protocols/echo.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import { Opener, type Routing } from "../protocols/open.ts";
import { OpeningRecord } from "../protocols/opening-record.ts";
import type { Share } from "../protocols/share.ts";
import { reportDivergence } from "./divergence.ts";
import type { Job } from "./job.ts";
import { Headers, ROUNDS } from "./round-message.ts";

/** AGREEMENT: as many unchecked elements are checked whatever the program does, so that memory stays bounded. */
export const CHECK_EVERY = 1 << 21;

export interface RoundsOptions {
  readonly routing: Routing;
  /** Elements; CHECK_EVERY by default. Equal at all parties. */
  readonly checkEvery: number;
  /** How long a report of diverged programs waits for the others' lists. */
  readonly reportWaitMs: number;
  /** Called once, with what ended the run. */
  readonly onFailure: (reason: Error) => void;
}

/** A job with its types closed over: what it holds is its own. */
interface Registered {
  /** Asks for a round of outputs, between two checks. */
  readonly isOutput: boolean;
  readonly label: string;
  readonly opens: number;
  readonly broadcast: { readonly owner: number; readonly count: number } | null;
  /** Resolves when the material is there. */
  readonly ready: Promise<unknown>;
  masked(): readonly Share[];
  /** What this party broadcasts; called at the owner only. */
  values(): Vector;
  settle(opened: Vector): void;
  fail(reason: Error): void;
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
  #queue: Registered[] = [];
  /** Registered and not settled. */
  #open = 0;
  #looping = false;
  #failure: Error | null = null;
  #rounds = 0;
  #elements = 0;
  #echoed = 0;

  constructor(session: Session, field: Field, macKey: MacKey | null, options: RoundsOptions) {
    this.#session = session;
    this.#field = field;
    this.#macKey = macKey;
    this.#record = new OpeningRecord(session.child("openings"), field);
    this.#options = options;
    this.#opener = new Opener(session, field, ROUNDS, options.routing);
    this.#echoes = session.channel("echoes");
    this.#headers = new Headers(session.suite);
  }

  /** What ended the run, or null. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** True while something is registered or under way. */
  get busy(): boolean {
    return this.#open > 0;
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
  run<M, T>(job: Job<M, T>): Promise<T> {
    return this.#register(job, false);
  }

  /** Part of the next round of outputs; resolves once a batch that contains it is accepted. */
  output<M, T>(job: Job<M, T>): Promise<T> {
    return this.#register(job, true);
  }

  #register<M, T>(job: Job<M, T>, isOutput: boolean): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let material: M;
    const ready = job.material.then((m) => {
      material = m;
    });
    ready.catch(() => {}); // Waited for when its round comes; it must not count as unhandled before.
    this.#queue.push({
      isOutput,
      label: job.label,
      opens: job.opens,
      broadcast: job.broadcast ?? null,
      ready,
      masked: () => job.masked(material),
      values: () => job.broadcast!.values(material),
      settle: (opened) => {
        this.#open--;
        resolve(job.finish(opened, material));
      },
      fail: (reason) => {
        promise.catch(() => {}); // A program that left it aside learns of the end from its next call.
        reject(reason);
      },
    });
    this.#open++;
    if (!this.#looping) {
      this.#looping = true;
      this.#session.turn(() => void this.#loop());
    }
    return promise;
  }

  /**
   * One turn of the event loop after the other, until nothing is left to do. Results of a turn are given out
   * together, in call order: what one of them sets off cannot race with what another does. Never rejects.
   */
  async #loop(): Promise<void> {
    const jobs = this.#queue;
    this.#queue = [];
    try {
      const results = new Map<Registered, Vector>();
      await this.#turn(jobs, results);
      for (const job of jobs) job.settle(results.get(job)!);
    } catch (error) {
      this.#end(error as Error, jobs);
      return;
    }
    this.#session.turn(() => {
      if (this.#queue.length > 0) void this.#loop();
      else this.#looping = false;
    });
  }

  async #turn(jobs: readonly Registered[], results: Map<Registered, Vector>): Promise<void> {
    const outputs = jobs.filter((job) => job.isOutput);
    // 1. The turn's first round names all its jobs: nobody begins a check that another does not.
    if (outputs.length < jobs.length || this.#record.unchecked > 0) {
      const others = jobs.filter((job) => !job.isOutput);
      await this.#round(others, jobs, results);
    }
    if (this.#record.unchecked >= this.#options.checkEvery) await this.#check();
    if (outputs.length === 0) return;
    // 2. What the outputs depend on is accepted before they are opened.
    if (this.#record.unchecked > 0) await this.#check();
    // 3. Open them, and accept a batch that contains them, before anyone sees them.
    await this.#round(outputs, outputs, results);
    if (this.#macKey !== null) await this.#check();
  }

  /** Accepts everything opened so far, or ends the run. */
  async #check(): Promise<void> {
    if (this.#macKey === null) throw new TypeError("a check without a MAC key");
    await this.#record.check(this.#session, this.#macKey);
  }

  /** Opens what all `jobs` ask for, in one message to each peer, under a header that names all of `named`. */
  async #round(
    jobs: readonly Registered[],
    named: readonly Registered[],
    results: Map<Registered, Vector>,
  ): Promise<void> {
    const { self, n } = this.#session;
    const round = this.#rounds;
    if (jobs.length === 1) await jobs[0]!.ready;
    else await Promise.all(jobs.map((job) => job.ready));

    // 1. Our shares of everything that is opened, and what we broadcast, in call order.
    const shares = jobs.flatMap((job) => job.masked());
    const elements = jobs.reduce((sum, job) => sum + job.opens, 0);
    const broadcasts = jobs.filter((job) => job.broadcast !== null);
    const labels = named.map((job) => job.label);
    const header = this.#headers.of({ round, elements }, labels);
    const diverged = (peers: readonly number[]) =>
      reportDivergence(
        this.#session.child("diverged"),
        round,
        labels,
        peers,
        this.#options.reportWaitMs,
      );
    const own = broadcasts.filter((job) => job.broadcast!.owner === self);
    const rider = this.#field.encode(join(own.map((job) => job.values())));
    const riderLengths = Array<number>(n).fill(0);
    for (const job of broadcasts) riderLengths[job.broadcast!.owner]! += 8 * job.broadcast!.count;

    // 2. Open. From here on the round counts, and its elements are unchecked.
    const opened = await this.#opener.open(join(shares.map((s) => s.value)), {
      header,
      rider,
      riderLengths,
      diverged,
    });
    this.#rounds++;
    this.#elements += elements;
    if (this.#macKey !== null) this.#append(round, header, opened.values, shares);

    // 3. Nobody acts on a broadcast before all have seen the same.
    if (broadcasts.length > 0)
      await echoOn(this.#session, this.#echoes, this.#echoed++, opened.riders);
    const told = opened.riders.map((raw, sender) =>
      parseFrom(`${this.#session.path}/${ROUNDS}`, sender, raw, (bytes) =>
        this.#field.decode(bytes, bytes.length / 8),
      ),
    );
    deal(jobs, opened.values, told, results);
  }

  #append(round: number, header: Uint8Array, values: Vector, shares: readonly Share[]): void {
    let at = 0;
    for (const { value, mac } of shares) {
      if (mac === null) throw new TypeError("a plain share under the authenticated engine");
      this.#record.append(round, header, values.subarray(at, at + value.length), mac);
      at += value.length;
    }
  }

  #end(reason: Error, underWay: readonly Registered[]): void {
    this.#failure = reason;
    const left = [...underWay, ...this.#queue];
    this.#queue = [];
    this.#open = 0;
    for (const job of left) job.fail(reason);
    this.#options.onFailure(reason);
  }
}

/** Cuts the opened vector and each owner's broadcasts into what belongs to each job. */
function deal(
  jobs: readonly Registered[],
  opened: Vector,
  told: readonly Vector[],
  results: Map<Registered, Vector>,
): void {
  const taken = Array<number>(told.length).fill(0);
  let at = 0;
  for (const job of jobs) {
    const { opens, broadcast } = job;
    if (broadcast === null) {
      results.set(job, opened.subarray(at, at + opens));
      at += opens;
    } else {
      const from = taken[broadcast.owner]!;
      taken[broadcast.owner] = from + broadcast.count;
      results.set(job, told[broadcast.owner]!.subarray(from, from + broadcast.count));
    }
  }
}

/** The vectors one after another; without copying if there is only one. */
function join(parts: readonly Vector[]): Vector {
  if (parts.length === 1) return parts[0]!;
  const out = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
