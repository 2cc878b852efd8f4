/**
 * Lanes run the first two stages of a batch, which take nearly all the computation. A lane is in this thread, or in
 * another one of this party (host/node/lanes). A lane finishes what it has begun. The result comes back to this thread,
 * which accepts it in the one queue of checks.
 */
import { Abort } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { echo } from "../protocols/echo.ts";

/** LOCAL: more lanes than are of use; the number fits in a byte. */
export const MAX_LANES = 64;

/**
 * Registers what a stage works on, and returns it. If the keys end or the stage fails, all vectors in it are zeroed,
 * also those that were added later.
 */
export type Hold = <T>(work: T) => T;

/** The two stages of one kind of batch, with the keys that they use. */
export interface Steps<Plan, Raw> {
  begin(session: Session, plan: Plan, hold: Hold): Promise<unknown>;
  finish(session: Session, begun: unknown, hold: Hold): Promise<Raw>;
}

/** By kind of batch. Plans and raw batches are data that another thread can take. */
export type StepsOf<Plans, Raw> = {
  readonly [K in keyof Plans & keyof Raw]: Steps<Plans[K], Raw[K]>;
};

export interface Lane<Plans, Raw> {
  /** The result stands for what was begun. The caller gives it to `finish` once, with the same session and kind. */
  begin<K extends keyof Plans & keyof Raw & string>(
    session: Session,
    what: K,
    plan: Plans[K],
  ): Promise<unknown>;
  finish<K extends keyof Plans & keyof Raw & string>(
    session: Session,
    what: K,
    begun: unknown,
  ): Promise<Raw[K]>;
  /** Zeroes what the lane holds, its keys too. What is under way there fails. Idempotent. */
  wipe(): void;
}

/** Opens lanes in other threads. */
export interface Threads<Keys, Plans, Raw> {
  /** The largest number of lanes. */
  readonly count: number;
  /** Resolves once all lanes have the keys. */
  open(keys: Keys, lanes: number): Promise<Lane<Plans, Raw>[]>;
}

/** The lane in this thread. */
export class OwnLane<Plans, Raw> implements Lane<Plans, Raw> {
  readonly #steps: StepsOf<Plans, Raw>;
  readonly #wipeKeys: () => void;
  /** Batches that were begun, and what running stages hold. */
  readonly #underWay = new Set<unknown>();
  #wiped = false;

  constructor(steps: StepsOf<Plans, Raw>, wipeKeys: () => void) {
    this.#steps = steps;
    this.#wipeKeys = wipeKeys;
  }

  async begin<K extends keyof Plans & keyof Raw & string>(
    session: Session,
    what: K,
    plan: Plans[K],
  ): Promise<unknown> {
    const begun = await this.#stage((hold) => this.#steps[what].begin(session, plan, hold));
    this.#underWay.add(begun);
    return begun;
  }

  async finish<K extends keyof Plans & keyof Raw & string>(
    session: Session,
    what: K,
    begun: unknown,
  ): Promise<Raw[K]> {
    const raw = await this.#stage((hold) => this.#steps[what].finish(session, begun, hold));
    this.#underWay.delete(begun);
    return raw;
  }

  async #stage<T>(work: (hold: Hold) => Promise<T>): Promise<T> {
    const scope: unknown[] = [];
    this.#underWay.add(scope);
    try {
      const made = await work((held) => {
        scope.push(held);
        return held;
      });
      if (this.#wiped) {
        zeroVectors(made);
        throw new Error("the keys are destroyed");
      }
      return made;
    } catch (failure) {
      zeroVectors(scope);
      throw failure;
    } finally {
      this.#underWay.delete(scope);
    }
  }

  wipe(): void {
    this.#wiped = true;
    this.#wipeKeys();
    for (const held of this.#underWay) zeroVectors(held);
    this.#underWay.clear();
  }
}

/**
 * How many lanes all parties use: the smallest number that one of them has. The numbers are echoed. If a party told
 * peers different numbers, they would otherwise send each other more ahead than agreed upon. Takes `label` and
 * "LABEL-echo" of the session.
 *
 * @throws Abort "malformed-message" naming the parties with no lanes, or too many; "inconsistent-broadcast".
 */
export async function agreedLanes(session: Session, label: string, own: number): Promise<number> {
  const all = await session.exchange(label, Uint8Array.of(Math.min(own, MAX_LANES)));
  const told = all.map((raw) => raw[0] ?? 0);
  const wrong = told.flatMap((lanes, party) => (lanes >= 1 && lanes <= MAX_LANES ? [] : [party]));
  if (wrong.length > 0)
    throw new Abort("malformed-message", session.path, wrong, `not 1 to ${MAX_LANES} lanes`);
  await echo(session, `${label}-echo`, all);
  return Math.min(...told);
}

/** Zeroes every vector in what a batch under way holds. */
export function zeroVectors(held: unknown): void {
  if (held instanceof BigUint64Array) held.fill(0n);
  else if (Array.isArray(held)) for (const each of held) zeroVectors(each);
  else if (typeof held === "object" && held !== null)
    for (const each of Object.values(held)) zeroVectors(each);
}
