/** What is run, as one digest: figures of an experiment whose sources changed under it would be of two programs. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["algebra", "crypto", "network", "protocols", "offline", "online"] as const;
const NODE_FOLDERS = ["host", "experiments", "cli"] as const;

/** SHA-256 of all that runs, and of `program` where that is a file elsewhere; hexadecimal. Some milliseconds. */
export function sourceDigest(program: string): string {
  const hash = createHash("sha256");
  for (const folder of [...FOLDERS, ...NODE_FOLDERS])
    for (const file of readdirSync(join(ROOT, folder), {
      recursive: true,
      encoding: "utf8",
    }).sort())
      if (/\.(ts|js|json)$/.test(file))
        hash.update(`${folder}/${file}\0`).update(readFileSync(join(ROOT, folder, file)));
  if (isAbsolute(program)) hash.update(readFileSync(program));
  return hash.digest("hex");
}
