/** After how long the parties of a run on this machine take each other for silent. */
import { availableParallelism } from "node:os";

/** Where each has a core. */
export const DEFAULT_DEADLINE_MS = 10_000;

/** As many times longer as parties share a core: each computes so much slower. */
export const deadlineFor = (parties: number, cores = availableParallelism()): number =>
  DEFAULT_DEADLINE_MS * Math.max(1, Math.ceil(parties / cores));

/** `deadlineMs`, or what suits so many parties. */
export const deadlineOf = (options: {
  readonly parties: number;
  readonly deadlineMs?: number;
}): number => options.deadlineMs ?? deadlineFor(options.parties);
