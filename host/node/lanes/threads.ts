/** How many worker threads a party may have, and for what. */
import { MAX_LANES } from "../../../offline/lane.ts";
import { madeBy, type Security } from "../../party/combination.ts";
import { UsageError } from "../../usage-error.ts";

export const MAX_THREADS = MAX_LANES;
export const THREADS_RANGE = `an integer from 1 to ${MAX_THREADS} is expected`;

export const isThreads = (count: unknown): count is number =>
  Number.isInteger(count) && (count as number) >= 1 && (count as number) <= MAX_THREADS;

/** UsageError if worker threads would have nothing to make. The message begins with `where`. */
export function assertThreads(threads: number | undefined, security: Security, where = ""): void {
  if (threads === undefined) return;
  if (!isThreads(threads)) throw new UsageError(`${where}threads: ${threads}: ${THREADS_RANGE}`);
  if (security === "plain" || !madeBy(security).backend.threads)
    throw new UsageError(
      `${where}threads: they make LowGear's material, which ${security} does not use`,
    );
}
