import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { assertRunnable } from "../../run/runnable.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

describe("a run", () => {
  it("that would take more masks than s allows is refused before anything is started, but in the clear", async () => {
    const program = join(ownTemporaryFolder(), "greedy.ts");
    writeFileSync(
      program,
      `export const about = { needs: () => new Map([["truncation-mask/16", 2 ** 20 + 1]]) };
export default async () => null;
`,
    );
    const run = (security: "spdz+dealer" | "plain") =>
      assertRunnable({ program, parties: 2, security, args: {} });
    await assert.rejects(
      run("spdz+dealer"),
      (error) =>
        error instanceof UsageError &&
        /comparisons and truncations: 1048577 masks do not fit s = 40/.test(error.message),
    );
    assert.deepEqual((await run("plain")).items, []);
  });
});
