/**
 * The mark of a store: a small file that says whether the store's keys may still be used. If they may not, a process
 * that finds the mark wipes the store first.
 */
import { dirname } from "node:path";
import type { Files } from "./files.ts";

/**
 * clear: usable.
 * unfinished: usable, but the session that makes the store goes on or was cut short. Its last batch may be missing at
 * another party.
 * generating: the session has stored nothing yet.
 * check: residues of a MAC check may have been opened.
 * wiping: a wipe has begun.
 */
export type MarkState = "clear" | "unfinished" | "generating" | "check" | "wiping";

const STATES: readonly string[] = [
  "clear",
  "unfinished",
  "generating",
  "check",
] satisfies MarkState[];

/** True if a process that finds this mark, under the store's lock, may spend. */
export const isUsable = (mark: MarkState | null): boolean =>
  mark === "clear" || mark === "unfinished";

const BYTES = 16;
/** Characters of the cause of a wipe, which a crash during the wipe must not lose. */
const MAX_CAUSE = 400;
function encode(state: MarkState, cause: string): Uint8Array {
  const tail = cause === "" ? "" : cause.slice(0, MAX_CAUSE).padEnd(MAX_CAUSE);
  return new TextEncoder().encode(state.padEnd(BYTES) + tail);
}

export class Mark {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Null if there is no mark; "wiping" if the mark cannot be read. */
  async read(): Promise<MarkState | null> {
    const bytes = await this.#files.read(this.#path);
    if (bytes === null) return null;
    const text = new TextDecoder().decode(bytes.subarray(0, BYTES)).trimEnd();
    return STATES.includes(text) ? (text as MarkState) : "wiping";
  }

  /** The cause that "wiping" was set with; null if it is unknown. */
  async cause(): Promise<string | null> {
    const bytes = await this.#files.read(this.#path);
    const text = new TextDecoder().decode(bytes?.subarray(BYTES) ?? new Uint8Array(0)).trimEnd();
    return text === "" ? null : text;
  }

  /** Durable when this resolves. Overwrites the file in place, so it needs new space only the first time. */
  async set(state: MarkState, cause = ""): Promise<void> {
    if ((await this.#files.size(this.#path)) === null) {
      await this.#files.create(this.#path, encode(state, cause));
      await this.#files.fsync(this.#path);
      await this.#files.fsyncDirectory(dirname(this.#path));
    } else {
      await this.#files.writeAt(this.#path, 0, encode(state, cause));
      await this.#files.fsync(this.#path);
    }
  }

  /** The last step of a wipe. */
  async remove(): Promise<void> {
    await this.#files.unlink(this.#path);
    await this.#files.fsyncDirectory(dirname(this.#path));
  }
}
