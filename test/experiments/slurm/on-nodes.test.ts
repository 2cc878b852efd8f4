import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { outcomeOf } from "../../../experiments/harness/party-record.ts";
import type { FromNode, ToNode } from "../../../experiments/slurm/messages.ts";
import { runOnNodes } from "../../../experiments/slurm/run-on-nodes.ts";
import { Step } from "../../../experiments/slurm/step.ts";
import { onNodes } from "../../../experiments/slurm/testbed.ts";
import { UsageError } from "../../../host/usage-error.ts";
import type { LocalRunOptions } from "../../../run/outcome.ts";
import { fromPackedLine } from "../../../run/packed.ts";
import { assertNoFolders, ownTemporaryFolder } from "../../run/leftovers.ts";
import { recordOf } from "../harness/records.ts";
import { fakeSlurm } from "./fake-slurm.ts";

const root = ownTemporaryFolder();
const slurm = fakeSlurm(root);

const run = (nodes: string, changes: Partial<LocalRunOptions> = {}) => {
  process.env.SLURM_JOB_NODELIST = nodes;
  return runOnNodes({
    ...{ program: "mult3", args: { factors: [2, 3, 7] }, parties: 2, security: "additive+dealer" },
    ...changes,
  });
};

describe("a run on nodes of a cluster", () => {
  it("private keys that leave their node", async () => {
    const { run: made, hosts } = await run("n1,n2,n3");
    assert.equal(made.exitCode, 0);
    assert.ok(JSON.stringify(made.parties[0]!.result).includes("42"));
    assert.equal(hosts?.length, 3);
    const said = slurm.said();
    const words = said.split("\n").flatMap((line) => {
      const word = fromPackedLine<FromNode | ToNode>(line);
      // Whatever is said is packed.
      assert.ok(word !== null || line === "", line);
      return word ?? [];
    });
    const here = words.filter(({ type }) => type === "here");
    assert.equal(here.length, 3);
    for (const word of here)
      assert.deepEqual(Object.keys(word).sort(), [
        ...["fingerprint", "host", "port", "publicKey", "type"],
      ]);
    assert.equal(words.filter(({ type }) => type === "start").length, 3);
    assert.doesNotMatch(JSON.stringify(words), /PRIVATE|privateKey/i);
  });

  it("a node that starts nothing: nobody begins, and it is named, not those that waited for it", async () => {
    const { run: made, hosts } = await run("n1,broken,n3");
    assert.equal(hosts, undefined);
    const { reason } = outcomeOf(made, recordOf({}).network, 3);
    assert.equal(
      reason,
      "P1: lost: the step on broken ended by 1: srun: error: broken: node is down",
    );
    assert.equal(made.parties[0]!.error!.code, "not-begun");
  });

  it("a node that hangs", async () => {
    const step = new Step({
      ...{ party: 0, name: "party-0", node: "slow", address: "127.0.0.1" },
      onEvent: () => undefined,
    });
    step.late();
    assert.equal(await step.here, null);
    const { error } = await step.ended;
    assert.deepEqual([error?.code, error?.message], ["lost", "its node did not start it in time"]);
  });

  it("a job of fewer nodes than members", async () => {
    await assert.rejects(run("n1,n2"), (error) => {
      assert.ok(error instanceof UsageError);
      return /3 members of a run on 2 nodes: each member needs its own node/.test(error.message);
    });
  });

  it("more parties than can be run, or than there are nodes", () => {
    const refusal = (parties: number, security: "additive+dealer" | "plain") => {
      const { cell } = recordOf({});
      return onNodes.refuse({ ...cell, parties, security }, {} as never);
    };
    assert.equal(refusal(9, "additive+dealer"), null);
    assert.equal(
      refusal(10, "additive+dealer"),
      "11 nodes for 10 parties and a dealer: there are 10",
    );
    assert.equal(refusal(16, "plain"), null);
    assert.equal(refusal(17, "plain"), "17 parties: at most 16 as processes");
  });

  it("leaves no file", () => assertNoFolders());
});
