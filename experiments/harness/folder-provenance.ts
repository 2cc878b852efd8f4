/** Where the runs of a folder come from: the source tree, this machine, and its software. */
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

/** Runs that differ in one of these are not repetitions of each other. */
const TELLING = ["commit", "node", "platform", "cpu", "cores"] as const;

/** @throws UsageError saying what has changed since the run was begun. */
export function assertSameProvenance(begun: FolderProvenance, now: FolderProvenance): void {
  const key = TELLING.find((k) => begun[k] !== now[k]);
  if (key !== undefined)
    throw new UsageError(
      `this run was begun with ${key} ${begun[key] ?? "unknown"}, here it is ${now[key] ?? "unknown"}: start a new run`,
    );
}

/** Pinned versions by name. In the sources package.json is beside experiments/, in the built package above dist/. */
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
