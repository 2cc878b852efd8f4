/**
 * Runs all parties on this machine, each as a process of its own. They are connected by WebSockets over mutual TLS, with
 * identities made on the spot. A dealer, where there is one, is one more process. However the run ends, no process and no
 * file is left.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createIdentity, saveIdentity } from "../host/node/identity.ts";
import { type Member, memberOf } from "../host/node/roster.ts";
import { temporaryFolder } from "../host/node/temporary-folder.ts";
import { dealersOf } from "../host/party/combination.ts";
import { UsageError } from "../host/usage-error.ts";
import { allEnded, INTERRUPTED, summary } from "./all-ended.ts";
import { Child } from "./child.ts";
import { Interrupted } from "./exit-code.ts";
import type { Start } from "./messages.ts";
import type { LocalRun, LocalRunOptions, Placement } from "./outcome.ts";
import { assertReachable, freePorts, isFree } from "./ports.ts";
import { runInTheClear } from "./run-in-the-clear.ts";
import { assertRunnable, type Runnable } from "./runnable.ts";
import { startOf } from "./start-of.ts";

const HOST = "127.0.0.1";

/** Rejects with UsageError before anything is started, or with Interrupted. What happens to parties is in the outcome. */
export async function runLocally(options: LocalRunOptions): Promise<LocalRun> {
  const runnable = await assertRunnable(options);
  if (options.security === "plain") return runInTheClear(options, runnable.comparisons);
  const folder = temporaryFolder("spdz-run-");
  const children: Child[] = [];
  const sweep = () => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  // For all that ends this process by its own doing: process.exit, an uncaught error.
  process.once("exit", sweep);
  const stopAll = () => {
    for (const child of children) child.stop(INTERRUPTED);
  };
  options.signal?.addEventListener("abort", stopAll);
  try {
    const started = performance.now();
    const starts = await prepare(options, runnable, folder);
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

/** Identities on disk, free ports, and what to tell every process. */
async function prepare(
  options: LocalRunOptions,
  runnable: Runnable,
  runFolder: string,
): Promise<Start[]> {
  const { parties } = options;
  // Throws if the current folder is gone: no process can be started there.
  process.cwd();
  const processes = parties + dealersOf(options.security);
  const { placement } = options;
  if (placement === undefined) await assertReachable(HOST);
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
    ...startOf(options, runnable, {
      self,
      members: placement === undefined ? members : placed(members, placement, self),
      polling: placement === undefined ? null : false,
    }),
    identityFolder: join(runFolder, String(self)),
    runFolder,
  }));
}

const placed = (members: readonly Member[], { addressFor }: Placement, self: number): Member[] =>
  members.map((member, k) => ({ ...member, ...addressFor(self, k) }));
