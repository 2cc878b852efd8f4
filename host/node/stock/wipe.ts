/**
 * Destroying a store. The order matters: the mark first, so that a crash on the way is finished at the next
 * opening; then the keys, without which the segments are noise wherever copies of them lie; then the
 * segments, if the folder is this store's, and the name of its owner; each durable before the next; the mark
 * last.
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
  // What is in memory, once nothing writes keys any more.
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

/** Why a store that is found with the mark that it has is gone. */
export async function epitaphOf(mark: Mark): Promise<string> {
  const state = await mark.read();
  if (state === "generating" || state === "unfinished") return NOT_FINISHED;
  if (state === "check") return "a MAC check was left before it accepted";
  return (await mark.cause()) ?? "its wipe had begun before";
}

/** Of a session's own wipe, where nothing else is said. */
const BY_OWNER = "this party destroyed it";

/**
 * The durable side of a store's MAC key.
 *
 * One exit of the generating session does not wipe: somebody falls silent or leaves, or this process dies, while no
 * check is under way (the mark does not say "check") and batches are settled. Then nothing was sent since the last
 * accepted check that depends on what this party decrypted; paper-notes/overdrive.md has the argument.
 */
export class StoreGuard implements KeyGuard {
  readonly #held: HeldStore;
  /** What the mark says between checks. */
  #resting: MarkState;
  /** Ends what the store holds in memory; set once there is a medium. */
  forget: () => Promise<void> = async () => {};
  /** Changes of the mark, one after another. */
  #last: Promise<unknown> = Promise.resolve();
  /** From the beginning of a check's mark to the end of its removal. */
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

  /** True once a wipe has begun, or the session was cut short: nothing more goes into the store. */
  get ended(): boolean {
    return this.#begun || this.#cut;
  }

  /**
   * Runs `leave` at once, or, if a check is under way, once it has accepted: the peers are in it, too, and would have
   * to destroy their stores. A check that is left otherwise ends the session by itself.
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

  /** What the mark says between checks from here on; durable when this resolves and no check runs. */
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

  /** After a disk error on the way it may be called again; the mark stands until a wipe is complete. */
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
