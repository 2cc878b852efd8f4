/** This user's home, which a container's user need not have: asked for when it is needed, and not before. */
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
 * "~" and "~/x" as shells have them; any other path as it is.
 * @throws UsageError if there is no home: `instead` says what to name in its place.
 */
export function expandHome(path: string, instead = "name another folder"): string {
  if (!/^~(?=$|[/\\])/.test(path)) return path;
  const place = home();
  if (place === null)
    throw new UsageError(`${path}: this user has no home folder (HOME is not set): ${instead}`);
  return join(place, path.slice(1));
}
