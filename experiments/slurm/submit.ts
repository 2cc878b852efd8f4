/** Submits runs to SLURM's queue as arrays of jobs. Runs on equally many nodes share an array, in their order. */
import { fileURLToPath } from "node:url";
import type { PlannedRun } from "../harness/dispatch.ts";
import { sourceDigest } from "../harness/sources.ts";
import { ArrayFiles, type TaskArray, taskOf } from "./arrays.ts";
import { cancel, slurm } from "./commands.ts";
import { nodesFor, onNodes } from "./testbed.ts";

/** SLURM's limit if its configuration sets none. */
const DEFAULT_MAX_ARRAY = 1001;

export interface SubmitOptions {
  readonly folder: string;
  readonly seed: number;
  readonly atOnce: number;
  /** The first free number of an array. */
  readonly from: number;
  /** Unique among all runs of experiments on the cluster. */
  readonly name: string;
  /** The module that makes the run of a task: `entry TASKS INDEX`. */
  readonly entry: URL;
}

/** Submits all runs or none. Returns the arrays by number. @throws UsageError with the message of sbatch. */
export async function submit(
  runs: readonly PlannedRun[],
  { folder, seed, atOnce, from, name, entry }: SubmitOptions,
): Promise<Map<number, TaskArray>> {
  const arrays = new Map<number, TaskArray>();
  const largest = await maxArraySize();
  let after: string | null = null;
  for (const [nodes, ofNodes] of byNodes(runs))
    for (let first = 0; first < ofNodes.length; first += largest) {
      const k = from + arrays.size;
      const tasks = ofNodes.slice(first, first + largest).map(taskOf);
      const sources = sourceDigest(tasks[0]!.spec.program);
      const array: TaskArray = { jobName: `${name}-${k}`, nodes, seed, sources, tasks };
      const files = new ArrayFiles(folder, k);
      files.write(array);
      try {
        after = await slurm(
          "sbatch",
          flagsOf(array, files, atOnce, after),
          scriptOf(entry, files.tasks),
        );
      } catch (error) {
        // Cancel this array too: an sbatch that was killed may have submitted it.
        await cancel(new Set([...arrays.values(), array].map(({ jobName }) => jobName)));
        throw error;
      }
      arrays.set(k, array);
    }
  return arrays;
}

function flagsOf(
  { jobName, nodes, tasks }: TaskArray,
  files: ArrayFiles,
  atOnce: number,
  after: string | null,
): string[] {
  return [
    "--parsable",
    `--job-name=${jobName}`,
    `--array=0-${tasks.length - 1}%${atOnce}`,
    // Jobs get whole nodes, because other work on a node changes the figures. A lost run is recorded, not made again.
    `--nodes=${nodes}`,
    "--ntasks-per-node=1",
    "--exclusive",
    "--no-requeue",
    `--output=${files.logPattern}`,
    // One at a time means one run of all arrays together.
    ...(atOnce === 1 && after !== null ? [`--dependency=afterany:${after.split(";")[0]}`] : []),
  ];
}

const scriptOf = (entry: URL, tasks: string): string =>
  `#!/bin/sh\nexec ${[process.execPath, fileURLToPath(entry), tasks].map(quoted).join(" ")} "$SLURM_ARRAY_TASK_ID"\n`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function byNodes(runs: readonly PlannedRun[]): Map<number, PlannedRun[]> {
  const groups = new Map<number, PlannedRun[]>();
  for (const run of runs) {
    const { cell, testbed } = run.cell;
    const nodes = testbed === onNodes ? nodesFor(cell) : 1;
    const group = groups.get(nodes);
    if (group === undefined) groups.set(nodes, [run]);
    else group.push(run);
  }
  return groups;
}

async function maxArraySize(): Promise<number> {
  const text = await slurm("scontrol", ["show", "config"]);
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(text) ?? [];
  // Indices have to be below it.
  return Math.max(1, Number(size ?? DEFAULT_MAX_ARRAY));
}
