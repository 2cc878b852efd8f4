/** Waits for the processes of a run, wherever they are, and says what the run came to. */

import { ablationOf } from "../attacks/ablations/ablations.ts";
import { combinationOf } from "../host/party/combination.ts";
import { deadlineOf } from "./deadline.ts";
import { EXIT, type Failure } from "./exit-code.ts";
import type { LocalRun, LocalRunOptions, PartyOutcome } from "./outcome.ts";
import { exitCodeOfRun, labelsOf } from "./verdict.ts";

/** What a process takes to end once all its peers are gone. */
const LAST_MS = 3500;

/** One process of a run: of this machine, or of another. */
export interface RunningParty {
  readonly party: number;
  /** Resolves when the process is gone; never rejects. */
  readonly ended: Promise<PartyOutcome>;
  /** What it said of itself, once it has ended. */
  readonly labels: readonly string[];
  /** Ends the process, gently first. `why` stands in its outcome unless it has one. */
  stop(why: Failure): void;
}

/** Why all are stopped once the user has said so. */
export const INTERRUPTED: Failure = {
  code: "Interrupted",
  message: "stopped",
  culprits: [],
  exitCode: EXIT.interrupted,
};

/**
 * Every process ends by itself. Once one has failed, the others have five deadlines from the last end on, a
 * single one that is left one deadline; and as long as parties were said to wait for each other to come.
 */
export async function allEnded(
  children: readonly RunningParty[],
  options: LocalRunOptions,
): Promise<PartyOutcome[]> {
  const { onEvent } = options;
  const deadlineMs = deadlineOf(options);
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
      const silence = running === 1 ? deadlineMs : 5 * deadlineMs;
      const patience = Math.max(silence, options.connectMs ?? 0) + LAST_MS;
      if (failed && running > 0) watchdog = setTimeout(stopHung, patience, children);
      return outcome;
    }),
  );
  return outcomes;
}

function stopHung(children: readonly RunningParty[]): void {
  for (const child of children)
    child.stop({
      code: "hung",
      message: "still running long after its peers had ended",
      culprits: [],
      // Whatever made the others end is what the run is named by.
      exitCode: EXIT.peer,
    });
}

export function summary(
  { program, parties, security, statistical, ablation = "none", adversary }: LocalRunOptions,
  children: readonly RunningParty[],
  outcomes: readonly PartyOutcome[],
  wallMs: number,
): LocalRun {
  const labels = [
    ...combinationOf(security, statistical).labels,
    ...(ablationOf(ablation)?.labels ?? []),
    ...(adversary ? [`P${adversary.party} cheats: ${adversary.attack}`] : []),
    ...children.flatMap((c) => c.labels),
  ];
  return {
    program,
    security,
    labels: labelsOf(labels, outcomes),
    parties: outcomes.slice(0, parties),
    dealer: outcomes[parties] ?? null,
    wallMs,
    exitCode: exitCodeOfRun(outcomes.slice(0, parties), outcomes[parties] ?? null),
  };
}
