/** Attacks over TLS, of processes of which one is corrupt: some; in the long form all. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Attack } from "../../attacks/attack.ts";
import { ATTACKS } from "../../attacks/attacks.ts";
import { EXIT } from "../../run/exit-code.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { runLocally } from "../../run/run-locally.ts";
import { LONG } from "../support/long.ts";
import {
  ARGUMENTS,
  assertStopped,
  assertSucceeded,
  type Changed,
  type End,
  withoutCheck,
} from "../support/run-attack.ts";

/** An end that the others must tell from a crash. */
const SOME = ["silent-in-check"];
/** Of these what they do without their check as well. LowGear takes seconds a run: one is enough. */
const UNCHECKED = ["wrong-sum"];

const among = (names: readonly string[]) =>
  ATTACKS.filter(({ name }) => LONG || names.includes(name));

const attacked = ({ name, against }: Attack, changed: Changed = {}): Promise<LocalRun> =>
  runLocally({
    program: "mult3",
    args: ARGUMENTS,
    ...against,
    ...changed,
    adversary: { party: against.parties - 1, attack: name },
    deadlineMs: 30_000,
  });

const honestEnds = ({ parties }: LocalRun): End[] =>
  parties.slice(0, -1).map(({ result, error }) => ({
    result,
    code: error?.code ?? null,
    culprits: error?.culprits ?? [],
  }));

describe("attacks over TLS", () => {
  for (const attack of among(SOME))
    it(`${attack.name}: every honest party stops with ${attack.expect.code}, naming ${attack.expect.culprits}`, async () => {
      const run = await attacked(attack);
      assertStopped(honestEnds(run), attack.expect, attack.name);
      assert.notEqual(run.exitCode, EXIT.ok);
      assert.ok(run.labels.includes(`P${attack.against.parties - 1} cheats: ${attack.name}`));
    });

  for (const attack of among(UNCHECKED)) {
    const changed = withoutCheck(attack);
    if (changed === null) continue;
    it(`${attack.name}, without its check`, async () => {
      assertSucceeded(honestEnds(await attacked(attack, changed)), attack);
    });
  }
});
