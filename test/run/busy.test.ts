/** A program's own loop, many deadlines long: its party lives, and a thread says so where its event loop cannot. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { deadlineFor } from "../../run/deadline.ts";
import { runLocally } from "../../run/run-locally.ts";
import { assertNoFolders, ownTemporaryFolder } from "./leftovers.ts";

ownTemporaryFolder();
const program = join(import.meta.dirname, "computing.ts");

describe("a party that computes without a turn of its event loop", () => {
  after(assertNoFolders);

  it("is neither silent nor late for its peer, though it takes five deadlines", async () => {
    const run = await runLocally({
      ...{ program, parties: 2, security: "additive+dealer", args: { seconds: 5 } },
      ...{ deadlineMs: 1000, connectMs: 60_000 },
    });
    for (const { result, error } of run.parties) assert.deepEqual([result, error], [[7n], null]);
  });

  it("waits as many times longer as parties share a core", () => {
    assert.deepEqual(
      [2, 3, 4, 16].map((parties) => deadlineFor(parties, 2)),
      [10_000, 20_000, 20_000, 80_000],
    );
    assert.equal(deadlineFor(2, 64), 10_000);
  });
});
