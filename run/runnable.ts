/** What can be known of a run before any process is started. */
import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ablationOf } from "../attacks/ablations/ablations.ts";
import { assertThreads } from "../host/node/lanes/threads.ts";
import { comparable } from "../host/node/party/agreement.ts";
import { assertWithinBudget } from "../host/party/budget.ts";
import { ABLATABLE } from "../host/party/combination.ts";
import { UsageError } from "../host/usage-error.ts";
import type { Comparisons } from "../online/comparisons.ts";
import { DEFAULT_STATISTICAL, isStatistical, STATISTICAL_RANGE } from "../protocols/security.ts";
import { choiceOf, LOOPBACK_MS } from "./choose-comparisons.ts";
import { deadlineOf } from "./deadline.ts";
import type { AdversarySpec } from "./messages.ts";
import type { LocalRunOptions } from "./outcome.ts";
import type { Needs } from "./plan-here.ts";
import { checkOwn } from "./program-about.ts";
import { loadProgram } from "./program-module.ts";
import { needsOfAll } from "./program-plan.ts";

export const MIN_PARTIES = 2;
export const MAX_PARTIES = 16;

/** What the program will take, and how it compares. */
export interface Runnable {
  readonly needs: Needs;
  readonly comparisons: Comparisons;
}

/** @throws UsageError if the options cannot work, found before a process is started. */
export async function assertRunnable(options: LocalRunOptions): Promise<Runnable> {
  const { parties, args, ownArgs, adversary, trace } = options;
  const deadlineMs = deadlineOf(options);
  const { statistical = DEFAULT_STATISTICAL } = options;
  if (!Number.isInteger(parties) || parties < MIN_PARTIES || parties > MAX_PARTIES)
    throw new UsageError(`${parties} parties: a run has ${MIN_PARTIES} to ${MAX_PARTIES}`);
  if (!Number.isFinite(deadlineMs) || deadlineMs < 100)
    throw new UsageError(`a deadline of ${deadlineMs} ms: at least 100`);
  if (!isStatistical(statistical))
    throw new UsageError(`statistical = ${statistical}: ${STATISTICAL_RANGE}`);
  assertThreads(options.threads, options.security);
  assertAblation(options);
  if (ownArgs !== undefined && ownArgs.length !== parties)
    throw new UsageError(`own arguments of ${ownArgs.length} parties where there are ${parties}`);
  if (adversary !== undefined) await assertAttackable(adversary, options);
  // As the parties would: what cannot be compared cannot be told to a process either. In the clear as well.
  for (const own of [args, ...(ownArgs ?? [])]) comparable(own ?? {});
  if (trace !== undefined && !existsSync(dirname(resolve(trace))))
    throw new UsageError(`cannot write a trace to ${trace}: no such folder`);
  if (trace !== undefined && statSync(trace, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`cannot write a trace to ${trace}: it is a folder`);
  const loaded = await loadProgram(options.program);
  const argsOf = (party: number) => ({ ...args, ...ownArgs?.[party] });
  for (let party = 0; party < parties; party++) checkOwn(loaded, argsOf(party), party, parties);
  const { security, signal, routing = "direct" } = options;
  const { comparisons: wish = "tree", latencyMs = LOOPBACK_MS } = options;
  if (security === "plain")
    return {
      needs: { items: [], terms: [], why: null },
      comparisons: wish === "auto" ? "tree" : wish,
    };
  const choosing = { n: parties, self: 0, routing, latencyMs, signal };
  const { comparisons } = await choiceOf(loaded, argsOf(0), wish, choosing);
  const needs = await needsOfAll(loaded, argsOf, parties, { comparisons, signal });
  if (needs.items !== null) assertWithinBudget(new Map(needs.items), statistical, needs.terms);
  return { needs, comparisons };
}

/** Where what is attacked does not exist, the run would pass for one that withstood it. */
async function assertAttackable(
  { party, attack: name, options }: AdversarySpec,
  { parties, security, routing = "direct" }: LocalRunOptions,
): Promise<void> {
  if (!(party >= 0 && party < parties))
    throw new UsageError(`an adversary at P${party} among ${parties} parties`);
  const { loadAttack } = await import("./load-attack.ts");
  const attack = await loadAttack(name);
  attack.corrupt(options);
  const { against } = attack;
  if (security === "plain") throw new UsageError(`${name} with plain: it has nobody to lie to`);
  if (against.security === "spdz+lowgear" && security !== "spdz+lowgear")
    throw new UsageError(
      `${name} with ${security}: it attacks how spdz+lowgear makes its material`,
    );
  if (against.routing !== "direct" && routing !== against.routing)
    throw new UsageError(`${name} with ${routing} routing: it attacks a ${against.routing}`);
}

function assertAblation({ ablation = "none", security, threads = 1 }: LocalRunOptions): void {
  if (ablationOf(ablation) === null) return;
  if (!ABLATABLE.includes(security))
    throw new UsageError(`${ablation} with ${security}: ablations are of ${ABLATABLE.join(", ")}`);
  if (threads > 1) throw new UsageError(`${ablation} with ${threads} threads: one, in an ablation`);
}
