import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { Phase } from "../../host/node/party/statistics.ts";
import { EXIT } from "../../run/exit-code.ts";
import type { LocalRun, LocalRunOptions } from "../../run/outcome.ts";
import { runLocally } from "../../run/run-locally.ts";
import { LONG } from "../support/long.ts";
import { assertNoFolders, assertNoneAlive, ownTemporaryFolder } from "./leftovers.ts";

ownTemporaryFolder();

const PROGRAM = join(import.meta.dirname, "many-rounds.ts");
/** Far more than can be done before the signal arrives. */
const ROUNDS = 1_000_000;
const DEADLINE_MS = 2000;

interface Murder {
  readonly parties: number;
  readonly victim: number;
  readonly phase: Phase;
  readonly security?: LocalRunOptions["security"];
  /** SIGKILL unless something else. */
  readonly signal?: NodeJS.Signals;
}

/** Sends the signal to `victim` as soon as its `phase` begins. */
async function murder({
  parties,
  victim,
  phase,
  security = "spdz+dealer",
  signal = "SIGKILL",
}: Murder) {
  const pids = new Map<number, number>();
  const run = await runLocally({
    // A party has an offline phase where its program says what it needs: here more than comes in an instant.
    ...(phase === "offline" && victim < parties
      ? { program: "inner-product", args: { length: 1_000_000 } }
      : { program: PROGRAM, args: { rounds: ROUNDS } }),
    parties,
    security,
    deadlineMs: DEADLINE_MS,
    ...(phase === "connect" && { connectMs: 12_000 }),
    onEvent: (event) => {
      if (event.type === "started") pids.set(event.party, event.pid);
      if (event.type === "phase" && event.party === victim && event.phase === phase)
        process.kill(pids.get(victim)!, signal);
    },
  });
  await assertNoneAlive([...pids.values()]);
  return run;
}

function assertOnlyVictimNamed(run: LocalRun, victim: number): void {
  const all = run.dealer === null ? run.parties : [...run.parties, run.dealer];
  assert.equal(run.exitCode, EXIT.peer);
  assert.equal(all[victim]!.exit, "SIGKILL");
  for (const { party, error, exit, result } of all) {
    if (party === victim) continue;
    assert.equal(result, null, `P${party} has no result`);
    assert.equal(exit, EXIT.peer, `P${party} says ${error?.code}: ${error?.message}`);
    assert.match(error!.code, /^peer-(closed|silent)$/, `P${party}: ${error!.message}`);
    assert.deepEqual(error!.culprits, [victim], `P${party}: ${error!.message}`);
  }
}

// Several at once: they wait for deadlines more than they compute.
const AT_ONCE = { concurrency: 2 };

describe("a party killed with SIGKILL is named by all others, and nobody else is", AT_ONCE, () => {
  after(assertNoFolders);

  const murders: Murder[] = [
    { parties: 2, victim: 0, phase: "online" },
    { parties: 3, victim: 1, phase: "connect" },
  ];
  const more: Murder[] = [
    { parties: 3, victim: 1, phase: "offline" },
    { parties: 2, victim: 1, phase: "keys" },
    { parties: 3, victim: 2, phase: "online" },
    { parties: 3, victim: 0, phase: "keys" },
    { parties: 3, victim: 0, phase: "online", security: "additive+dealer" },
  ];
  for (const m of LONG ? [...murders, ...more] : murders)
    it(`P${m.victim} of ${m.parties} as "${m.phase}" begins (${m.security ?? "spdz+dealer"})`, async () => {
      assertOnlyVictimNamed(await murder(m), m.victim);
    });

  it("P1 of 2, stopped but not dead: named for its silence, and ended in the end", async () => {
    const run = await murder({ parties: 2, victim: 1, phase: "online", signal: "SIGSTOP" });
    assertOnlyVictimNamed(run, 1);
    assert.equal(run.parties[0]!.error!.code, "peer-silent");
    assert.equal(run.parties[1]!.error!.code, "hung");
  });

  it("P1 of 3 inside a MAC check, over real links", async () => {
    const run = await runLocally({
      program: "mult3",
      parties: 3,
      security: "spdz+dealer",
      deadlineMs: DEADLINE_MS,
      adversary: { party: 1, attack: join(import.meta.dirname, "dies-in-check.ts") },
    });
    // The dealer had done its part before.
    assertOnlyVictimNamed({ ...run, dealer: null }, 1);
  });

  it("P1 of 3 in phase close: the others keep their checked results, and name it", async () => {
    const run = await runLocally({
      program: join(import.meta.dirname, "dies-at-close.ts"),
      args: { victim: 1 },
      parties: 3,
      security: "spdz+dealer",
      deadlineMs: DEADLINE_MS,
    });
    assert.equal(run.parties[1]!.exit, "SIGKILL");
    for (const { result, error, afterwards, exit, statistics } of [
      run.parties[0]!,
      run.parties[2]!,
    ]) {
      assert.deepEqual([result, error, exit], ["6", null, EXIT.ok]);
      assert.deepEqual([afterwards!.code, afterwards!.culprits], ["peer-closed", [1]]);
      assert.ok(statistics!.phases.online && statistics!.phases.close);
    }
    // It had told its own before.
    assert.deepEqual([run.parties[1]!.result, run.parties[1]!.afterwards!.code], ["6", "killed"]);
    assert.equal(run.exitCode, EXIT.ok);
  });

  it("the dealer of 2 while it deals", async () => {
    assertOnlyVictimNamed(await murder({ parties: 2, victim: 2, phase: "offline" }), 2);
  });
});
