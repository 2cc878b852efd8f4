/** What a run came to, from what its parties came to: the first cause, not the last symptom. Also what its figures must say. */
import { MADE_ONLINE } from "../host/node/party/statistics.ts";
import { EXIT, type Failure, worstOf } from "./exit-code.ts";
import type { PartyOutcome } from "./outcome.ts";

type Ended = Pick<PartyOutcome, "party" | "error" | "afterwards">;

/**
 * A run is good if every party has its result, unless somebody cheated, or erred, at its end. A dealer's verdict spoils
 * nothing then, nor do peers that end badly once a party has its result.
 */
export function exitCodeOfRun(parties: readonly Ended[], dealer: Ended | null): number {
  const { error } = causeOf(parties, dealer) ?? { error: null };
  return error?.exitCode ?? EXIT.ok;
}

/** Whose failure a run is named by; null if it is good. */
export function causeOf(
  parties: readonly Ended[],
  dealer: Ended | null,
): { readonly party: number; readonly error: Failure } | null {
  const of = (ended: Ended, error: Failure | null) =>
    error === null ? [] : [{ party: ended.party, error }];
  const failed = parties.flatMap((p) => of(p, p.error));
  const late = parties
    .flatMap((p) => of(p, p.afterwards))
    .filter(({ error }) => error.exitCode !== EXIT.peer);
  const all =
    failed.length === 0
      ? late
      : [...failed, ...late, ...(dealer === null ? [] : of(dealer, dealer.error))];
  const worst = worstOf(all.map(({ error }) => error.exitCode));
  const [first] = all
    .filter(({ error }) => error.exitCode === worst)
    .sort((a, b) => symptom(a.error) - symptom(b.error));
  return first ?? null;
}

/** `labels`, each once. Also what the parties' phases contain beyond what their names say. */
export const labelsOf = (
  labels: readonly string[],
  outcomes: readonly Pick<PartyOutcome, "statistics">[],
): string[] => {
  const madeOnline = outcomes.some(({ statistics }) => statistics?.madeOnline === true);
  return [...new Set([...labels, ...(madeOnline ? [MADE_ONLINE] : [])])];
};

/** Among peers that are gone: one that died says most, one that was ended for not ending says least. */
const SYMPTOMS: readonly string[] = ["killed", "lost"];
const LAST_SYMPTOMS: readonly string[] = ["not-begun", "peer-aborted", "hung"];

const symptom = ({ code }: Failure): number =>
  SYMPTOMS.includes(code) ? -1 : LAST_SYMPTOMS.indexOf(code) + 1;
