/**
 * Whose segments a folder holds. A small file in it names the store. So keys are never used with another store's
 * segments, and those are never wiped together with these keys. The file is durable before the first segment is
 * written, and is removed after the last.
 */
import { dirname } from "node:path";
import { StockRefused } from "../../../items/stock-refused.ts";
import type { Files } from "./files.ts";
import type { StoreFacts } from "./store-ledger.ts";

const FORM = /^([0-9a-f]{32}) party \d+\n$/;

/** The stores of one session differ only in the party. */
const nameOf = ({ storeId, party }: StoreFacts): string => `${storeId} party ${party}\n`;

export class FolderOwner {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Null if the folder belongs to no store. A file that a crash left incomplete names no store. */
  async #read(): Promise<string | null> {
    const text = new TextDecoder().decode((await this.#files.read(this.#path)) ?? undefined);
    return FORM.test(text) ? text : null;
  }

  /** True if the folder may hold a store's segments. */
  async isTaken(): Promise<boolean> {
    if ((await this.#read()) !== null) return true;
    const names = await this.#files.list(dirname(this.#path));
    return names.some((name) => name.endsWith(".segment"));
  }

  async is(facts: StoreFacts): Promise<boolean> {
    return (await this.#read()) === nameOf(facts);
  }

  /**
   * StockRefused "foreign" if the folder belongs to another store than that of `facts`, or to none. `orNobody` allows
   * the latter.
   */
  async assertIs(facts: StoreFacts, keyDirectory: string, orNobody: boolean): Promise<void> {
    const owner = await this.#read();
    if (owner === nameOf(facts) || (orNobody && owner === null)) return;
    const has = owner === null ? "no stock's" : "another stock's";
    throw new StockRefused(
      "foreign",
      `${dirname(this.#path)} holds ${has} segments, not those whose keys are in ${keyDirectory}: folder and keys must belong together`,
    );
  }

  /** Durable when this resolves. Rejects (EEXIST) if another store has claimed the folder. */
  async claim(facts: StoreFacts): Promise<void> {
    const owner = await this.#read();
    if (owner !== nameOf(facts)) {
      if (owner === null) await this.#files.unlink(this.#path);
      await this.#files.create(this.#path, new TextEncoder().encode(nameOf(facts)));
    }
    await this.#files.fsync(this.#path);
    await this.#files.fsyncDirectory(dirname(this.#path));
  }

  /** Removes the name. The caller syncs the directory. */
  async release(): Promise<void> {
    await this.#files.unlink(this.#path);
  }
}
