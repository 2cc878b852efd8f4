/** What is run, as one digest: figures of an experiment whose sources changed under it would be of two programs. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "../../host/node/read-text.ts";
import { SOURCE_FOLDERS } from "../../run/place.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * SHA-256, hexadecimal, of all that runs and its tables, and of `program` where that is a file elsewhere: not of what such
 * a file imports. Some milliseconds.
 */
export function sourceDigest(program: string): string {
  const hash = createHash("sha256");
  for (const folder of SOURCE_FOLDERS)
    for (const file of readdirSync(join(ROOT, folder), {
      recursive: true,
      encoding: "utf8",
    }).sort())
      if (/\.(ts|js|json|csv)$/.test(file))
        hash.update(`${folder}/${file}\0`).update(readFileSync(join(ROOT, folder, file)));
  // One that was deleted is another.
  if (isAbsolute(program)) hash.update(readText(program) ?? "");
  return hash.digest("hex");
}
