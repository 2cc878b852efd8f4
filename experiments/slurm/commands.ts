/**
 * SLURM's commands, as documented in sbatch(1), squeue(1), scancel(1), sinfo(1) and scontrol(1). As usual with SLURM,
 * the environment says the partition, account and time limit of jobs: SBATCH_PARTITION, SBATCH_ACCOUNT,
 * SBATCH_TIMELIMIT …
 */
import { execFile, execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { UsageError } from "../../host/usage-error.ts";
import { oneLine } from "../../run/exit-code.ts";

const run = promisify(execFile);
const MANY = 1 << 26;

/** Resolves with the command's standard output. @throws UsageError with the command's error message. */
export async function slurm(command: string, args: readonly string[], input = ""): Promise<string> {
  try {
    const running = run(command, [...args], { maxBuffer: MANY });
    running.child.stdin?.on("error", () => undefined).end(input);
    return (await running).stdout.trim();
  } catch (error) {
    throw new UsageError(inWords(command, error), { cause: error });
  }
}

function inWords(command: string, error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === "ENOENT")
    return `there is no ${command} here: SLURM's commands have to be on the PATH`;
  return `${command}: ${oneLine(String(stderr || message).trim()).slice(0, 300)}`;
}

/** How many nodes jobs may get, or why there are none, in one line. SLURM is asked once per process. */
export function cluster(): { readonly nodes: number; readonly trouble: string | null } {
  known ??= ask();
  return known;
}

let known: ReturnType<typeof cluster> | undefined;

function ask(): ReturnType<typeof cluster> {
  const partition = process.env.SBATCH_PARTITION;
  // sinfo writes a * after the name of the default partition.
  const format = ["--noheader", "--Node", "--format=%N %P %t"];
  try {
    const text = execFileSync(
      "sinfo",
      partition ? [...format, `--partition=${partition}`] : format,
      {
        encoding: "utf8",
        stdio: "pipe",
        timeout: 30_000,
      },
    );
    const nodes = usableNodes(text, partition !== undefined);
    const trouble =
      nodes > 0 ? null : `SLURM has no node up in ${partition ?? "its default partition"}`;
    return { nodes, trouble };
  } catch (error) {
    return { nodes: 0, trouble: inWords("sinfo", error) };
  }
}

/**
 * Counts nodes in lines "NODE PARTITION STATE": those of the default partition, or all if a partition was asked for.
 */
export function usableNodes(text: string, asked: boolean): number {
  const usable = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([node, partition = ""]) => node !== "" && (asked || partition.endsWith("*")))
    // A * after a state says that the node does not answer.
    .filter(([, , state = ""]) => /^(idle|alloc|mix|comp|resv|plnd)[a-z]*[^*]?$/.test(state));
  return new Set(usable.map(([node]) => node)).size;
}

/** The nodes in a job's list of nodes, e.g. "n[1-3]". */
export const nodesOf = async (list: string): Promise<string[]> =>
  (await slurm("scontrol", ["show", "hostnames", list])).split("\n");

/** The address or name at which other nodes reach it, its NodeAddr. */
export async function addressOf(node: string): Promise<string> {
  const text = await slurm("scontrol", ["show", "node", node, "--oneliner"]);
  return /\bNodeAddr=(\S+)/.exec(text)?.[1] ?? node;
}

export interface JobState {
  /** "RUNNING", "FAILED" … */
  readonly state: string;
  /** Why it waits, or why it failed: "Resources"; "None" if SLURM gives no reason. */
  readonly reason: string;
}

/** The states of the tasks of the array with that name, by index, without tasks that SLURM has forgotten. */
export async function statesOf(jobName: string): Promise<Map<number, JobState>> {
  const text = await slurm("squeue", [
    "--noheader",
    "--array",
    "--states=all",
    `--name=${jobName}`,
    "--format=%K %T %r",
  ]);
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [index, state, ...reason] = line.trim().split(/\s+/);
      return [Number(index), { state: state!, reason: reason.join(" ") }];
    }),
  );
}

const LIVE = new Set([
  "PENDING",
  "CONFIGURING",
  "RUNNING",
  "COMPLETING",
  "SUSPENDED",
  "STOPPED",
  "SIGNALING",
  "REQUEUED",
  "REQUEUE_FED",
  "REQUEUE_HOLD",
  "RESIZING",
  "RESV_DEL_HOLD",
  "SPECIAL_EXIT",
  "STAGE_OUT",
]);

/** Whether a task in this state may still leave a record. */
export const isLive = (state: string | undefined): boolean =>
  state !== undefined && LIVE.has(state);

const POLL_MS = 1000;

/** Cancels jobs, and resolves once none is queued or running. @throws UsageError if SLURM's commands fail. */
export async function cancel(jobNames: ReadonlySet<string>): Promise<void> {
  try {
    for (const name of jobNames) await slurm("scancel", [`--name=${name}`]);
    for (const name of jobNames)
      while ([...(await statesOf(name)).values()].some(({ state }) => isLive(state)))
        await sleep(POLL_MS);
  } catch (cause) {
    const commands = [...jobNames].map((name) => `scancel --name=${name}`).join("; ");
    const { message } = cause as Error;
    throw new UsageError(`jobs may still be queued (${message}): ${commands}`, { cause });
  }
}
