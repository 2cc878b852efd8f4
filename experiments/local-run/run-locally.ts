/**
 * All parties of a run on this machine, each a process of its own, connected by WebSockets over mutual TLS
 * with identities made on the spot; a dealer, where there is one, is one more process. However it ends, no
 * process and no file is left.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { assertThreads } from "../../host/node/lanes/threads.ts";
import { comparable } from "../../host/node/party/agreement.ts";
import { assertWithinBudget } from "../../host/node/party/budget.ts";
import { combinationOf, dealersOf } from "../../host/node/party/combination.ts";
import { type Member, memberOf } from "../../host/node/roster.ts";
import { DEFAULT_STATISTICAL, isStatistical, STATISTICAL_RANGE } from "../../protocols/security.ts";
import { UsageError } from "../usage-error.ts";
import { Child } from "./child.ts";
import { EXIT, Interrupted, worstOf } from "./exit-code.ts";
import type { Start } from "./messages.ts";
import {
  type LocalRun,
  type LocalRunOptions,
  nameOf,
  type PartyOutcome,
  type Placement,
} from "./outcome.ts";
import { freePorts, isFree } from "./ports.ts";
import { checkOwn, needsOf } from "./program-about.ts";
import { loadProgram } from "./program-module.ts";
import { runInTheClear } from "./run-in-the-clear.ts";

export const MIN_PARTIES = 2;
export const MAX_PARTIES = 16;
export const DEFAULT_DEADLINE_MS = 10_000;
/** Processes of a busy machine start seconds apart: coming late is no silence. */
const LEAST_CONNECT_MS = 10_000;
/** What a process takes to end once all its peers are gone. */
const LAST_MS = 3500;
const HOST = "127.0.0.1";

/**
 * Rejects with UsageError before anything is started, or with Interrupted; what happens to parties is in
 * the outcome.
 */
export async function runLocally(options: LocalRunOptions): Promise<LocalRun> {
  await assertRunnable(options);
  if (options.security === "plain") return runInTheClear(options);
  const folder = mkdtempSync(join(tmpdir(), "spdz-run-"));
  const children: Child[] = [];
  const sweep = () => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  // Whatever ends this process in its own words: process.exit, an uncaught error.
  process.once("exit", sweep);
  const stopAll = () => {
    for (const child of children)
      child.stop({
        code: "Interrupted",
        message: "stopped",
        culprits: [],
        exitCode: EXIT.interrupted,
      });
  };
  options.signal?.addEventListener("abort", stopAll);
  try {
    const started = performance.now();
    const starts = await prepare(options, folder);
    if (options.signal?.aborted !== true)
      for (const start of starts)
        children.push(
          new Child(
            start,
            options.onEvent ?? (() => undefined),
            options.placement?.prefixOf(start.self),
          ),
        );
    const outcomes = await allEnded(children, options);
    if (options.signal?.aborted === true) throw new Interrupted("interrupted");
    return summary(options, children, outcomes, performance.now() - started);
  } finally {
    options.signal?.removeEventListener("abort", stopAll);
    process.removeListener("exit", sweep);
    sweep();
  }
}

