/**
 * This party's share α_i of the MAC key, with the discipline that keeps α secret.
 *
 *   one check at a time   From the moment residues open, a rushing cheater may know α while honest
 *                         parties still wait; a second check running then would accept forgeries
 *                         ("Rushing at SPDZ", ePrint 2025/789).
 *   failure is final      Any exit between committing to σ_i and accepting destroys α_i and
 *                         everything made under it, on disk too; nothing happens under this key again.
 */
import type { Scalar } from "../algebra/field.ts";
import { Abort, isSilence, leaveOf } from "../network/abort.ts";

/** What a check needs of a key: the key itself, or a place in its queue. */
export type CheckKey = Pick<
  MacKey,
  "id" | "share" | "dead" | "guard" | "exclusively" | "destroyAfter"
>;

/** The durable side of a MAC key: the mark next to the store, and the wiping of both. */
export interface KeyGuard {
  /**
   * "Check in progress", durable when this resolves; a commitment to σ_i is sent next, and who leaves from the call to
   * unmark costs everybody everything.
   */
  mark(): Promise<void>;
  /** Removes the mark, durably when this resolves: the check accepted. */
  unmark(): Promise<void>;
  /**
   * Writes the mark durably if it is not there; destroys α_i, HE keys and the whole store; makes that
   * durable; removes the mark last. Idempotent: an interrupted wipe is taken up where it stopped, for its
   * first reason. `reason`, the failure in short, is what the store's owner is told later. `marked` runs once the
   * mark is durable: from there on nothing, a crash included, makes the key usable again.
   */
  wipe(reason?: string, marked?: () => void): Promise<void>;
  /**
   * Somebody is gone, and that is all (isSilence). True if what is held durably may outlive that: no check is under
   * way, and all of it was accepted, and settled with the others, before; nothing is marked or added after it.
   * False, or no such method: wipe.
   */
  cutShort?(): boolean;
}

/** For keys that live in memory only. */
export const memoryGuard: KeyGuard = {
  mark: async () => {},
  unmark: async () => {},
  wipe: async (_reason, marked) => marked?.(),
};

export class MacKey {
  /** Hash of the public transcript of key generation, or the dealer's random bytes; hexadecimal. */
  readonly id: string;
  readonly #share: Scalar;
  readonly #guard: KeyGuard;
  #last: Promise<unknown> = Promise.resolve();
  /** Checks of sections that failed beside them. */
  #left: Promise<unknown> = Promise.resolve();
  #dead = false;
  #wiping: Promise<void> | null = null;
  /** Why it was destroyed. */
  #cause: { readonly failure: unknown } | null = null;
  #forgotten = false;
  readonly #made = new Set<() => void>();
  #tell: (failure: unknown) => void = () => {};

  constructor(id: string, share: Scalar, guard: KeyGuard = memoryGuard) {
    this.id = id;
    this.#share = share;
    this.#guard = guard;
  }

  /** α_i, in [0, p). Throws once the key is destroyed or forgotten. */
  get share(): Scalar {
    this.#assertUsable();
    return this.#share;
  }

  /** True once a check has failed or was left. */
  get dead(): boolean {
    return this.#dead;
  }

  get guard(): KeyGuard {
    return this.#guard;
  }

