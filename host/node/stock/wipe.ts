/**
 * Destroys a store. The order matters, and each step is durable before the next:
 *
 *   1. The mark is set, so that after a crash the next opening finishes the wipe.
 *   2. The keys are destroyed. Without them the segments and all their copies are noise.
 *   3. If the folder is this store's, the segments are removed, and then the name of its owner.
 *   4. The ledger forgets the store, and the mark is removed.
 */
import { join } from "node:path";
import type { KeyGuard } from "../../../protocols/mac-key.ts";
import { noticingFullDisk } from "./full-disk.ts";
import { isUsable, type Mark, type MarkState } from "./mark.ts";
import type { HeldStore } from "./places.ts";

export async function wipeStore(
  held: HeldStore,
  epitaph: string,
  forget: () => Promise<void> = async () => {},
  marked: () => void = () => {},
): Promise<void> {
  const { files, directory, keyDirectory, ledger, owner, mark, keyFile } = held;
  const facts = ledger.facts();
  await mark.set("wiping", epitaph);
  marked();
  // Zeroes what is in memory, once nothing writes keys any more.
  await forget();
  await keyFile.destroy();
  await files.fsyncDirectory(keyDirectory);
  if (facts !== null && (await owner.is(facts))) {
    const names = await files.list(directory);
    for (const name of names)
      if (name.endsWith(".segment") || name === "reservations")
        await files.unlink(join(directory, name));
    await files.fsyncDirectory(directory);
    await owner.release();
    await files.fsyncDirectory(directory);
  }
  ledger.bury(epitaph);
  await mark.remove();
}

const NOT_FINISHED = "the session that generated it did not finish";

/** Why a store that is found with this mark is gone. */
export async function epitaphOf(mark: Mark): Promise<string> {
  const state = await mark.read();
  if (state === "generating" || state === "unfinished") return NOT_FINISHED;
  if (state === "check") return "a MAC check was left before it accepted";
  return (await mark.cause()) ?? "its wipe had begun before";
}

/** The epitaph if a session wipes its own store and gives no reason. */
const BY_OWNER = "this party destroyed it";

/**
 * The durable side of a store's MAC key.
 *
 * One end of the generating session does not wipe: somebody falls silent or leaves, or this process dies, while no
 * check is under way (the mark does not say "check") and batches are settled. Since the last accepted check, nothing
 * was then sent that depends on what this party decrypted. paper-notes/overdrive.md has the argument.
 */
export class StoreGuard implements KeyGuard {
  readonly #held: HeldStore;
  /** What the mark says between checks. */
  #resting: MarkState;
  /** Zeroes what the store holds in memory. */
  forget: () => Promise<void> = async () => {};
  /** The last change of the mark: changes run one after another. */
  #last: Promise<unknown> = Promise.resolve();
  /** True from the start of setting a check's mark to the end of removing it. */
  #inCheck = false;
  #leave: () => void = () => {};
  #wiping: Promise<void> | null = null;
  #begun = false;
  #cut = false;
  #reason: string | null = null;

  constructor(held: HeldStore, resting: MarkState) {
    this.#held = held;
    this.#resting = resting;
  }

  /** True once a wipe has begun or the session was cut short. Nothing more is put into the store then. */
  get ended(): boolean {
    return this.#begun || this.#cut;
  }

  /**
   * Runs `leave` at once, or, if a check is under way, once it has accepted. The peers are in that check too, and would
   * have to destroy their stores. A check that ends in another way ends the session by itself.
   */
  leaveOutsideOfChecks(leave: () => void): void {
    if (this.#inCheck) this.#leave = leave;
    else leave();
  }

  async mark(): Promise<void> {
    this.#assertAlive();
    this.#inCheck = true;
    await this.#write("check");
  }

  async unmark(): Promise<void> {
    this.#assertAlive();
    await this.#write(this.#resting);
    this.#inCheck = false;
    this.#leave();
  }

  /** Sets what the mark says between checks from here on. Durable when this resolves and no check runs. */
  async rest(state: MarkState): Promise<void> {
    this.#assertAlive();
    this.#resting = state;
    if (!this.#inCheck) await this.#write(state);
  }

  cutShort(): boolean {
    if (this.#begun || this.#inCheck || !isUsable(this.#resting)) return false;
    this.#cut = true;
    return true;
  }

  /** After a disk error it may be called again. The mark stays until a wipe is complete. */
  wipe(reason?: string, marked?: () => void): Promise<void> {
    this.#begun = true;
    this.#reason ??= this.#epitaph(reason);
    this.#wiping ??= this.#inTurn(() =>
      wipeStore(this.#held, this.#reason!, () => this.forget(), marked),
    ).catch((error: unknown) => {
      this.#wiping = null;
      throw error;
    });
    return this.#wiping;
  }

  #epitaph(reason: string | undefined): string {
    if (reason === undefined) return isUsable(this.#resting) ? BY_OWNER : NOT_FINISHED;
    if (reason === "mac-check-failed") return "a MAC check failed";
    const checked = this.#inCheck || this.#resting === "clear";
    return checked ? `a MAC check was left: ${reason}` : `its making ended: ${reason}`;
  }

  #write(state: MarkState): Promise<void> {
    const { mark, keyDirectory } = this.#held;
    return this.#inTurn(() => noticingFullDisk(keyDirectory, () => mark.set(state)));
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const run = this.#last.then(step);
    this.#last = run.catch(() => {});
    return run;
  }

  #assertAlive(): void {
    if (this.#begun) throw new Error("the stock's key is destroyed");
    if (this.#cut) throw new Error("the session that fills this stock was cut short");
  }
}
