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
  /** Computes the result from what was opened; kept until `settle`. */
  finish(opened: Vector): void;
  /** Gives the result to the program. */
  settle(): void;
  fail(reason: Error): void;
}

/** The job for the queue, and the promise of its result for whoever called it. */
export function queuedJob<M, T>(
  job: OpeningJob<M, T>,
  call: Call,
  isOutput: boolean,
): { readonly queued: QueuedJob; readonly promise: Promise<T> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let material: M;
  let result: T;
  const ready = job.material.then((m) => {
    material = m;
    queued.supplied = true;
  });
  ready.catch(() => {}); // Waited for when its round comes; it must not count as unhandled before.
  const queued: QueuedJob = {
    isOutput,
    label: job.label,
    id: call.id,
    opens: job.opens,
    broadcast: job.broadcast ?? null,
    ready,
    supplied: false,
    operands: () => describeOperands(call),
    shares: () => job.shares(material),
    values: () => job.broadcast!.values(material),
    finish: (opened) => {
      result = job.finish(new Unchecked(opened), material);
    },
    settle: () => resolve(result),
    fail: (reason) => {
      promise.catch(() => {}); // Whoever left it aside learns of the end from its next call.
      reject(reason);
    },
  };
  return { queued, promise };
}

/** Cuts the opened vector into what belongs to each job, in call order. */
export function dealOpened(
  jobs: readonly QueuedJob[],
  opened: Vector,
  results: Map<QueuedJob, Vector>,
): void {
  let at = 0;
  for (const job of jobs) {
    const whole = job.opens === opened.length;
    results.set(job, whole ? opened : opened.subarray(at, at + job.opens));
    at += job.opens;
  }
}

/** Cuts what each owner broadcast into what belongs to each of its jobs, in call order. */
export function dealBroadcasts(
  jobs: readonly QueuedJob[],
  told: readonly Vector[],
  results: Map<QueuedJob, Vector>,
): void {
  const taken = Array<number>(told.length).fill(0);
  for (const job of jobs) {
    const { owner, count } = job.broadcast!;
    const from = taken[owner]!;
    taken[owner] = from + count;
    results.set(job, told[owner]!.subarray(from, from + count));
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
