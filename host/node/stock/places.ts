/** Where a store is: its segments in one directory, its secrets, mark and ledger in another. */
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { StockRefused } from "../../../items/stock-refused.ts";
import { diskFiles, type Files } from "./files.ts";
import { KeyFile } from "./key-file.ts";
import { isUsable, Mark } from "./mark.ts";
import { FolderOwner } from "./owner.ts";
import { ReservationCount } from "./reservation-count.ts";
import { type OpenLedger, openSqliteLedger, type StoreLedger } from "./store-ledger.ts";

/** Where a store and its key lie. */
export interface StorePlaces {
  /** Encrypted segments only. */
  readonly directory: string;
  /** Outside of `directory`, so that a copy of the store does not contain its keys. */
  readonly keyDirectory: string;
}

/** What a store needs of its host. Tests replace it. */
export interface StoreHost {
  readonly files: Files;
  readonly openLedger: OpenLedger;
}

export const diskHost: StoreHost = { files: diskFiles, openLedger: openSqliteLedger };

/** A store's files, under its lock. */
export interface HeldStore {
  readonly files: Files;
  readonly directory: string;
  readonly keyDirectory: string;
  readonly ledger: StoreLedger;
  readonly owner: FolderOwner;
  readonly mark: Mark;
  readonly keyFile: KeyFile;
  readonly count: ReservationCount;
}

/**
 * Takes the exclusive lock, which lasts until `ledger.close()` or the end of the process.
 * @throws StockRefused "in-use" naming the process that holds it; "absent" unless `make`; "misplaced".
 */
export async function holdStore(
  places: StorePlaces,
  { files, openLedger }: StoreHost,
  make = false,
): Promise<HeldStore> {
  const directory = resolve(places.directory);
  const keyDirectory = resolve(places.keyDirectory);
  try {
    await assertOutside(files, directory, keyDirectory);
    if (!make)
      for (const folder of [keyDirectory, directory])
        if (!(await files.exists(folder)))
          throw new StockRefused("misplaced", `the stock's folder ${folder}: no such folder`);
    return await hold(directory, keyDirectory, files, openLedger, make);
  } catch (error) {
    throw misplaced(error) ?? error;
  }
}

/** StockRefused "misplaced" if a copy of the store would contain its keys. Symbolic links are resolved. */
async function assertOutside(files: Files, directory: string, keyDirectory: string): Promise<void> {
  const [store, keys] = [await files.realPath(directory), await files.realPath(keyDirectory)];
  const way = relative(store, keys);
  const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (!outside)
    throw new StockRefused(
      "misplaced",
      `the stock's keys must lie outside of its directory ${directory}`,
    );
}

/** What is wrong with the folders that the owner has named; null if `error` has another reason. */
function misplaced(error: unknown): StockRefused | null {
  const { code, path } = error as NodeJS.ErrnoException;
  const why = {
    ENOTDIR: "is a file, or is below one: a folder is expected",
    EEXIST: "is a file: a folder is expected",
    EACCES: "may not be used: permission denied",
    EPERM: "may not be used: permission denied",
    EROFS: "cannot be written: the file system is read-only",
    ELOOP: "is a symbolic link to itself",
  }[code ?? ""];
  if (why === undefined || path === undefined) return null;
  return new StockRefused("misplaced", `the stock's folder ${path} ${why}`, { cause: error });
}

async function hold(
  directory: string,
  keyDirectory: string,
  files: Files,
  openLedger: OpenLedger,
  make: boolean,
): Promise<HeldStore> {
  const ledgerPath = join(keyDirectory, "books.sqlite");
  if ((await files.size(ledgerPath)) === null) {
    if (!make) throw new StockRefused("absent", `there is no stock in ${keyDirectory}`);
    await files.makeDirectory(keyDirectory);
    await files.makeDirectory(directory);
    // SQLite would create a file that everyone may read.
    await files.create(ledgerPath, new Uint8Array(0));
  }
  const ledger = openLedger(ledgerPath);
  const holderPath = join(keyDirectory, "holder");
  if (ledger === null) {
    const holder = new TextDecoder().decode((await files.read(holderPath)) ?? new Uint8Array(0));
    throw new StockRefused(
      "in-use",
      `the stock in ${directory} is in use by process ${holder.trim() || "unknown"}: one at a time`,
    );
  }
  try {
    await writeHolder(files, holderPath);
  } catch (error) {
    ledger.close();
    throw error;
  }
  return {
    files,
    directory,
    keyDirectory,
    ledger,
    owner: new FolderOwner(files, join(directory, "owner")),
    mark: new Mark(files, join(keyDirectory, "mark")),
    keyFile: new KeyFile(files, join(keyDirectory, "keys")),
    count: new ReservationCount(files, join(directory, "reservations")),
  };
}

/** True if there is something that may be spent. */
export const isReady = async ({ mark, ledger }: HeldStore): Promise<boolean> =>
  ledger.facts() !== null && isUsable(await mark.read()) && ledger.batches().length > 0;

/** Writes the process id, for the message of "in-use" only. The lock itself is the database's. */
async function writeHolder(files: Files, path: string): Promise<void> {
  const pid = new TextEncoder().encode(`${process.pid}`.padEnd(12));
  if ((await files.size(path)) === null) await files.create(path, pid);
  else await files.writeAt(path, 0, pid);
}
