import { readFileSync } from "node:fs";
import { UsageError } from "../usage-error.ts";
import { errnoInWords } from "./errno-words.ts";

/**
 * The content of a text file; null if there is none.
 * @throws UsageError for a file that may not be read, and for a folder.
 */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new UsageError(`cannot read ${path}: ${whyUnreadable(code)}`, { cause });
  }
}

/** Words that follow "cannot read …: ". */
export function whyUnreadable(code: string | undefined): string {
  switch (code) {
    case "ENOENT":
      return "no such file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    default:
      return code === undefined ? "it cannot be read" : errnoInWords({ code });
  }
}
