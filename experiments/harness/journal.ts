/**
 * `runs.jsonl`: one line per run, on disk before the next run starts. A runner that is killed may leave an incomplete
 * line. This is the last line and has no line end. It is not a record, and the next runner drops it.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { readText } from "../../host/node/read-text.ts";
import { issueInWords } from "../../host/node/validation-words.ts";
import { UsageError } from "../../host/usage-error.ts";
import { jsonText } from "../../online/value.ts";
import { RECORD_VERSION, type RunRecord, runRecord } from "../records/record.ts";

export interface RecordedRuns {
  readonly records: readonly RunRecord[];
  /** Bytes of whole lines; what follows them is incomplete. */
  readonly wholeBytes: number;
}

/** No runs if there is no such file. @throws UsageError naming a line that is not a record, or that repeats a run. */
export function readRuns(path: string): RecordedRuns {
  const text = readText(path) ?? "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const seen = new Set<string>();
  const records = whole
    .split("\n")
    .slice(0, -1)
    .map((line, k) => {
      const wrong = (words: string) => new UsageError(`${path} line ${k + 1}: ${words}`);
      const record = parseRun(line, wrong);
      const key = runKey(record.cell.id, record.repetition);
      if (seen.has(key)) throw wrong("this run is recorded already");
      seen.add(key);
      return record;
    });
  return { records, wholeBytes: Buffer.byteLength(whole) };
}

/** Identifies a run within its folder. */
export const runKey = (cell: string, repetition: number): string => `${cell} #${repetition}`;

function parseRun(line: string, wrong: (words: string) => UsageError): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong("not JSON");
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== RECORD_VERSION)
    throw wrong(`a record of version ${version}; this is version ${RECORD_VERSION}`);
  const parsed = runRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw wrong(`not a record of a run: ${issue.path.join(".")}: ${issueInWords(issue)}`);
}

/** Appends to the file. Only one journal may write there; it notices when another process does. */
export class Journal {
  readonly #path: string;
  readonly #file: number;
  #bytes: number;

  /** Drops an incomplete last line. @throws UsageError if the file cannot be written. */
  constructor(path: string, { wholeBytes }: Pick<RecordedRuns, "wholeBytes">) {
    this.#path = path;
    this.#bytes = wholeBytes;
    try {
      this.#file = openSync(path, "a", 0o644);
      ftruncateSync(this.#file, wholeBytes);
    } catch (cause) {
      throw this.#unwritable((cause as NodeJS.ErrnoException).code, cause);
    }
  }

  /**
   * The record is on disk when this returns. @throws UsageError if it cannot be written, or if another process writes.
   */
  append(record: RunRecord): void {
    const line = Buffer.from(`${jsonText(record)}\n`);
    try {
      if (fstatSync(this.#file).size !== this.#bytes)
        throw this.#unwritable("another process writes to it");
      if (writeSync(this.#file, line) !== line.length) throw this.#unwritable("the disk is full");
      fsyncSync(this.#file);
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      throw this.#unwritable((cause as NodeJS.ErrnoException).code, cause);
    }
    this.#bytes += line.length;
  }

  close(): void {
    closeSync(this.#file);
  }

  #unwritable(why = "it cannot be written", cause?: unknown): UsageError {
    return new UsageError(`cannot write ${this.#path}: ${why}`, { cause });
  }
}
