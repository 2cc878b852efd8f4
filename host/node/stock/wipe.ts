/**
 * Destroying a store. The order matters: the mark first, so that a crash on the way is finished at the next
 * opening; then the keys, without which the segments are noise wherever copies of them lie; then the
 * segments, if the folder is this store's, and the name of its owner; each durable before the next; the mark
 * last.
 */
import { join } from "node:path";
import type { KeyGuard } from "../../../protocols/mac-key.ts";
import type { MarkState } from "./mark.ts";
import type { HeldStore } from "./places.ts";

export async function wipeStore(
  held: HeldStore,
  epitaph: string,
  forget: () => Promise<void> = async () => {},
): Promise<void> {
  const { files, directory, keyDirectory, books, owner, mark, keyFile } = held;
  const facts = books.facts();
  await mark.set("wiping");
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
  books.bury(epitaph);
  await mark.remove();
}

/** Why a store that was found with this mark is gone. */
export const epitaphOf = (mark: MarkState | null): string =>
  mark === "generating"
    ? "the session that generated it did not finish"
    : mark === "check"
      ? "a MAC check was left before it accepted"
      : "its wipe had begun before";

/** Of a session's own wipe, where nothing else is said. */
const BY_OWNER = "this party destroyed it";

/** The durable side of a store's MAC key. */
export class StoreGuard implements KeyGuard {
  readonly #held: HeldStore;
  /** What the mark says between checks. */
  resting: MarkState = "generating";
  /** Ends what the store holds in memory; set once there is a medium. */
  forget: () => Promise<void> = async () => {};
  #wiping: Promise<void> | null = null;
  #begun = false;
  #reason: string | null = null;

  constructor(held: HeldStore) {
    this.#held = held;
  }

  /** True once a wipe has begun. */
  get wiped(): boolean {
    return this.#begun;
  }

  async mark(): Promise<void> {
    this.#assertNotWiped();
    await this.#held.mark.set("check");
  }

  async unmark(): Promise<void> {
    this.#assertNotWiped();
    await this.#held.mark.set(this.resting);
  }

  /** After a disk error on the way it may be called again; the mark stands until a wipe is complete. */
  wipe(reason?: string): Promise<void> {
    this.#begun = true;
    this.#reason ??= reason ?? (this.resting === "generating" ? epitaphOf("generating") : BY_OWNER);
    this.#wiping ??= wipeStore(this.#held, this.#reason, this.forget).catch((error: unknown) => {
      this.#wiping = null;
      throw error;
    });
    return this.#wiping;
  }

  #assertNotWiped(): void {
    if (this.#begun) throw new Error("the stock's key is destroyed");
  }
}
