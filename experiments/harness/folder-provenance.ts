/** Where the runs of a folder come from: the tree, this machine, and what it runs with. */
import { readFileSync } from "node:fs";
import { release } from "node:os";
import { UsageError } from "../../host/usage-error.ts";
import { provenance } from "../records/provenance.ts";
import type { FolderRecord } from "../records/record.ts";

type FolderProvenance = FolderRecord["provenance"];

export function folderProvenance(): FolderProvenance {
  const { commit, dirty, node, platform, cpu, cores, memoryGiB } = provenance();
  const machine = { platform, kernel: release(), cpu, cores, memoryGiB };
  return { commit, dirty, node, dependencies: dependencies(), ...machine };
}

/** Runs of two programs, or of two machines, are no repetitions of each other. */
const TELLING = ["commit", "node", "platform", "cpu", "cores"] as const;

/** @throws UsageError saying what was another when the run was begun. */
export function assertSameProvenance(begun: FolderProvenance, now: FolderProvenance): void {
  const key = TELLING.find((k) => begun[k] !== now[k]);
  if (key !== undefined)
    throw new UsageError(
      `this run was begun with ${key} ${begun[key] ?? "unknown"}, here it is ${now[key] ?? "unknown"}: start another`,
    );
}

/** Pinned versions by name; package.json stands beside experiments/ from source, above dist/ as built. */
function dependencies(): Record<string, string> {
  for (const place of ["../../package.json", "../../../package.json"])
    try {
      const content = JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8")) as {
        name?: string;
        dependencies?: Record<string, string>;
      };
      if (content.name === "spdz-lab") return content.dependencies ?? {};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  return {};
}
