/** One digest of all sources. If they change during an experiment, its figures are those of two programs. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "../../host/node/read-text.ts";
import { SOURCE_FOLDERS } from "../../run/place.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * SHA-256, hexadecimal, of all sources and their tables, and of `program` if it is a file elsewhere, without what such
 * a file imports. Takes some milliseconds.
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
  // A deleted program is a changed one.
  if (isAbsolute(program)) hash.update(readText(program) ?? "");
  return hash.digest("hex");
}
