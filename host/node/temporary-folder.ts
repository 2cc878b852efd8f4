import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UsageError } from "../usage-error.ts";
import { errnoInWords } from "./errno-words.ts";

/** A new folder for this user alone (0700), whose name begins with `prefix`. @throws UsageError if none can be made. */
export function temporaryFolder(prefix: string): string {
  const place = resolve(tmpdir());
  try {
    return mkdtempSync(join(place, prefix));
  } catch (cause) {
    throw new UsageError(
      `cannot make a temporary folder in ${place}: ${errnoInWords(cause)}; TMPDIR can name another place`,
      { cause },
    );
  }
}
