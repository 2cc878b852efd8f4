/**
 * Whose segments a folder holds: a small file among them names the store, so that keys are never used with,
 * or wiped together with, another store's segments. Durable before the first segment is written, and removed
 * after the last.
 */
import { dirname } from "node:path";
import { StockRefused } from "../../../items/stock-refused.ts";
import type { Files } from "./files.ts";
import type { StoreFacts } from "./store-ledger.ts";

const FORM = /^([0-9a-f]{32}) party \d+\n$/;

/** Stores of one session differ by party alone. */
const nameOf = ({ storeId, party }: StoreFacts): string => `${storeId} party ${party}\n`;

export class FolderOwner {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Null if the folder is nobody's; a file that a crash has torn names nobody. */
  async #read(): Promise<string | null> {
    const text = new TextDecoder().decode((await this.#files.read(this.#path)) ?? undefined);
    return FORM.test(text) ? text : null;
  }

  /** True if some store's segments may lie here. */
  async isTaken(): Promise<boolean> {
    if ((await this.#read()) !== null) return true;
    const names = await this.#files.list(dirname(this.#path));
    return names.some((name) => name.endsWith(".segment"));
  }

  async is(facts: StoreFacts): Promise<boolean> {
    return (await this.#read()) === nameOf(facts);
  }

  /**
   * StockRefused "foreign" if the folder is another store's than that of `facts`, or, unless `orNobody`,
   * nobody's.
   */
  async assertIs(facts: StoreFacts, keyDirectory: string, orNobody: boolean): Promise<void> {
    const owner = await this.#read();
    if (owner === nameOf(facts) || (orNobody && owner === null)) return;
    const has = owner === null ? "no stock's" : "another stock's";
    throw new StockRefused(
      "foreign",
      `${dirname(this.#path)} holds ${has} segments, not those whose keys lie in ${keyDirectory}: folder and keys must belong together`,
    );
  }

  /** Durable when this resolves. Rejects (EEXIST) if another was quicker. */
  async claim(facts: StoreFacts): Promise<void> {
    const owner = await this.#read();
    if (owner !== nameOf(facts)) {
      if (owner === null) await this.#files.unlink(this.#path);
      await this.#files.create(this.#path, new TextEncoder().encode(nameOf(facts)));
    }
    await this.#files.fsync(this.#path);
    await this.#files.fsyncDirectory(dirname(this.#path));
  }

  /** The caller syncs the directory. */
  async release(): Promise<void> {
    await this.#files.unlink(this.#path);
  }
}
