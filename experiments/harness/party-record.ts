/** What a local run reports, as records have it. */
import { describeBudget } from "../../host/node/party/budget.ts";
import type { PartyStatistics, PhaseCost } from "../../host/node/party/statistics.ts";
import type { LocalRun, PartyOutcome } from "../local-run/outcome.ts";
import { nameOf } from "../local-run/outcome.ts";
import type { RunOutcome } from "./engine.ts";
import type { NetworkRecord, PartyRecord, PhaseRecord, RunRecord } from "./record.ts";

/** `members`: parties and dealer. */
export function outcomeOf(run: LocalRun, network: NetworkRecord, members: number): RunOutcome {
  const all = run.dealer === null ? run.parties : [...run.parties, run.dealer];
  const failed = worstFailure(run, all);
  const { dealer, parties } = run;
  const budget = parties.map((p) => p.statistics?.budget).find((b) => b != null);
  return {
    status: failed === null ? "ok" : "failed",
    reason: failed,
    labels: run.labels,
    network,
    result: (parties[0]?.result ?? null) as RunRecord["result"],
    parties: parties.flatMap((p) => partyRecordOf(p, members)),
    dealer: dealer === null ? null : (partyRecordOf(dealer, members)[0] ?? null),
    budget: budget == null ? [] : [describeBudget(budget)],
  };
}

/** "P1: mac-check-failed: …": of who says most, the one whose exit code the run has. */
function worstFailure({ exitCode, parties }: LocalRun, all: readonly PartyOutcome[]) {
  const failed = all.filter(({ error }) => error !== null);
  const worst = failed.find(({ error }) => error!.exitCode === exitCode) ?? failed[0];
  if (worst === undefined) return exitCode === 0 ? null : `the run ended with code ${exitCode}`;
  const { code, message } = worst.error!;
  return `${nameOf(worst.party, parties.length)}: ${code}: ${message}`;
}

/** None where the party came to nothing that could be counted. */
function partyRecordOf({ party, statistics }: PartyOutcome, members: number): PartyRecord[] {
  if (statistics === null) return [];
  const { phases, rounds, made, used, wasted, peakMemoryBytes, cpuMs } = statistics;
  return [
    {
      ...{ party, rounds, cpuMs },
      // Of simulations: none could be measured.
      peakMemoryBytes: peakMemoryBytes === 0 ? null : peakMemoryBytes,
      ...{ made: { ...made }, used: { ...used }, wasted: { ...wasted } },
      phases: phaseRecords(phases, members),
    },
  ];
}

export const phaseRecords = (
  phases: PartyStatistics["phases"],
  members: number,
): PartyRecord["phases"] =>
  Object.fromEntries(
    Object.entries(phases).map(([phase, cost]) => [phase, phaseRecordOf(cost, members)]),
  );

/** Without a network there is nothing to wait for and nothing sent. */
function phaseRecordOf({ wallMs, cpuMs, traffic }: PhaseCost, members: number): PhaseRecord {
  const none = Array<number>(members).fill(0);
  return {
    ...{ wallMs, cpuMs },
    waitingMs: Math.min(traffic?.waitingMs ?? 0, wallMs),
    rounds: traffic?.rounds ?? 0,
    messagesSent: [...(traffic?.messagesSent ?? none)],
    bytesSent: [...(traffic?.bytesSent ?? none)],
    bytesReceived: [...(traffic?.bytesReceived ?? none)],
  };
}
