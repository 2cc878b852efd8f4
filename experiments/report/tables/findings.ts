/** The claims of the config as predicates, evaluated on these runs. */
import type { EvaluatedFinding } from "../../findings/evaluate.ts";
import { type Block, heading, table } from "../blocks.ts";
import { INTERVAL_NOTE, interval } from "../format.ts";

export function findingsSection(findings: readonly EvaluatedFinding[]): readonly Block[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ id, claim, holds, value, verdict, reason }) => [
    id,
    claim,
    holds,
    interval(value),
    verdict,
    reason,
  ]);
  return [
    heading("Findings"),
    table(["finding", "claim", "predicate", "#value", "here", "why"], rows, [INTERVAL_NOTE]),
  ];
}
