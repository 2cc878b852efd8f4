/** Within a job: runs every party, and the dealer, on its own node, over the cluster's network and mutual TLS. */
import { dealersOf } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import { allEnded, INTERRUPTED, summary } from "../../run/all-ended.ts";
import { EXIT, type Failure, Interrupted } from "../../run/exit-code.ts";
import type { LocalRun, LocalRunOptions } from "../../run/outcome.ts";
import { assertRunnable, type Runnable } from "../../run/runnable.ts";
import { startOf } from "../../run/start-of.ts";
import type { HostRecord } from "../records/record.ts";
import { addressOf, nodesOf } from "./commands.ts";
import type { Introduction } from "./messages.ts";
import { Step } from "./step.ts";

/** The longest time that a node may take to start a process. */
const COME_MS = 120_000;
/** The failure of the members that did come up. The failure of the other one says more. */
const NOT_BEGUN: Failure = {
  code: "not-begun",
  message: "another member did not come up",
  culprits: [],
  exitCode: EXIT.peer,
};

export interface ClusterRun {
  readonly run: LocalRun;
  /** The machines of the members, in order; undefined unless all came up. */
  readonly hosts?: readonly HostRecord[];
}

/** Failures of parties are in the outcome. @throws UsageError before anything starts; Interrupted. */
export async function runOnNodes(options: LocalRunOptions): Promise<ClusterRun> {
  const runnable = await assertRunnable(options);
  const { parties, security, signal, onEvent = () => undefined } = options;
  const members = parties + dealersOf(security);
  const nodes = await nodesOf(process.env.SLURM_JOB_NODELIST ?? "");
  if (nodes.length < members)
    throw new UsageError(
      `${members} members of a run on ${nodes.length} nodes: each member needs its own node`,
    );
  const own = nodes.slice(0, members);
  const addresses = await Promise.all(own.map(addressOf));
  for (const [party, node] of own.entries())
    onEvent({ type: "line", party, text: `on node ${node}` });
  const started = performance.now();
  const steps = own.map(
    (node, party) =>
      new Step({
        party,
        node,
        address: addresses[party]!,
        onEvent,
        name: party === parties ? "dealer" : `party-${party}`,
      }),
  );
  const stopAll = () => {
    for (const step of steps) step.stop(INTERRUPTED);
  };
  const sweep = () => {
    for (const step of steps) step.kill();
  };
  process.once("exit", sweep);
  signal?.addEventListener("abort", stopAll);
  if (signal?.aborted === true) stopAll();
  try {
    const late = setTimeout(() => {
      for (const step of steps) step.late();
    }, COME_MS);
    const here = await Promise.all(steps.map((step) => step.here));
    clearTimeout(late);
    const all = here.filter((member) => member !== null);
    // If one member did not come up, no member begins.
    if (all.length < members) for (const step of steps) step.stop(NOT_BEGUN);
    else begin(options, runnable, steps, all, addresses);
    const outcomes = await allEnded(steps, options);
    if (signal?.aborted === true) throw new Interrupted("interrupted");
    const run = summary(options, steps, outcomes, performance.now() - started);
    return all.length < members ? { run } : { run, hosts: all.map(({ host }) => host) };
  } finally {
    signal?.removeEventListener("abort", stopAll);
    process.removeListener("exit", sweep);
    sweep();
  }
}

function begin(
  options: LocalRunOptions,
  runnable: Runnable,
  steps: readonly Step[],
  here: readonly Introduction[],
  addresses: readonly string[],
): void {
  const members = here.map(({ port, fingerprint, publicKey }, k) => ({
    name: k === options.parties ? "dealer" : `party-${k}`,
    host: addresses[k]!,
    port,
    fingerprint,
    publicKey,
  }));
  for (const [self, step] of steps.entries()) {
    step.start(startOf(options, runnable, { self, members, polling: null }));
  }
}
