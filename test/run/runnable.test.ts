import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { truncationMaskOf } from "../../items/kinds/truncation-mask.ts";
import { assertRunnable } from "../../run/runnable.ts";
import { letFail } from "../support/adding-kind.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

describe("a run", () => {
  /** Of many truncations, which it never makes. */
  const greedy = async (security: "spdz+dealer" | "plain") => {
    const program = join(ownTemporaryFolder(), "greedy.ts");
    writeFileSync(
      program,
      `export const about = { needs: () => new Map([["truncation-mask/16", 2 ** 20 + 1]]) };
export default async () => null;
`,
    );
    return (await assertRunnable({ program, parties: 2, security, args: {} })).needs.items;
  };

  it("of which more may fail than s allows is refused before anything is started, but in the clear", async (t) => {
    letFail(t, truncationMaskOf(16, false));
    await assert.rejects(
      greedy("spdz+dealer"),
      (error) =>
        error instanceof UsageError &&
        /may fail in the program, added up: 1048577\/p does not fit s = 40/.test(error.message),
    );
    assert.deepEqual(await greedy("plain"), []);
  });

  it("may take as many masks as it likes: they are uniform", async () => {
    assert.deepEqual(await greedy("spdz+dealer"), [["truncation-mask/16", 2 ** 20 + 1]]);
  });
});
