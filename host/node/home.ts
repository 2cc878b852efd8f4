/** This user's home. A container's user may have none, so it is looked up only when it is needed. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UsageError } from "../usage-error.ts";

/** Null if neither HOME nor the list of users names one. */
function home(): string | null {
  try {
    const place = homedir();
    return isAbsolute(place) ? place : null;
  } catch {
    return null;
  }
}

/**
 * Expands "~" and "~/x" as shells do, and leaves any other path as it is.
 * @throws UsageError if there is no home. `instead` says what to name in its place.
 */
export function expandHome(path: string, instead = "name another folder"): string {
  if (!/^~(?=$|[/\\])/.test(path)) return path;
  const place = home();
  if (place === null)
    throw new UsageError(`${path}: this user has no home folder (HOME is not set): ${instead}`);
  return join(place, path.slice(1));
}
