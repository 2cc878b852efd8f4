/**
 * Whose a store's directory is: the lock lies with the keys, so two stores with keys of their own could be
 * given one directory for their segments, and the second would write over the first.
 */
import { join } from "node:path";
import { hash, hex } from "../../../crypto/hash.ts";
import { StockRefused } from "../../../offline/stock-refused.ts";
import { nodeSuite } from "../suite.ts";
import type { Files } from "./files.ts";

/** In the store's directory: the hash of where its keys lie. */
export const CLAIM = "owner";
const CLAIMED = /^[0-9a-f]{64}$/;

/**
 * Takes `directory` for the store whose keys lie in `keyDirectory`; once more is no error.
 * @throws StockRefused "exists" if it is another's, or holds segments of nobody's.
 */
export async function claim(files: Files, directory: string, keyDirectory: string): Promise<void> {
  const path = join(directory, CLAIM);
  const place = hash(nodeSuite, "spdz-lab/stock-place/v1", await files.realPath(keyDirectory));
  const own = hex(place);
  const found = new TextDecoder().decode((await files.read(path)) ?? new Uint8Array(0));
  // One that a crash has left half written claims nothing.
  const claimed = CLAIMED.test(found);
  const names = await files.list(directory);
  if (claimed ? found !== own : names.some((name) => name.endsWith(".segment")))
    throw new StockRefused("exists", `${directory} holds a stock already, with its keys elsewhere`);
  if (claimed) return;
  await files.unlink(path);
  await files.create(path, new TextEncoder().encode(own));
  await files.fsync(path);
  await files.fsyncDirectory(directory);
}
