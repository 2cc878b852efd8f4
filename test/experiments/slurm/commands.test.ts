import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLive, usableNodes } from "../../../experiments/slurm/commands.ts";

const SINFO = `
n1 lab* idle
n1 short idle
n2 lab* mix
n3 lab* down
n4 lab* idle*
n5 short alloc
n6 lab* drain
n7 lab* comp
n8 lab* down*
n9 lab* idle~
`;

describe("what SLURM says", () => {
  it("nodes that are down, drained or silent, or another partition's, taken for nodes to run on", () => {
    // n9 sleeps until it is needed.
    assert.equal(usableNodes(SINFO, false), 4);
    // Of the partition that was asked for, whose name may have no *.
    assert.equal(usableNodes("n1 short idle\nn5 short alloc\nn6 short down\n", true), 2);
    assert.equal(usableNodes("", false), 0);
  });

  it("a job that has ended taken for one that may still leave a record, or the other way round", () => {
    for (const state of ["PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED"])
      assert.ok(isLive(state), state);
    for (const state of [
      "COMPLETED",
      "FAILED",
      "CANCELLED",
      "TIMEOUT",
      "NODE_FAIL",
      "OUT_OF_MEMORY",
      undefined,
    ])
      assert.ok(!isLive(state), state);
  });
});