/** UsageError if the options cannot work, found before a process is started. */
async function assertRunnable(options: LocalRunOptions): Promise<void> {
  const { parties, args, ownArgs, adversary, trace, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const { statistical = DEFAULT_STATISTICAL } = options;
  if (!Number.isInteger(parties) || parties < MIN_PARTIES || parties > MAX_PARTIES)
    throw new UsageError(`${parties} parties: a run has ${MIN_PARTIES} to ${MAX_PARTIES}`);
  if (!Number.isFinite(deadlineMs) || deadlineMs < 100)
    throw new UsageError(`a deadline of ${deadlineMs} ms: at least 100`);
  if (!isStatistical(statistical))
    throw new UsageError(`statistical = ${statistical}: ${STATISTICAL_RANGE}`);
  assertThreads(options.threads, options.security);
  if (ownArgs !== undefined && ownArgs.length !== parties)
    throw new UsageError(`own arguments of ${ownArgs.length} parties where there are ${parties}`);
  if (adversary !== undefined && !(adversary.party >= 0 && adversary.party < parties))
    throw new UsageError(`an adversary at P${adversary.party} among ${parties} parties`);
  // As the parties would: what cannot be compared cannot be told to a process either.
  if (options.security !== "plain")
    for (const own of [args, ...(ownArgs ?? [])]) comparable(own ?? {});
  if (trace !== undefined && !existsSync(dirname(resolve(trace))))
    throw new UsageError(`cannot write a trace to ${trace}: no such folder`);
  if (trace !== undefined && statSync(trace, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`cannot write a trace to ${trace}: it is a folder`);
  const loaded = await loadProgram(options.program);
  for (let party = 0; party < parties; party++) {
    const own = { ...args, ...ownArgs?.[party] };
    const needs = needsOf(loaded, own, parties);
    if (needs !== null && options.security !== "plain") assertWithinBudget(needs, statistical);
    checkOwn(loaded, own, party, parties);
  }
}

/** Identities on disk, free ports, and what to tell every process. */
async function prepare(options: LocalRunOptions, runFolder: string): Promise<Start[]> {
  const { program, parties, adversary } = options;
  const security = options.security as Start["security"];
  const processes = parties + dealersOf(security);
  const { placement } = options;
  const ports =
    placement !== undefined
      ? Array.from({ length: processes }, (_, self) => placement.addressFor(self, self).port)
      : (options.ports ?? (await freePorts(processes, HOST)));
  for (const port of options.ports ?? [])
    if (!(await isFree(port, HOST))) throw new UsageError(`port ${port} of ${HOST} is taken`);
  const members: Member[] = [];
  for (let party = 0; party < processes; party++) {
    const identity = await createIdentity(party === parties ? "dealer" : `party-${party}`);
    saveIdentity(join(runFolder, String(party)), identity);
    members.push(memberOf(identity, HOST, ports[party]!));
  }
  return members.map((_, self) => ({
    type: "start",
    self,
    parties,
    members: placement === undefined ? members : placed(members, placement, self),
    polling: placement === undefined ? null : false,
    identityFolder: join(runFolder, String(self)),
    runFolder,
    program,
    args: options.args ?? {},
    ownArgs: options.ownArgs?.[self] ?? null,
    security,
    statistical: options.statistical ?? DEFAULT_STATISTICAL,
    threads: options.threads ?? 1,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    connectMs:
      options.connectMs ?? Math.max(LEAST_CONNECT_MS, options.deadlineMs ?? DEFAULT_DEADLINE_MS),
    adversary:
      adversary?.party === self ? { module: adversary.module, options: adversary.options } : null,
    traceFile:
      options.trace === undefined ? null : resolve(`${options.trace}.${nameOf(self, parties)}`),
  }));
}

const placed = (members: readonly Member[], { addressFor }: Placement, self: number): Member[] =>
  members.map((member, k) => ({ ...member, ...addressFor(self, k) }));

/**
 * Every process ends by itself. Once one has failed, the others have five deadlines from the last end on, a
 * single one that is left one deadline.
 */
async function allEnded(
  children: readonly Child[],
  { deadlineMs = DEFAULT_DEADLINE_MS, onEvent }: LocalRunOptions,
): Promise<PartyOutcome[]> {
  let watchdog: NodeJS.Timeout | undefined;
  let running = children.length;
  let failed = false;
  const outcomes = await Promise.all(
    children.map(async (child) => {
      const outcome = await child.ended;
      onEvent?.({ type: "ended", party: child.party, outcome });
      running--;
      failed ||= outcome.error !== null;
      clearTimeout(watchdog);
      const patience = running === 1 ? deadlineMs + LAST_MS : 5 * deadlineMs + LAST_MS;
      if (failed && running > 0) watchdog = setTimeout(stopHung, patience, children);
      return outcome;
    }),
  );
  return outcomes;
}

function stopHung(children: readonly Child[]): void {
  for (const child of children)
    child.stop({
      code: "hung",
      message: "still running long after its peers had ended",
      culprits: [],
      exitCode: EXIT.bug,
    });
}

function summary(
  { program, parties, security, statistical }: LocalRunOptions,
  children: readonly Child[],
  outcomes: readonly PartyOutcome[],
  wallMs: number,
): LocalRun {
  const labels = [
    ...combinationOf(security, statistical).labels,
    ...children.flatMap((c) => c.labels),
  ];
  return {
    program,
    security,
    labels: [...new Set(labels)],
    parties: outcomes.slice(0, parties),
    dealer: outcomes[parties] ?? null,
    wallMs,
    exitCode: worstOf(outcomes.map(({ error }) => error?.exitCode ?? EXIT.ok)),
  };
}
