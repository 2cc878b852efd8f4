/** The demo's parties as processes over TLS. */
import type { Launch, LaunchedParty } from "../demo/launch.ts";
import type { LocalRunEvent, PartyOutcome } from "./outcome.ts";
import { runLocally } from "./run-locally.ts";

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
  const online = statistics?.phases.online;
  const sent = online?.traffic?.bytesSent.slice(0, n) ?? [];
  return {
    result,
    error: error && { code: error.code, culprits: error.culprits },
    offlineMs: statistics?.phases.offline?.wallMs ?? 0,
    onlineMs: online?.wallMs ?? 0,
    rounds: statistics?.rounds ?? 0,
    bytesSent: sent.reduce((sum, bytes) => sum + bytes, 0),
  };
}
