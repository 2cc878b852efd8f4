/**
 * The files that an array of jobs reads and writes, below a run's folder, which all nodes see. For array K there is
 * `slurm/K.json` (its tasks, and the name of its job), for its task I `slurm/K.I.record.json` and `slurm/K.I.log`.
 */
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../host/node/make-folder.ts";
import { readText } from "../../host/node/read-text.ts";
import { jsonText } from "../../online/value.ts";
import type { CellSpec } from "../harness/choose-testbed.ts";
import type { PlannedRun } from "../harness/dispatch.ts";
import { runKey } from "../harness/journal.ts";
import { type Cell, type RunRecord, runRecord } from "../records/record.ts";

/** One run, as a job reads it. */
export interface Task {
  /** The name of the testbed. */
  readonly engine: string;
  readonly cell: Cell;
  readonly spec: CellSpec;
  readonly repetition: number;
  readonly order: number;
}

export interface TaskArray {
  readonly jobName: string;
  /** The number of nodes of each task. */
  readonly nodes: number;
  /** The config's seed. */
  readonly seed: number;
  /** The sourceDigest when the array was submitted. Jobs may start days later. */
  readonly sources: string;
  readonly tasks: readonly Task[];
}

export const keyOf = ({ cell, repetition }: Task): string => runKey(cell.id, repetition);

export const taskOf = ({ cell: { cell, spec, testbed }, repetition, order }: PlannedRun): Task => ({
  engine: testbed.name,
  cell,
  spec,
  repetition,
  order,
});

/** Allows warm-ups too, whose numbers are negative. */
const taskRecord = runRecord.extend({ repetition: z.int(), order: z.int() });

/** The files of one array of a run. */
export class ArrayFiles {
  readonly #base: string;

  /** `folder`: that of the run. */
  constructor(folder: string, array: number) {
    this.#base = resolve(folder, "slurm", String(array));
  }

  get tasks(): string {
    return `${this.#base}.json`;
  }

  log(index: number): string {
    return `${this.#base}.${index}.log`;
  }

  /** The logs of all tasks, as sbatch --output expects it. */
  get logPattern(): string {
    return `${this.#base.replaceAll("%", "%%")}.%a.log`;
  }

  write(array: TaskArray): void {
    writeWhole(this.tasks, array);
  }

  writeRecord(index: number, record: RunRecord): void {
    writeWhole(`${this.#base}.${index}.record.json`, record);
  }

  /** Null while there is no record. */
  record(index: number): RunRecord | null {
    const text = readText(`${this.#base}.${index}.record.json`);
    return text === null ? null : taskRecord.parse(JSON.parse(text));
  }

  /** The last line of what the task printed. */
  lastWords(index: number): string {
    return tail(this.log(index)).trim().split("\n").at(-1)!.trim();
  }
}

export const readTasks = (path: string): TaskArray => JSON.parse(readText(path)!) as TaskArray;

/** The arrays of a run, by number; empty for a new run. */
export function arraysIn(folder: string): ReadonlyMap<number, TaskArray> {
  const place = join(folder, "slurm");
  makeFolder(place);
  const numbers = readdirSync(place).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
  return new Map(
    numbers.map((k) => [Number(k), readTasks(new ArrayFiles(folder, Number(k)).tasks)]),
  );
}

/** Writes the file so that every reader sees all of it or nothing. */
function writeWhole(path: string, value: object): void {
  writeFileSync(`${path}.new`, `${jsonText(value)}\n`);
  renameSync(`${path}.new`, path);
}

/** The end of a file, up to 4 KiB. */
function tail(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const bytes = Buffer.alloc(4096);
    const from = Math.max(0, fstatSync(file).size - bytes.length);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}
