/**
 * This party's share α_i of the MAC key, with the rules that keep α secret.
 *
 *   one check at a time   Once residues open, a rushing cheater may know α while honest parties still
 *                         wait. A second check at this time would accept forgeries
 *                         ("Rushing at SPDZ", ePrint 2025/789).
 *   failure is final      Any exit between committing to σ_i and accepting destroys α_i and
 *                         everything made under it, on disk too. This key is never used again.
 */
import type { Scalar } from "../algebra/field.ts";
import { Abort, isSilence, leaveOf } from "../network/abort.ts";

/** What a check needs of a key: the key itself, or a position in its queue. */
export type CheckKey = Pick<
  MacKey,
  "id" | "share" | "dead" | "guard" | "exclusively" | "destroyAfter"
>;

/** The durable side of a MAC key: the mark next to the store, and the wiping of both. */
export interface KeyGuard {
  /**
   * Writes the mark "check in progress", which is durable when this resolves. A commitment to σ_i is sent next. If any
   * party leaves between this call and unmark, all parties lose everything under the key.
   */
  mark(): Promise<void>;
  /** Removes the mark after the check has accepted. This is durable when it resolves. */
  unmark(): Promise<void>;
  /**
   * Writes the mark durably if it is not there; destroys α_i, HE keys and the whole store; makes that
   * durable; removes the mark last. Idempotent: an interrupted wipe continues where it stopped, for its
   * first reason. `reason` is the failure in short, which the store's owner is told later. `marked` runs once the
   * mark is durable. After that nothing makes the key usable again, not even a crash.
   */
  wipe(reason?: string, marked?: () => void): Promise<void>;
  /**
   * Called if a party is gone and nothing else happened (isSilence). True if what is held durably may stay: no check is
   * under way, all of it was accepted and settled with the others before, and nothing is marked or added after it. If
   * it is false, or there is no such method, the caller wipes.
   */
  cutShort?(): boolean;
}

/** For keys that are kept in memory only. */
export const memoryGuard: KeyGuard = {
  mark: async () => {},
  unmark: async () => {},
  wipe: async (_reason, marked) => marked?.(),
};

/**
 * α_i, this party's share of the MAC key, and whether it may still be used: after a failed check
 * it may not.
 */
export class MacKey {
  /** Hash of the public transcript of key generation, or the dealer's random bytes; hexadecimal. */
  readonly id: string;
  readonly #share: Scalar;
  readonly #guard: KeyGuard;
  #last: Promise<unknown> = Promise.resolve();
  /** Checks of sections whose work failed while the checks ran. */
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
   * Runs `check` once every earlier one under this key has accepted. If one did not, it rejects with the first
   * failure. It also rejects once the key is destroyed. Call it in the same order at every party.
   */
  exclusively<T>(check: () => Promise<T>): Promise<T> {
    const run = this.#last.then(() => {
      this.#assertUsable();
      return check();
    });
    run.catch(() => {}); // The caller gets the rejection; later checks in the queue fail with it.
    this.#last = run;
    return run;
  }

  /**
   * Takes one position in the queue at once, for all checks that `work` makes with the key that it is given. Checks
   * that are called later wait until `work` ends. This is for work that makes several checks: their order among the
   * other checks under this key is then the same at every party.
   */
  section<T>(work: (key: CheckKey) => Promise<T>): Promise<T> {
    return this.exclusively(async () => {
      const place = new Place(this);
      try {
        const result = await work(place);
        await place.end();
        return result;
      } catch (failure) {
        // A cheater that is found must not delay the failure by leaving a check of ours unanswered.
        this.#left = Promise.all([this.#left, place.end()]);
        throw failure;
      }
    });
  }

  /** Resolves once no check runs and no wipe is under way, whether they succeeded or failed. */
  async settled(): Promise<void> {
    for (let last: unknown = null; last !== this.#last; ) {
      last = this.#last;
      await this.#last.catch(() => {});
    }
    await this.#left;
    await this.#wiping?.catch(() => {});
  }

  /** `zero` runs when the key is destroyed. It must zero what was made under the key and is in memory. */
  whenDestroyed(zero: () => void): void {
    if (this.#dead) zero();
    else this.#made.add(zero);
  }

  /**
   * `tell` runs when a failure destroys the key. By then the wipe is certain, but perhaps not complete. So peers need
   * not wait for our disk, and do not consider us silent. After a crash in between the next start completes the wipe.
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
   * Destroys α_i in memory at once, then everything that the guard holds durably. It may be called again: after a
   * wipe that failed it tries once more. `reason` must have no secrets, as it is kept.
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
   * Ends the key because of `failure`, as destroy. If a party is merely gone, the guard may say that only memory is to
   * be cleared.
   */
  async endAfter(failure: unknown): Promise<void> {
    this.#end();
    if (isSilence(failure) && this.#guard.cutShort?.() === true) return;
    await this.#destroy(inShort(failure), () => this.#tell(failure));
  }

  /**
   * The exit from a check that failed or was left, and from the making of items. Calls endAfter, then throws the first
   * failure under this key. `failure` may be a later one, as other work under way fails without the key. A failed wipe
   * does not hide the first failure: the mark stays, the next start wipes, and the message says so.
   */
  async destroyAfter(failure: unknown): Promise<never> {
    const isFirst = this.#cause === null;
    this.#cause ??= { failure };
    const { failure: first } = this.#cause;
    try {
      // If a cheater is caught everything is destroyed, also after a mere silence.
      await this.endAfter(failure instanceof Abort && !isSilence(failure) ? failure : first);
    } catch (wipeFailure) {
      if (isFirst && first instanceof Error) {
        first.cause ??= wipeFailure;
        first.message += `; the store is not wiped yet: ${(wipeFailure as Error).message}`;
      }
    }
    throw first;
  }

  /** Ends the key in memory. */
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

/** A position in a key's queue. Its checks run one after another; none starts after `end`. */
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
      return Promise.reject(new Error("a check after its section of the key's queue has ended"));
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

  /** Allows no more checks. Resolves once the checks that were called have ended. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last.catch(() => {});
  }
}

/** The failure in short, without text that a peer may have sent; a notice is in our own words. */
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
