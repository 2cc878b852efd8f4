/** Checks that a disk has room for the stores, before any material is made. */
import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { prime60 } from "../../../algebra/prime60.ts";
import type { Family } from "../../../items/columns.ts";
import type { Demand } from "../../../items/demand.ts";
import { UsageError } from "../../usage-error.ts";
import { blockBytesFor } from "./block-size.ts";
import { KindSegment } from "./disk-medium.ts";

/** A store that is to be made. */
export interface PlannedStore {
  readonly directory: string;
  readonly party: number;
}

/** Bytes of the segments of one party's store. */
function segmentBytes(demand: Demand, family: Family, party: number): number {
  const shelf = { field: prime60(), family, party };
  const blockBytes = blockBytesFor(demand, family);
  return [...demand].reduce(
    (sum, [kind, count]) =>
      sum + new KindSegment("", kind, shelf, blockBytes).table.after(count).bytes,
    0,
  );
}

/** UsageError if a disk has less free space than its new stores take together. */
export async function assertRoom(
  demand: Demand,
  family: Family,
  stores: readonly PlannedStore[],
): Promise<void> {
  const disks = new Map<number, { place: string; bytes: number }>();
  for (const { directory, party } of stores) {
    const { place, device } = await nearest(resolve(directory));
    const bytes = (disks.get(device)?.bytes ?? 0) + segmentBytes(demand, family, party);
    disks.set(device, { place, bytes });
  }
  for (const { place, bytes } of disks.values()) {
    const { blocks, bavail, bsize } = await statfs(place);
    // A file system that does not count its blocks says 0 of 0.
    if (blocks > 0 && bytes > bavail * bsize)
      throw new UsageError(
        `so many items take ${inUnits(bytes)} on the disk of ${place}, where only ${inUnits(bavail * bsize)} are free`,
      );
  }
}

/** The lowest existing folder on the path, and its device. */
async function nearest(path: string): Promise<{ place: string; device: number }> {
  try {
    return { place: path, device: (await stat(path)).dev };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    return nearest(dirname(path));
  }
}

/** 48000000 → "48.0 MB" */
function inUnits(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
