/** Turns what a local run reports into the form of records. */

import type { PartyStatistics, PhaseCost } from "../../host/node/party/statistics.ts";
import { describeBudget } from "../../host/party/budget.ts";
import { type LocalRun, nameOf, type PartyOutcome } from "../../run/outcome.ts";
import { resultJson } from "../../run/result.ts";
import { causeOf } from "../../run/verdict.ts";
import type { NetworkRecord, PartyRecord, PhaseRecord, RunRecord } from "../records/record.ts";
import type { RunOutcome } from "./testbed.ts";

/** `members`: parties and dealer. */
export function outcomeOf(run: LocalRun, network: NetworkRecord, members: number): RunOutcome {
  const failed = reasonOf(run);
  const { dealer, parties } = run;
  const budget = parties.map((p) => p.statistics?.budget).find((b) => b != null);
  return {
    status: failed === null ? "ok" : "failed",
    reason: failed,
    labels: run.labels,
    network,
    result: resultJson(parties[0]?.result) as RunRecord["result"],
    parties: parties.flatMap((p) => partyRecordOf(p, members)),
    dealer: dealer === null ? null : (partyRecordOf(dealer, members)[0] ?? null),
    budget: budget == null ? [] : [describeBudget(budget)],
  };
}

/** "P1: mac-check-failed: …": the failure that the run is named after. */
function reasonOf({ exitCode, parties, dealer }: LocalRun): string | null {
  const cause = causeOf(parties, dealer);
  if (cause === null) return exitCode === 0 ? null : `the run ended with code ${exitCode}`;
  const { code, message } = cause.error;
  return `${nameOf(cause.party, parties.length)}: ${code}: ${message}`;
}

/** Empty if the party has no statistics. */
function partyRecordOf({ party, statistics }: PartyOutcome, members: number): PartyRecord[] {
  if (statistics === null) return [];
  const { phases, rounds, made, used, wasted, peakMemoryBytes, cpuMs } = statistics;
  return [
    {
      party,
      rounds,
      cpuMs,
      // Simulations give 0, because they cannot measure it.
      peakMemoryBytes: peakMemoryBytes === 0 ? null : peakMemoryBytes,
      made: { ...made },
      used: { ...used },
      wasted: { ...wasted },
      phases: phaseRecords(phases, members),
    },
  ];
}

const phaseRecords = (phases: PartyStatistics["phases"], members: number): PartyRecord["phases"] =>
  Object.fromEntries(
    Object.entries(phases).map(([phase, cost]) => [phase, phaseRecordOf(cost, members)]),
  );

/** Without a network a party does not wait and sends nothing. */
function phaseRecordOf({ wallMs, cpuMs, traffic }: PhaseCost, members: number): PhaseRecord {
  const none = Array<number>(members).fill(0);
  return {
    wallMs,
    cpuMs,
    waitingMs: Math.min(traffic?.waitingMs ?? 0, wallMs),
    rounds: traffic?.rounds ?? 0,
    messagesSent: [...(traffic?.messagesSent ?? none)],
    bytesSent: [...(traffic?.bytesSent ?? none)],
    bytesReceived: [...(traffic?.bytesReceived ?? none)],
  };
}
