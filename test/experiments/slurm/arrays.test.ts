import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ArrayFiles, arraysIn, type TaskArray } from "../../../experiments/slurm/arrays.ts";
import { recordOf } from "../harness/records.ts";

const folder = mkdtempSync(join(tmpdir(), "spdz-arrays-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const array: TaskArray = { jobName: "spdz-x-7", nodes: 3, seed: 1, sources: "ab", tasks: [] };

describe("what arrays of jobs leave in a run's folder", () => {
  it("an array of before is not found again, or a record taken for one", () => {
    assert.equal(arraysIn(folder).size, 0);
    const files = new ArrayFiles(folder, 7);
    files.write(array);
    files.writeRecord(0, recordOf({ repetition: 1 }));
    assert.deepEqual([...arraysIn(folder)], [[7, array]]);
  });

  it("a warm-up's record is refused for its number, a missing one is no record", () => {
    const files = new ArrayFiles(folder, 7);
    files.writeRecord(1, { ...recordOf({}), repetition: -1, order: -2 });
    assert.equal(files.record(1)?.repetition, -1);
    assert.equal(files.record(2), null);
  });

  it("the reason of a lost job is the last line of a long log", () => {
    const files = new ArrayFiles(folder, 7);
    assert.equal(files.lastWords(3), "");
    writeFileSync(files.log(3), `${"much\n".repeat(40_000)}out of memory\n\n`);
    assert.equal(files.lastWords(3), "out of memory");
  });
});
