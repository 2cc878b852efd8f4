/**
 * How often a store's keys have changed, stored with its segments. A key file with a lower count was restored from an
 * old copy, and would hand out items again. The count is not synced at every change: it may be behind the keys, but
 * never ahead of them.
 */
import type { Files } from "./files.ts";

const SLOT = 16;

export class ReservationCount {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** The caller syncs the directory. */
  async create(): Promise<void> {
    await this.#files.unlink(this.#path);
    await this.#files.create(this.#path, new Uint8Array(2 * SLOT));
    await this.#files.fsync(this.#path);
  }

  /** To be called once the keys of `sequence` are durable. */
  async write(sequence: number): Promise<void> {
    const slot = new BigUint64Array([BigInt(sequence), ~BigInt(sequence)]);
    const bytes = new Uint8Array(slot.buffer);
    await this.#files.writeAt(this.#path, (sequence % 2) * SLOT, bytes);
  }

  async sync(): Promise<void> {
    await this.#files.fsync(this.#path);
  }

  /** The largest count that was written whole; null if the file is missing. */
  async read(): Promise<number | null> {
    const bytes = await this.#files.read(this.#path);
    if (bytes === null || bytes.length !== 2 * SLOT) return null;
    const words = new BigUint64Array(bytes.slice().buffer);
    const whole = [0, 2].filter((k) => words[k] === BigInt.asUintN(64, ~words[k + 1]!));
    return Math.max(0, ...whole.map((k) => Number(words[k])));
  }
}