  /**
   * Runs `check` once every earlier one under this key has accepted; rejects with the first failure if
   * one did not, and once the key is destroyed. Call in the same order at every party.
   */
  exclusively<T>(check: () => Promise<T>): Promise<T> {
    const run = this.#last.then(() => {
      this.#assertUsable();
      return check();
    });
    run.catch(() => {}); // The caller gets the rejection; here it only poisons the queue.
    this.#last = run;
    return run;
  }

  /**
   * One place in the queue, taken at once, for all checks that `work` makes with the key it is given; checks
   * called later wait until `work` ends. For what makes several checks at a time of its own: whoever else
   * checks under this key meets it at the same point at every party.
   */
  section<T>(work: (key: CheckKey) => Promise<T>): Promise<T> {
    return this.exclusively(async () => {
      const place = new Place(this);
      try {
        const result = await work(place);
        await place.end();
        return result;
      } catch (failure) {
        // Who is found cheating must not keep the failure back by leaving a check of ours unanswered.
        this.#left = Promise.all([this.#left, place.end()]);
        throw failure;
      }
    });
  }

  /** Resolves once no check runs and no wipe is under way, however they ended. */
  async settled(): Promise<void> {
    for (let last: unknown = null; last !== this.#last; ) {
      last = this.#last;
      await this.#last.catch(() => {});
    }
    await this.#left;
    await this.#wiping?.catch(() => {});
  }

  /** `zero` runs when the key is destroyed: what was made under it and lies in memory goes with it. */
  whenDestroyed(zero: () => void): void {
    if (this.#dead) zero();
    else this.#made.add(zero);
  }

  /**
   * `tell` runs when a failure destroys the key, before the wipe is complete but not before it is certain: the
   * peers need not wait for our disk, nor take us for silent, and a crash in between is finished by the next start.
   */
  whenFailed(tell: (failure: unknown) => void): void {
    this.#tell = tell;
  }

  /** The orderly end of a session: zeroes α_i in memory and keeps what the guard holds. Idempotent. */
  forget(): void {
    this.#forgotten = true;
    this.#share.fill(0n);
  }

  /**
   * Destroys α_i in memory at once, then whatever the guard holds durably. May be called again: after a
   * wipe that failed it tries once more. `reason` without secrets: it is kept.
   */
  destroy(reason?: string): Promise<void> {
    return this.#destroy(reason, () => {});
  }

  #destroy(reason: string | undefined, marked: () => void): Promise<void> {
    this.#end();
    this.#wiping ??= this.#guard.wipe(reason, marked).catch((failure: unknown) => {
      this.#wiping = null;
      throw failure;
    });
    return this.#wiping;
  }

  /**
   * The end of the key because of `failure`: as destroy; but where somebody is merely gone the guard may say that
   * only memory is to be cleared.
   */
  async endAfter(failure: unknown): Promise<void> {
    this.#end();
    if (isSilence(failure) && this.#guard.cutShort?.() === true) return;
    await this.#destroy(inShort(failure), () => this.#tell(failure));
  }

  /**
   * The way out of a check that failed or was left, and of the making of items: endAfter, then throws `failure`; or
   * the first one, where this is not it: what was under way beside it fails for want of the key. A wipe that fails
   * does not hide it: the mark stays, the next start wipes, and the message says so.
   */
  async destroyAfter(failure: unknown): Promise<never> {
    const isFirst = this.#cause === null;
    this.#cause ??= { failure };
    const { failure: first } = this.#cause;
    try {
      // What somebody is caught at destroys everything, also after a mere silence.
      await this.endAfter(failure instanceof Abort && !isSilence(failure) ? failure : first);
    } catch (wipeFailure) {
      if (isFirst && first instanceof Error) {
        first.cause ??= wipeFailure;
        first.message += `; the store is not wiped yet: ${(wipeFailure as Error).message}`;
      }
    }
    throw first;
  }

  /** In memory. */
  #end(): void {
    this.#dead = true;
    this.#share.fill(0n);
    for (const zero of this.#made) zero();
    this.#made.clear();
  }

  #assertUsable(): void {
    if (this.#dead) throw destroyed();
    if (this.#forgotten) throw new Error("the MAC key is forgotten: its session has ended");
  }
}

/** A place in a key's queue: checks within it run one after another, and none once it is given up. */
class Place implements CheckKey {
  readonly #key: MacKey;
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(key: MacKey) {
    this.#key = key;
  }

  get id(): string {
    return this.#key.id;
  }

  get share(): Scalar {
    return this.#key.share;
  }

  get dead(): boolean {
    return this.#key.dead;
  }

  get guard(): KeyGuard {
    return this.#key.guard;
  }

  exclusively<T>(check: () => Promise<T>): Promise<T> {
    if (this.#ended)
      return Promise.reject(new Error("a check after its place in the key's queue was given up"));
    const run = this.#last.then(() => {
      if (this.#key.dead) throw destroyed();
      return check();
    });
    run.catch(() => {}); // As above.
    this.#last = run;
    return run;
  }

  destroyAfter(failure: unknown): Promise<never> {
    return this.#key.destroyAfter(failure);
  }

  /** No more checks; resolves once those called have ended. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last.catch(() => {});
  }
}

/** Without what a message might quote from a peer; a notice is put in words of our own. */
export function inShort(failure: unknown): string {
  if (failure instanceof Abort) {
    const named = failure.culprits.map((c) => ` P${c}`).join("");
    const heard = failure.code === "peer-aborted" && failure.detail !== "";
    return `${failure.code}${named}${heard ? `: ${failure.detail}` : ""}`;
  }
  const leave = leaveOf(failure);
  if (leave !== null) return `this party left: ${leave}`;
  const { code } = failure instanceof Error ? (failure as { code?: unknown }) : {};
  const known = typeof code === "string" && /^[A-Z_a-z-]{1,40}$/.test(code);
  return `an error of this party${known ? ` (${code})` : ""}`;
}

const destroyed = (): Error =>
  new Error("the MAC key is destroyed: a check under it failed or was left");
