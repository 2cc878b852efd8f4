/**
 * A disk in memory that a test can stop, or fill up, at its k-th operation. What was not synced is then lost,
 * kept, or torn sector by sector, as after a power failure. The ledger is atomic and durable, as SQLite's files are.
 */
import { dirname } from "node:path";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import type { Files } from "../../../host/node/stock/files.ts";
import type { StoreHost } from "../../../host/node/stock/places.ts";
import type { Batch, StoreFacts, StoreLedger } from "../../../host/node/stock/store-ledger.ts";
import { nodeSuite } from "../../../host/node/suite.ts";

/** What happens to writes and names that were not synced. */
export type Unsynced = "lost" | "kept" | "torn";

export class PowerFailure extends Error {}

interface Inode {
  durable: Uint8Array;
  current: Uint8Array;
}

interface Page {
  facts: StoreFacts | null;
  epitaph: string | null;
  batches: Batch[];
}

const SECTOR = 512;
/** Of so many bytes. */
const blocks = (bytes: number): number => Math.ceil(bytes / 4096);

export class FailingDisk {
  #durable = new Map<string, Inode>();
  #current = new Map<string, Inode>();
  readonly #pages = new Map<string, Page>();
  #locked = new Set<string>();
  #life = 0;
  /** Changes so far: creations, writes, syncs, unlinks, transactions. */
  operations = 0;
  /** What each of them was. */
  readonly log: string[] = [];
  /** The operation at which the power fails, before it has any effect. */
  failAt = Number.POSITIVE_INFINITY;
  /** The operation that finds the disk full. */
  fullAt = Number.POSITIVE_INFINITY;
  /** From this operation on it is: nothing that needs space can be done. */
  fullFrom = Number.POSITIVE_INFINITY;

  /** A machine that lives until the next restart. */
  host(): StoreHost {
    const life = this.#life;
    const step = (what: string, path: string, needsSpace = /^(create|commit)/.test(what)): void => {
      if (life !== this.#life || this.operations >= this.failAt) throw new PowerFailure(what);
      this.operations++;
      this.log.push(`${what} ${path}`);
      const isFull = needsSpace && this.operations >= this.fullFrom;
      if (this.operations === this.fullAt || isFull)
        throw Object.assign(new Error(`ENOSPC: ${what}`), { code: "ENOSPC" });
      if (this.operations === this.failAt) throw new PowerFailure(what);
    };
    return { files: this.#files(step), openLedger: (path) => this.#openLedger(path, step) };
  }

  /** Ends the present life; the next host() finds what survived. */
  restart(unsynced: Unsynced, seed: string): void {
    this.#life++;
    this.#locked = new Set();
    this.failAt = Number.POSITIVE_INFINITY;
    const coins = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/failing-disk/v1", seed));
    const keep = (): boolean =>
      unsynced === "kept" || (unsynced === "torn" && coins.below(2, 1)[0] === 1);
    const names = new Set([...this.#durable.keys(), ...this.#current.keys()]);
    const survivors = new Map<string, Inode>();
    for (const name of names) {
      const inode = (keep() ? this.#current : this.#durable).get(name);
      if (inode !== undefined) survivors.set(name, inode);
    }
    for (const inode of new Set(survivors.values())) {
      const { durable, current } = inode;
      const after = (unsynced === "kept" ? current : durable).slice();
      const mixed = unsynced === "torn" ? new Uint8Array(current.length) : after;
      if (unsynced === "torn") {
        mixed.set(durable.subarray(0, current.length));
        for (let at = 0; at < current.length; at += SECTOR)
          if (keep()) mixed.set(current.subarray(at, at + SECTOR), at);
      }
      inode.current = mixed;
      inode.durable = mixed.slice();
    }
    this.#current = survivors;
    this.#durable = new Map(survivors);
  }

  /** Paths of the files that hold these bytes, synced or not. */
  holding(needle: Uint8Array<ArrayBuffer>): string[] {
    return [...this.#durable, ...this.#current]
      .filter(([, { durable, current }]) =>
        [durable, current].some((bytes) => Buffer.from(bytes).includes(Buffer.from(needle))),
      )
      .map(([path]) => path);
  }

  #files(step: (what: string, path: string, needsSpace?: boolean) => void): Files {
    const at = (path: string): Inode => {
      const inode = this.#current.get(path);
      if (inode === undefined)
        throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
      return inode;
    };
    return {
      read: async (path) => this.#current.get(path)?.current.slice() ?? null,
      readAt: async (path, offset, length) => at(path).current.slice(offset, offset + length),
      size: async (path) => this.#current.get(path)?.current.length ?? null,
      openToOthers: async () => false,
      // Folders come with their files, and stay.
      exists: async () => true,
      realPath: async (path) => path,
      list: async (directory) =>
        [...this.#current.keys()]
          .filter((path) => dirname(path) === directory)
          .map((path) => path.slice(directory.length + 1))
          .sort(),
      makeDirectory: async () => {},
      create: async (path, bytes) => {
        step("create", path);
        if (this.#current.has(path)) throw new Error(`EEXIST: ${path}`);
        this.#current.set(path, { durable: new Uint8Array(0), current: bytes.slice() });
      },
      writeAt: async (path, offset, bytes) => {
        const inode = at(path);
        const end = Math.max(inode.current.length, offset + bytes.length);
        step("write", path, blocks(end) > blocks(inode.current.length));
        const next = new Uint8Array(end);
        next.set(inode.current);
        next.set(bytes, offset);
        inode.current = next;
      },
      fsync: async (path) => {
        step("fsync", path);
        const inode = at(path);
        inode.durable = inode.current.slice();
      },
      unlink: async (path) => {
        step("unlink", path);
        this.#current.delete(path);
      },
      fsyncDirectory: async (directory) => {
        step("fsync", directory);
        const within = (path: string): boolean => dirname(path) === directory;
        for (const path of [...this.#durable.keys()].filter(within)) this.#durable.delete(path);
        for (const [path, inode] of this.#current) if (within(path)) this.#durable.set(path, inode);
      },
    };
  }

  #openLedger(
    path: string,
    step: (what: string, path: string, needsSpace?: boolean) => void,
  ): StoreLedger | null {
    if (this.#locked.has(path)) return null;
    this.#locked.add(path);
    const life = this.#life;
    const page = this.#pages.get(path) ?? { facts: null, epitaph: null, batches: [] };
    this.#pages.set(path, page);
    return {
      facts: () => page.facts,
      epitaph: () => page.epitaph,
      batches: () => [...page.batches],
      begin: (facts) => {
        step("commit", path);
        Object.assign(page, { facts, epitaph: null, batches: [] });
      },
      add: (batch) => {
        step("commit", path);
        page.batches.push(batch);
      },
      bury: (epitaph) => {
        step("commit", path);
        Object.assign(page, { facts: null, epitaph, batches: [] });
      },
      close: () => {
        if (life === this.#life) this.#locked.delete(path);
      },
    };
  }
}
