/**
 * Every change that a store makes on disk, except in its ledger, is one call of this interface. So a test can let a
 * store crash at the k-th call. Nothing is durable before fsync (contents) or fsyncDirectory (names) has resolved.
 */
import { open, readdir, readFile, realpath, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../make-folder.ts";

export interface Files {
  /** The whole file; null if there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Up to `length` bytes from `offset`; fewer only at the file's end. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array>;
  /** In bytes; null if there is no such file. */
  size(path: string): Promise<number | null>;
  /** True if others than its owner may read or write it; false if there is no such file. */
  openToOthers(path: string): Promise<boolean>;
  /** True if there is a file or a folder. */
  exists(path: string): Promise<boolean>;
  /** Absolute, with every symbolic link resolved as far as the path exists. */
  realPath(path: string): Promise<string>;
  /** Names in a directory; none if it does not exist. */
  list(directory: string): Promise<string[]>;
  /** Makes a directory with its parents, of mode 0700. */
  makeDirectory(path: string): Promise<void>;
  /** Makes a file of mode 0600. Rejects if it exists. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes from `offset` on, or appends to the file. */
  writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void>;
  fsync(path: string): Promise<void>;
  /** No error if there is no such file. */
  unlink(path: string): Promise<void>;
  fsyncDirectory(path: string): Promise<void>;
}

/** The disk. */
export const diskFiles: Files = {
  // Plain arrays and not Node's Buffers, whose slice() would share memory.
  read: async (path) => {
    const bytes = await orIfAbsent(readFile(path), null);
    return bytes === null ? null : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  },
  async readAt(path, offset, length) {
    const file = await open(path, "r");
    try {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  },
  size: async (path) => (await orIfAbsent(stat(path), null))?.size ?? null,
  openToOthers: async (path) => (((await orIfAbsent(stat(path), null))?.mode ?? 0) & 0o077) !== 0,
  exists: async (path) => (await orIfAbsent(stat(path), null)) !== null,
  realPath,
  list: async (directory) => (await orIfAbsent(readdir(directory), [])).sort(),
  makeDirectory: async (path) => makeFolder(path, 0o700),
  create: (path, bytes) => writing(path, "wx", 0, bytes),
  writeAt: (path, offset, bytes) => writing(path, "r+", offset, bytes),
  fsync: syncing,
  unlink: (path) => orIfAbsent(unlink(path), undefined),
  fsyncDirectory: syncing,
};

async function realPath(path: string): Promise<string> {
  const whole = resolve(path);
  const real = await orIfAbsent(realpath(whole), null);
  return real ?? join(await realPath(dirname(whole)), basename(whole));
}

async function orIfAbsent<T, U>(work: Promise<T>, absent: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return absent;
    throw error;
  }
}

async function writing(path: string, flags: string, offset: number, bytes: Uint8Array) {
  const file = await open(path, flags, 0o600);
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
      done += bytesWritten;
    }
  } finally {
    await file.close();
  }
}

async function syncing(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
