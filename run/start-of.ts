/** What a process of a run is told, of what its launcher was told. */
import { resolve } from "node:path";
import { DEFAULT_STATISTICAL } from "../protocols/security.ts";
import { deadlineOf } from "./deadline.ts";
import type { Start } from "./messages.ts";
import { type LocalRunOptions, nameOf } from "./outcome.ts";
import type { Runnable } from "./runnable.ts";

/** Processes of a busy machine start seconds apart: coming late is no silence. */
const LEAST_CONNECT_MS = 10_000;

/** How long the parties of a run on this machine may take to come. */
export const connectMsOf = (
  options: Pick<LocalRunOptions, "parties" | "connectMs" | "deadlineMs">,
): number => options.connectMs ?? Math.max(LEAST_CONNECT_MS, deadlineOf(options));

/** All but where a machine keeps its files. */
export type PlacelessStart = Omit<Start, "identityFolder" | "runFolder">;

/** What is of one process alone. */
export type Own = Pick<Start, "self" | "members" | "polling">;

/** `options` must have a security other than plain: in the clear nobody is told anything. */
export function startOf(
  options: LocalRunOptions,
  { needs, comparisons }: Runnable,
  own: Own,
): PlacelessStart {
  const { parties, adversary } = options;
  const { self } = own;
  return {
    type: "start",
    parties,
    ...own,
    program: options.program,
    args: options.args ?? {},
    ownArgs: options.ownArgs?.[self] ?? null,
    security: options.security as Start["security"],
    statistical: options.statistical ?? DEFAULT_STATISTICAL,
    threads: options.threads ?? 1,
    ablation: options.ablation ?? "none",
    routing: options.routing ?? "direct",
    comparisons,
    deadlineMs: deadlineOf(options),
    connectMs: connectMsOf(options),
    adversary: adversary?.party === self ? adversary : null,
    needs,
    traceFile:
      options.trace === undefined ? null : resolve(`${options.trace}.${nameOf(self, parties)}`),
  };
}
