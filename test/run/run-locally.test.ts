import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { combinationOf } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import { EXIT, Interrupted } from "../../run/exit-code.ts";
import type { LocalRun, LocalRunOptions } from "../../run/outcome.ts";
import { runLocally } from "../../run/run-locally.ts";
import { assertNothingLeft, ownTemporaryFolder } from "./leftovers.ts";

const folder = ownTemporaryFolder();
const PROGRAMS = import.meta.dirname;
const DEADLINE_MS = 2000;

/** Runs, and asserts that nothing is left of it. */
async function run(options: LocalRunOptions): Promise<LocalRun> {
  const pids: number[] = [];
  try {
    return await runLocally({
      deadlineMs: DEADLINE_MS,
      ...options,
      onEvent: (event) => {
        if (event.type === "started") pids.push(event.pid);
        options.onEvent?.(event);
      },
    });
  } finally {
    await assertNothingLeft(pids);
  }
}

describe("a local run", () => {
  const length = 100;
  for (const [parties, security] of [
    [3, "spdz+dealer"],
    [2, "additive+dealer"],
  ] as const)
    it(`${parties} processes compute with ${security} what is computed in the clear`, async () => {
      const clear = await run({
        program: "inner-product",
        args: { length },
        parties,
        security: "plain",
      });
      const secret = await run({ program: "inner-product", args: { length }, parties, security });
      assert.equal(secret.exitCode, EXIT.ok);
      assert.notEqual(clear.parties[0]!.result, null);
      for (const { party, result, statistics } of secret.parties) {
        assert.deepEqual(result, clear.parties[party]!.result);
        assert.equal(statistics!.used.triple, length);
        assert.ok(statistics!.phases.online!.traffic!.bytesSent[1 - Math.min(party, 1)]! > 0);
      }
      assert.deepEqual(secret.labels, combinationOf(security).labels);
      assert.ok(secret.labels.includes("insecure: trusted dealer"));
      assert.equal(secret.dealer!.error, null);
    });

  it("gives each party its own arguments, which the others never see", async () => {
    const { parties, exitCode } = await run({
      program: "mult3",
      ownArgs: [{ factors: [2, null, 9] }, { factors: [null, -5, null] }],
      parties: 2,
      security: "spdz+dealer",
    });
    assert.equal(exitCode, EXIT.ok);
    assert.deepEqual(
      parties.map((p) => p.result),
      [{ product: "-90" }, { product: "-90" }],
    );
  });

  it("reports a cheat caught, with the code and without a result; without MACs it is not noticed", async () => {
    const cheat = { party: 1, attack: "shift-opening", options: { element: 0, by: 1 } };
    const attacked = { program: "mult3", parties: 2, adversary: cheat };
    const caught = await run({ ...attacked, security: "spdz+dealer" });
    assert.equal(caught.exitCode, EXIT.cheating);
    assert.equal(caught.parties[0]!.error!.code, "mac-check-failed");
    assert.deepEqual(caught.parties[0]!.error!.culprits, []);
    assert.equal(caught.parties[0]!.result, null);
    const fooled = await run({ ...attacked, security: "additive+dealer" });
    assert.deepEqual(fooled.parties[0]!.result, { product: "106" });
  });

  it("says whose program failed, and that the others only stopped for it", async () => {
    const { parties, exitCode } = await run({
      program: join(PROGRAMS, "failing.ts"),
      parties: 3,
      security: "spdz+dealer",
    });
    assert.equal(exitCode, EXIT.bug);
    assert.match(parties[1]!.error!.message, /^party 1 fails \(at .*failing\.ts:6\)$/);
    assert.match(parties[1]!.error!.at!, /failing\.ts:6$/);
    for (const p of [0, 2]) {
      assert.equal(parties[p]!.error!.code, "peer-aborted", parties[p]!.error!.message);
      assert.deepEqual(parties[p]!.error!.culprits, []);
    }
  });

  it("ends a program that waits for something else when its session fails", async () => {
    const { parties } = await run({
      program: join(PROGRAMS, "waiting.ts"),
      parties: 2,
      security: "additive+dealer",
    });
    assert.equal(parties[0]!.error!.code, "peer-aborted", parties[0]!.error!.message);
    assert.match(parties[1]!.error!.message, /^party 1 fails \(at .*waiting\.ts:6\)$/);
  });

  it("refuses to call a run good whose openings were never checked", async () => {
    const program = join(PROGRAMS, "unchecked.ts");
    const { parties, exitCode } = await run({ program, parties: 2, security: "spdz+dealer" });
    assert.equal(exitCode, EXIT.bug);
    for (const { error } of parties)
      assert.match(`${error!.code} ${error!.message}`, /never checked|peer-/);
    assert.ok(parties.some(({ error }) => /never checked/.test(error!.message)));
  });

  it("writes traces with labels, sizes and times, and nothing else", async () => {
    const trace = join(mkdtempSync(join(folder, "trace-")), "t");
    await run({ program: "mult3", parties: 2, security: "spdz+dealer", trace });
    for (const who of ["P0", "P1", "dealer"]) {
      const path = `${trace}.${who}`;
      assert.equal(statSync(path).mode & 0o077, 0);
      const lines = readFileSync(path, "utf8").trim().split("\n");
      assert.ok(lines.length > 3);
      for (const line of lines)
        for (const [key, value] of Object.entries(JSON.parse(line) as object)) {
          assert.ok(["ms", "what", "peer", "tag", "bytes"].includes(key), key);
          assert.ok(typeof value === "number" || /^[\w /<>:-]*$/.test(value as string));
        }
    }
  });

  it("stops every process when it is told to", async () => {
    const controller = new AbortController();
    await assert.rejects(
      run({
        program: join(PROGRAMS, "many-rounds.ts"),
        args: { rounds: 1_000_000 },
        parties: 3,
        security: "spdz+dealer",
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === "phase" && event.phase === "online") controller.abort();
        },
      }),
      Interrupted,
    );
  });

  it("refuses before anything is started: parties, ports, programs, arguments", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const good = { program: "mult3", parties: 2, security: "spdz+dealer" } as const;
    const cases: [LocalRunOptions, RegExp][] = [
      [{ ...good, parties: 1 }, /^1 parties: a run has 2 to 16$/],
      [{ ...good, ports: [port, 1, 2] }, new RegExp(`^port ${port} of 127.0.0.1 is taken$`)],
      [
        { ...good, program: "mult" },
        /^no program "mult": neither a file nor one of checked-outputs, crosstabs, /,
      ],
      [{ ...good, args: { factors: [1, 2] } }, /^mult3: argument "factors/],
      [{ ...good, args: { factors: [1, null, 2] } }, /^mult3: .*: party 1 holds it, so it may not/],
      [{ ...good, program: "crosstabs", args: { people: 5 } }, /569 rows, not 5 as agreed$/],
      [{ ...good, program: "sealed-bid", args: { file: "none" } }, /^cannot read none: no such/],
      [{ ...good, program: "inner-product", args: { file: "none" } }, /^cannot read none: no such/],
      [
        { ...good, program: "hospital-logistic-regression", args: { labelHolder: 2 } },
        /argument "labelHolder": there are parties 0 … 1$/,
      ],
      [
        { ...good, args: { factors: [1, Number.NaN] } },
        /^argument "factors"\[1\]: NaN; allowed are/,
      ],
      [{ ...good, ownArgs: [{}, { x: undefined }] }, /^argument "x": undefined; allowed are null/],
      [
        { ...good, security: "plain", ownArgs: [{}, { x: new Map() }] },
        /^argument "x": a Map; allowed/,
      ],
      [{ ...good, statistical: 58 }, /^statistical = 58: an integer from 40 to 57 is expected$/],
      [
        { ...good, ablation: "no-proofs" },
        /^no-proofs with spdz\+dealer: ablations are of spdz\+low/,
      ],
      [{ ...good, ablation: "no-proof" }, /^no ablation "no-proof"; there are none, no-flooding, /],
      [
        { ...good, security: "spdz+lowgear", ablation: "no-proofs", threads: 2 },
        /^no-proofs with 2 threads: one, in an ablation$/,
      ],
      [
        { ...good, adversary: { party: 2, attack: "shift-opening" } },
        /^an adversary at P2 among 2 parties$/,
      ],
      [
        { ...good, adversary: { party: 1, attack: "shift" } },
        /^no attack "shift": neither a file nor one of other-residue, /,
      ],
      [
        { ...good, adversary: { party: 1, attack: "shift-opening", options: { by: "x" } } },
        /^shift-opening: option "by": /,
      ],
      [
        { ...good, security: "plain", adversary: { party: 1, attack: "shift-opening" } },
        /^shift-opening with plain: it has nobody to lie to$/,
      ],
      [
        { ...good, adversary: { party: 1, attack: "wrong-product" } },
        /^wrong-product with spdz\+dealer: it attacks how spdz\+lowgear makes its material$/,
      ],
      [
        { ...good, adversary: { party: 1, attack: "wrong-sum" } },
        /^wrong-sum with direct routing: it attacks a king$/,
      ],
      [{ ...good, ownArgs: [{}] }, /^own arguments of 1 parties where there are 2$/],
      [{ ...good, program: join(PROGRAMS, "leftovers.ts") }, /is no program: it has no default/],
    ];
    try {
      for (const [options, message] of cases)
        await assert.rejects(run({ ...options, onEvent: (e) => assert.fail(e.type) }), (e) => {
          assert.ok(e instanceof UsageError, String(e));
          assert.match(e.message, message);
          return true;
        });
    } finally {
      taken.close();
    }
  });
});
