/** The demo's parties as processes over TLS. */

import type { PartyStatistics, Phase } from "../../host/node/party/statistics.ts";
import { describeBudget } from "../../host/party/budget.ts";
import type { LocalRunEvent, PartyOutcome } from "../../run/outcome.ts";
import { runLocally } from "../../run/run-locally.ts";
import type { Launch, LaunchedParty } from "./launch.ts";

export interface ProcessLaunchOptions {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: LocalRunEvent) => void;
}

export function launchProcesses({ onEvent, ...common }: ProcessLaunchOptions = {}): Launch {
  return async ({ onPhase, ...options }) => {
    const run = await runLocally({
      ...common,
      ...options,
      onEvent: (event) => {
        if (event.type === "phase") onPhase(event.party, event.phase);
        onEvent?.(event);
      },
    });
    const parties = run.parties.map((party) => launched(party, options.parties));
    return { labels: run.labels, parties };
  };
}

function launched({ result, error, statistics }: PartyOutcome, n: number): LaunchedParty {
  const { phases = {}, rounds = 0, budget = null } = statistics ?? {};
  return {
    result,
    error: error && { code: error.code, culprits: error.culprits },
    keysMs: phases.keys?.wallMs ?? 0,
    offlineMs: phases.offline?.wallMs ?? 0,
    onlineMs: phases.online?.wallMs ?? 0,
    rounds,
    bytesOffline: sentIn(phases, "keys", n) + sentIn(phases, "offline", n),
    bytesSent: sentIn(phases, "online", n),
    budget: budget && describeBudget(budget),
  };
}

/** Payload to the other parties. */
function sentIn(phases: PartyStatistics["phases"], phase: Phase, n: number): number {
  const sent = phases[phase]?.traffic?.bytesSent.slice(0, n) ?? [];
  return sent.reduce((sum, bytes) => sum + bytes, 0);
}
