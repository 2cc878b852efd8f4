/** Jobs as the loop of rounds.ts queues them: without their types, and with what a round gives to each. */
import type { Vector } from "../algebra/field.ts";
import type { Opening } from "../protocols/share.ts";
import type { Words } from "./mix.ts";
import { type Call, describeOperands, type OpeningJob } from "./opening-job.ts";
import { Unchecked } from "./unchecked.ts";

export interface QueuedJob {
  /** Asks for a round of outputs, between two checks. */
  readonly isOutput: boolean;
  readonly label: string;
  /** Of the program's call. */
  readonly id: Words;
  readonly opens: number;
  readonly broadcast: { readonly owner: number; readonly count: number } | null;
  /** Resolves when the material is there. */
  readonly ready: Promise<unknown>;
  /** The material is there. A field, as an accessor costs microseconds in each object made. */
  supplied: boolean;
  /** In words. */
  operands(): string;
  shares(): readonly Opening[];
  /** What this party broadcasts; called at the owner only. */
  values(): Vector;
  /** What its round has brought: what was opened, or what its owner has broadcast. Set before `finish`. */
  told: Vector | null;
  /** Computes the result from that; kept until `settle`. */
  finish(): void;
  /** Gives the result to the program. */
  settle(): void;
  fail(reason: Error): void;
}

/** A job for the queue, with the promise of its result for whoever called it. */
export class Queued<M, T> implements QueuedJob {
  readonly promise: Promise<T>;
  readonly isOutput: boolean;
  readonly label: string;
  readonly id: Words;
  readonly opens: number;
  readonly broadcast: QueuedJob["broadcast"];
  readonly ready: Promise<M>;
  supplied = false;
  told: Vector | null = null;
  readonly #job: OpeningJob<M, T>;
  readonly #call: Call;
  readonly #resolve: (result: T) => void;
  readonly #reject: (reason: Error) => void;
  #material: M | undefined;
  #result: T | undefined;

  constructor(job: OpeningJob<M, T>, call: Call, isOutput: boolean) {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.promise = promise;
    this.isOutput = isOutput;
    this.label = job.label;
    this.id = call.id;
    this.opens = job.opens;
    this.broadcast = job.broadcast ?? null;
    this.ready = job.material;
    this.#job = job;
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    // A failure is seen when its round comes; it must not count as unhandled before.
    job.material.then((material) => {
      this.#material = material;
      this.supplied = true;
    }, IGNORED);
  }

  operands(): string {
    return describeOperands(this.#call);
  }

  shares(): readonly Opening[] {
    return this.#job.shares(this.#material!);
  }

  values(): Vector {
    return this.#job.broadcast!.values(this.#material!);
  }

  finish(): void {
    this.#result = this.#job.finish(new Unchecked(this.told!), this.#material!);
  }

  settle(): void {
    this.#resolve(this.#result!);
  }

  fail(reason: Error): void {
    this.promise.catch(IGNORED); // Whoever left it aside learns of the end from its next call.
    this.#reject(reason);
  }
}

const IGNORED = () => {};

/** Cuts the opened vector into what belongs to each job, in call order. */
export function dealOpened(jobs: readonly QueuedJob[], opened: Vector): void {
  let at = 0;
  for (const job of jobs) {
    const whole = job.opens === opened.length;
    job.told = whole ? opened : opened.subarray(at, at + job.opens);
    at += job.opens;
  }
}

/** Cuts what each owner broadcast into what belongs to each of its jobs, in call order. */
export function dealBroadcasts(jobs: readonly QueuedJob[], told: readonly Vector[]): void {
  const taken = Array<number>(told.length).fill(0);
  for (const job of jobs) {
    const { owner, count } = job.broadcast!;
    const from = taken[owner]!;
    taken[owner] = from + count;
    job.told = told[owner]!.subarray(from, from + count);
  }
}

/** The vectors one after another; without copying if there is only one. */
export function join(parts: readonly Vector[]): Vector {
  if (parts.length === 1) return parts[0]!;
  const out = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
