/**
 * The mark of a store: one small file whose content says whether its keys may still be used. Where it says
 * that they may not, what finds it wipes first.
 */
import { dirname } from "node:path";
import type { Files } from "./files.ts";

/**
 * clear: usable. unfinished: usable, but the session that makes the store goes on or was cut short, so that
 * what it laid down last may be missing at another party. generating: it has laid down nothing yet. check:
 * residues of a MAC check may have been opened. wiping: a wipe has begun.
 */
export type MarkState = "clear" | "unfinished" | "generating" | "check" | "wiping";

const STATES: readonly string[] = [
  "clear",
  "unfinished",
  "generating",
  "check",
] satisfies MarkState[];

/** Whether who finds this mark, under the store's lock, may spend. */
export const isUsable = (mark: MarkState | null): boolean =>
  mark === "clear" || mark === "unfinished";

const BYTES = 16;
/** Of why a wipe has begun: a crash within it must not lose the cause. */
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

  /** Null if there is no mark; "wiping" if there is one that cannot be read. */
  async read(): Promise<MarkState | null> {
    const bytes = await this.#files.read(this.#path);
    if (bytes === null) return null;
    const text = new TextDecoder().decode(bytes.subarray(0, BYTES)).trimEnd();
    return STATES.includes(text) ? (text as MarkState) : "wiping";
  }

  /** Of "wiping": the cause that it was set with; null if it is unknown. */
  async cause(): Promise<string | null> {
    const bytes = await this.#files.read(this.#path);
    const text = new TextDecoder().decode(bytes?.subarray(BYTES) ?? new Uint8Array(0)).trimEnd();
    return text === "" ? null : text;
  }

  /** Durable when this resolves. In place: takes no new space but the first time. */
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
