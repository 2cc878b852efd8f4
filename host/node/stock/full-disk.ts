import { StockRefused } from "../../../items/stock-refused.ts";

const SQLITE_FULL = 13;

/** `then` for an operation that has changed nothing if the disk is full. */
export const NOTHING_LOST = "nothing of it is lost; free some and try again";

/** Runs `work`. A full disk or quota becomes StockRefused "no-space", which names `place` and says `then`. */
export async function noticingFullDisk<T>(
  place: string,
  work: () => Promise<T>,
  then?: string,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, errcode } = error as { code?: unknown; errcode?: unknown };
    if (code !== "ENOSPC" && code !== "EDQUOT" && errcode !== SQLITE_FULL) throw error;
    throw new StockRefused(
      "no-space",
      `no space left for the stock in ${place}${then === undefined ? "" : `: ${then}`}`,
      { cause: error },
    );
  }
}
