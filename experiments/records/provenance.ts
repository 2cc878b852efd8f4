/** Where a measured figure comes from: the code, the machine, and its load. */
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

export interface Provenance {
  /** The commit of the source tree; null outside a repository. */
  readonly commit: string | null;
  /** Whether tracked files differed from the commit; null without a commit. */
  readonly dirty: boolean | null;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** The one-minute load average before the run. */
  readonly load: number;
  readonly at: string;
}

export type Machine = Pick<Provenance, "cpu" | "cores" | "memoryGiB" | "load">;

/** This machine, now. */
export const machineHere = (): Machine => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  load: Math.round(loadavg()[0]! * 100) / 100,
});

export function provenance(): Provenance {
  // An installed package may be inside another project's repository.
  const ours = git("ls-files", "--error-unmatch", import.meta.filename) !== null;
  const commit = ours ? git("rev-parse", "HEAD") : null;
  const changed = commit === null ? null : git("status", "--porcelain", "--untracked-files=no");
  return {
    commit,
    dirty: changed === null ? null : changed !== "",
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...machineHere(),
    at: new Date().toISOString(),
  };
}

function git(...args: string[]): string | null {
  try {
    const options = { cwd: import.meta.dirname, encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("git", args, options).trim();
  } catch {
    return null;
  }
}

/** One line for a report. */
export const describeProvenance = (p: Provenance): string =>
  [
    p.commit === null ? "no commit" : `commit ${p.commit.slice(0, 12)}${p.dirty ? " (dirty)" : ""}`,
    `Node ${p.node}`,
    p.platform,
    `${p.cores} × ${p.cpu}`,
    `load ${p.load}`,
    p.at,
  ].join(", ");
