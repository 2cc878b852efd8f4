import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";

const HEAP = new URL("../../../host/node/heap.ts", import.meta.url).href;
const run = promisify(execFile);

describe("letHeapGrow", () => {
  it("sets what this V8 knows: of an unknown flag it would complain", async () => {
    const program = `import { letHeapGrow } from ${JSON.stringify(HEAP)}; letHeapGrow();`;
    const { stderr } = await run(process.execPath, ["--input-type=module", "--eval", program]);
    assert.equal(stderr, "");
  });
});
