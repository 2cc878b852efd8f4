import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linksOf } from "../../../experiments/config/network-spec.ts";
import type { RunSpec } from "../../../experiments/harness/testbed.ts";
import { type Cell, runRecord } from "../../../experiments/records/record.ts";
import { virtual, whyTooLarge } from "../../../experiments/virtual/testbed.ts";

const cellOf = (security: Cell["security"], parties: number, ablation = "none"): Cell => ({
  ...{ id: "x", parties, network: "x", security, ablation },
  ...{ program: "inner-product", args: { length: 10 } },
});

const specOf = (compute: "measured" | "model" = "model"): RunSpec => ({
  ...{ program: "inner-product", args: { length: 10 }, kind: "virtual", deadlineMs: 1000 },
  comparisons: "tree",
  network: {
    ...{ name: "20 ms", kind: "virtual", latencyMs: 20, bandwidthMbit: 10, jitterMs: 0 },
    ...{ links: null, slow: null, compute: null },
  },
  ...{ virtual: { compute, coresPerHost: 1 }, repetition: 0, seed: "7" },
});

const never = new AbortController().signal;

describe("the testbed of virtual time", () => {
  for (const security of ["plain", "additive+dealer", "spdz+dealer"] as const)
    it(`${security}: a run comes back as records have it, and a second one is equal`, async () => {
      const [cell, spec] = [cellOf(security, 2), specOf()];
      const outcome = await virtual.run(cell, spec, never);
      assert.equal(outcome.status, "ok", String(outcome.reason));
      runRecord.parse({
        ...{ version: 1, cell, repetition: 0, order: 0, startedAt: new Date(0).toISOString() },
        ...{ wallMs: 1, load: 0, ...outcome },
      });
      const members = security === "plain" ? 2 : 3;
      const links = linksOf(spec.network, members);
      assert.deepEqual(outcome.network, {
        ...{ name: "20 ms", kind: "virtual", mechanism: "model", ...links },
        ...{ compute: "model", coresPerHost: 1 },
      });
      assert.deepEqual(await virtual.run(cell, spec, never), outcome);
    });

  it("what a program refuses is the run's failure, in words", async () => {
    const spec = { ...specOf(), args: { length: 0 } };
    await assert.rejects(virtual.run(cellOf("spdz+dealer", 2), spec, never), /"length"/);
  });

  it("an aborted run ends its process and rejects as interrupted", async () => {
    const control = new AbortController();
    let pid = 0;
    const onLine = (line: string) => {
      pid = Number(/process (\d+)/.exec(line)?.[1]);
      control.abort();
    };
    const run = virtual.run(cellOf("spdz+dealer", 2), { ...specOf(), onLine }, control.signal);
    await assert.rejects(run, { name: "Interrupted" });
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });

  it("refuses what it cannot do, before anything runs", () => {
    const refusal = (cell: Cell) => virtual.refuse(cell, specOf());
    assert.equal(refusal(cellOf("spdz+dealer", 64)), null);
    assert.match(refusal(cellOf("spdz+dealer", 65))!, /65 parties: at most 64/);
  });

  it("refuses lattices that would fill the machine, with what they need", () => {
    const gib = 2 ** 30;
    assert.equal(whyTooLarge("spdz+dealer", 64, gib), null);
    assert.equal(whyTooLarge("spdz+lowgear", 2, 16 * gib), null);
    assert.match(
      whyTooLarge("spdz+lowgear", 32, 16 * gib)!,
      /lattices of 32 parties in one process may take \d+\.\d GiB; this machine has 16\.0/,
    );
  });
});
