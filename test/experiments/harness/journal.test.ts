import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Journal, readRuns } from "../../../experiments/harness/journal.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { recordOf } from "./records.ts";

const root = ownTemporaryFolder();
const newFile = () => join(mkdtempSync(join(root, "journal-")), "runs.jsonl");

function written(...repetitions: readonly number[]): string {
  const path = newFile();
  const journal = new Journal(path, { wholeBytes: 0 });
  for (const repetition of repetitions) journal.append(recordOf({ repetition }));
  journal.close();
  return path;
}

const refused = (path: string, message: RegExp) =>
  assert.throws(
    () => readRuns(path),
    (error: Error) => {
      assert.ok(error instanceof UsageError, error.stack);
      assert.match(error.message, message);
      return true;
    },
  );

describe("the journal of runs", () => {
  it("gives back what was appended, and nothing where there is none", () => {
    assert.deepEqual(readRuns(newFile()), { records: [], wholeBytes: 0 });
    const path = written(0, 1);
    const { records, wholeBytes } = readRuns(path);
    assert.deepEqual(records, [recordOf({ repetition: 0 }), recordOf({ repetition: 1 })]);
    assert.equal(wholeBytes, readFileSync(path).length);
  });

  it("a kill while a line is written: the torn line is no record, wherever it is torn, and is dropped", () => {
    const path = written(0, 1);
    const bytes = readFileSync(path);
    const first = bytes.indexOf("\n") + 1;
    for (const end of [first, first + 1, first + 100, bytes.length - 1]) {
      writeFileSync(path, bytes.subarray(0, end));
      const runs = readRuns(path);
      assert.deepEqual(runs, { records: [recordOf({ repetition: 0 })], wholeBytes: first });
      const journal = new Journal(path, runs);
      journal.append(recordOf({ repetition: 2, reason: "ü" }));
      journal.append(recordOf({ repetition: 1 }));
      journal.close();
      assert.deepEqual(
        readRuns(path).records.map(({ repetition }) => repetition),
        [0, 2, 1],
      );
    }
  });

  it("a line that is broken in the middle is no torn one: refused by number", () => {
    const path = written(0);
    appendFileSync(path, '{"version":1\n');
    refused(path, /runs\.jsonl line 2: not JSON$/);
  });

  it("a record of another version, and one that lacks something, are refused by number", () => {
    const path = newFile();
    writeFileSync(path, `${JSON.stringify({ ...recordOf({}), version: 2 })}\n`);
    refused(path, /line 1: a record of version 2; this is version 1$/);
    writeFileSync(path, `${JSON.stringify({ ...recordOf({}), status: "fine" })}\n`);
    refused(path, /line 1: not a record of a run: status: ok, failed, omitted: one of these/);
  });

  it("two runners in one folder: the same run twice is refused, and who writes second notices", () => {
    const path = written(0);
    const [one, other] = [0, 0].map(() => new Journal(path, readRuns(path)));
    one!.append(recordOf({ repetition: 1 }));
    assert.throws(
      () => other!.append(recordOf({ repetition: 1 })),
      /^UsageError: cannot write .*runs\.jsonl: another process writes to it$/,
    );
    for (const journal of [one!, other!]) journal.close();
    assert.equal(readRuns(path).records.length, 2);
    appendFileSync(path, `${JSON.stringify(recordOf({ repetition: 1 }))}\n`);
    refused(path, /line 3: this run is recorded already$/);
  });

  it("a file that cannot be written is a user's mistake", () => {
    const path = join(newFile(), "below", "runs.jsonl");
    assert.throws(
      () => new Journal(path, { wholeBytes: 0 }),
      /^UsageError: cannot write .*: ENOENT$/,
    );
  });
});
