/** The harness end to end, with real processes: few, small, and none left. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readRuns } from "../../../experiments/harness/journal.ts";
import { runExperiment } from "../../../experiments/harness/runner.ts";
import type { Testbed } from "../../../experiments/harness/testbed.ts";
import { processes } from "../../../experiments/processes/testbed.ts";
import type { RunRecord } from "../../../experiments/records/record.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { shaped } from "../../../experiments/shaped/testbed.ts";
import { testbedsOf } from "../../../experiments/testbeds.ts";
import { virtual } from "../../../experiments/virtual/testbed.ts";
import { ROUNDED } from "../../../operations/clear.ts";
import { Interrupted } from "../../../run/exit-code.ts";
import { assertNothingLeft, ownTemporaryFolder } from "../../run/leftovers.ts";
import { tiny } from "../config/config-file.ts";

const root = ownTemporaryFolder();
const PROGRAMS = join(import.meta.dirname, "..", "..", "run");
const matrix = { parties: [2], network: ["localhost"], security: ["plain", "additive+dealer"] };

/** Runs on loopback; no process and no folder of a party is left. */
async function records(changes: object, signal?: AbortSignal, onLine = (_: string) => {}) {
  const folder = join(mkdtempSync(join(root, "run-")), "here");
  const pids: number[] = [];
  try {
    await runExperiment(readExperiment(tiny({ matrix, repetitions: 1, ...changes })), {
      ...{ engine: "processes", ...testbedsOf("processes"), cores: 2, folder },
      ...(signal && { signal }),
      onEvent: (event) => {
        if (event.type !== "line") return;
        const pid = / is process (\d+)$/.exec(event.text)?.[1];
        if (pid !== undefined) pids.push(Number(pid));
        onLine(event.text);
      },
    });
  } finally {
    assert.ok(pids.length > 0);
    await assertNothingLeft(pids);
  }
  return readRuns(join(folder, "runs.jsonl")).records;
}

const bySecurity = (all: readonly RunRecord[], security: string) =>
  all.find(({ cell }) => cell.security === security)!;

describe("the testbed of processes", () => {
  it("records what each party and the dealer did, phase by phase, and what the program returned", async () => {
    const all = await records({});
    assert.equal(all.length, 2);
    for (const { status, reason, result } of all)
      assert.deepEqual([status, reason, result], ["ok", null, { product: "105" }]);

    const run = bySecurity(all, "additive+dealer");
    assert.deepEqual(run.labels, ["insecure: trusted dealer", "insecure: semi-honest, no MACs"]);
    assert.deepEqual([run.network.kind, run.network.mechanism], ["localhost", "loopback"]);
    assert.equal(run.network.latencyMs.length, 3);
    assert.match(run.budget[0]!, /^security: insecure: trusted dealer/);
    assert.deepEqual(
      run.parties.map(({ party }) => party),
      [0, 1],
    );
    for (const {
      party,
      phases,
      made,
      used,
      wasted,
      rounds,
      peakMemoryBytes,
      cpuMs,
    } of run.parties) {
      assert.deepEqual(Object.keys(phases), ["connect", "keys", "offline", "online", "close"]);
      const online = phases.online!;
      assert.ok(online.bytesSent[1 - party]! > 0 && online.bytesReceived[1 - party]! > 0);
      assert.equal(online.bytesSent.length, 3);
      assert.ok(online.waitingMs <= online.wallMs);
      assert.equal(online.rounds, rounds);
      assert.ok(rounds >= 3 && peakMemoryBytes! > 1e6 && cpuMs > 0);
      assert.deepEqual(used, { triple: 2, "input-mask/0": 2, "input-mask/1": 1 });
      assert.deepEqual(made, used);
      assert.deepEqual(wasted, {});
    }
    assert.equal(run.dealer!.party, 2);
    assert.ok(run.dealer!.phases.offline!.bytesSent[1]! > 0);

    const clear = bySecurity(all, "plain");
    assert.deepEqual(clear.labels, ["insecure: computed in the clear", ROUNDED]);
    assert.equal(clear.network.mechanism, "none");
    assert.equal(clear.dealer, null);
    for (const { phases, used } of clear.parties) {
      assert.deepEqual(phases.online!.bytesSent, [0, 0]);
      assert.deepEqual(used, {});
    }
  });

  it("a program that fails is a failed run that says who failed and why, in the clear as well", async () => {
    const all = await records({ program: join(PROGRAMS, "failing.ts") });
    for (const { status, reason, result } of all) {
      assert.deepEqual([status, result], ["failed", null]);
      assert.match(reason!, /^P1: Error: party 1 fails \(at .*failing\.ts:6\)$/);
    }
  });

  for (const security of ["plain", "spdz+dealer"])
    it(`Ctrl-C: a run that never ends is stopped, and leaves no process (${security})`, async () => {
      const controller = new AbortController();
      const running = security === "plain" ? / is process / : /^P0 online$/;
      await assert.rejects(
        records(
          { program: join(PROGRAMS, "stuck.ts"), matrix: { ...matrix, security: [security] } },
          controller.signal,
          (line) => {
            if (running.test(line)) controller.abort();
          },
        ),
        Interrupted,
      );
    });

  it("is what its name gives, and no other name gives anything", () => {
    assert.deepEqual(testbedsOf("processes").testbeds, [processes, shaped, virtual]);
    for (const name of ["slrum", "toString"])
      assert.throws(
        () => testbedsOf(name),
        /^UsageError: no engine ".*"; there are: processes, slurm$/,
      );
  });

  it("refuses more parties than one machine runs", () => {
    const refusal = (changes: object): string | null => {
      const [planned] = readExperiment(tiny()).cells;
      const spec = {} as Parameters<Testbed["refuse"]>[1];
      return processes.refuse({ ...planned!.cell, ...changes }, spec);
    };
    assert.equal(refusal({}), null);
    assert.equal(refusal({ parties: 17 }), "17 parties: at most 16 on one machine");
  });
});
