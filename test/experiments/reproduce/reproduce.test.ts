import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Testbed } from "../../../experiments/harness/testbed.ts";
import { type Reproduced, reproduce } from "../../../experiments/reproduce/reproduce.ts";
import { shippedExperiments } from "../../../experiments/reproduce/shipped.ts";
import type { Security } from "../../../host/party/combination.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { Interrupted } from "../../../run/exit-code.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { syntheticRun } from "../../support/run-records.ts";
import { type FakeOptions, fakeTestbed } from "../harness/fake-testbed.ts";

const NAME = "hospital-logistic-regression";
const root = ownTemporaryFolder();

/** Of 114 patients the secure runs get so many right, the one in the clear 112. */
const hospitals = (correct: number): FakeOptions => ({
  kinds: ["localhost", "virtual"],
  run: async ({ security, parties, args }, { repetition }) => {
    const own = syntheticRun({ security: security as Security, parties, args, repetition });
    const right = security === "plain" ? 112 : correct;
    return { parties: own.parties, dealer: own.dealer, result: { test: { correct: right } } };
  },
});

interface Where {
  readonly runs: string;
  readonly results: string;
}

const folders = (): Where => {
  const folder = mkdtempSync(join(root, "reproduce-"));
  return { runs: join(folder, "runs"), results: join(folder, "results") };
};

const attempt = (
  where: Where,
  testbed: Testbed,
  more: { readonly only?: readonly string[]; resume?: boolean; signal?: AbortSignal } = {},
): Promise<Reproduced[]> =>
  reproduce({
    ...{
      quick: true,
      only: [NAME],
      engine: "fake",
      testbedsOf: () => ({ testbeds: [testbed] }),
      cores: 2,
    },
    ...where,
    ...more,
  });

const finding = (done: readonly Reproduced[]) => {
  const found = done[0]!.findings.find(({ id }) => id === "as-good-as-in-the-clear")!;
  return [found.here.verdict, found.committed?.verdict ?? null];
};

describe("reproduce", () => {
  it("a finding that no longer holds, beside the committed one that does; what is not committed", async () => {
    const where = folders();
    const good = await attempt(where, fakeTestbed(hospitals(112)));
    assert.deepEqual(finding(good), ["holds", null]);
    cpSync(good[0]!.summary!.folder, join(where.results, NAME), { recursive: true });
    assert.deepEqual(finding(await attempt(where, fakeTestbed(hospitals(60)))), [
      "does not hold",
      "holds",
    ]);
  });

  it("an experiment that cannot be run here does not keep the others from running", async () => {
    const where = folders();
    const testbed = fakeTestbed({
      ...hospitals(112),
      refuse: ({ program }) => (program === NAME ? null : "not in this test"),
    });
    const only = ["mac-check-batching", NAME];
    const [not, done] = await attempt(where, testbed, { only });
    assert.deepEqual([not!.summary, not!.findings], [null, []]);
    assert.match(not!.trouble!, /not in this test/);
    assert.ok(done!.summary!.ok > 0);
  });

  it("Ctrl-C loses the run in flight, and --resume does what is missing", async () => {
    const where = folders();
    const stop = new AbortController();
    let runs = 0;
    const { run } = hospitals(112);
    const testbed = fakeTestbed({
      kinds: ["localhost", "virtual"],
      run: async (cell, spec, signal) => {
        if (++runs === 3) {
          stop.abort();
          throw new Interrupted("interrupted");
        }
        return run!(cell, spec, signal);
      },
    });
    await assert.rejects(attempt(where, testbed, { signal: stop.signal }), Interrupted);
    const again = fakeTestbed(hospitals(112));
    const [done] = await attempt(where, again, { resume: true });
    const { ok } = done!.summary!;
    assert.equal(again.asked.length, ok - 2);
    assert.equal(readdirSync(join(where.runs, NAME)).length, 1, "no folder of its own");
    assert.equal((await attempt(where, again, { resume: true }))[0]!.summary!.ok, ok);
    assert.equal(again.asked.length, ok - 2, "nothing was missing");
  });

  it("a name that is none, before anything runs", async () => {
    const testbed = fakeTestbed();
    await assert.rejects(
      attempt(folders(), testbed, { only: [NAME, "mac"] }),
      (error) =>
        error instanceof UsageError && /no experiment "mac"; there are /.test(error.message),
    );
    assert.deepEqual(testbed.asked, []);
  });

  it("takes all that ship", async () => {
    const where = folders();
    const testbed = fakeTestbed({ ...hospitals(112), refuse: () => "not in this test" });
    const all = await reproduce({
      ...{ quick: true, engine: "fake", testbedsOf: () => ({ testbeds: [testbed] }), cores: 2 },
      ...where,
    });
    assert.deepEqual(
      all.map(({ experiment }) => experiment),
      shippedExperiments().map(({ name }) => name),
    );
  });
});
