/** Within a job: every party, and the dealer, on a node of its own, over the cluster's own network and mutual TLS. */
import { dealersOf } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import { allEnded, INTERRUPTED, summary } from "../../run/all-ended.ts";
import { EXIT, type Failure, Interrupted } from "../../run/exit-code.ts";
import type { LocalRun, LocalRunOptions } from "../../run/outcome.ts";
import type { Needs } from "../../run/plan-here.ts";
import { assertRunnable } from "../../run/runnable.ts";
import { startOf } from "../../run/start-of.ts";
import type { HostRecord } from "../records/record.ts";
import { addressOf, nodesOf } from "./commands.ts";
import type { Introduction } from "./messages.ts";
import { Step } from "./step.ts";

/** What the slowest node may take to start a process. */
const COME_MS = 120_000;
/** Says less than what kept the other from coming. */
const NOT_BEGUN: Failure = {
  code: "not-begun",
  message: "another member did not come up",
  culprits: [],
  exitCode: EXIT.peer,
};

export interface ClusterRun {
  readonly run: LocalRun;
  /** In order; undefined unless all came up. */
  readonly hosts?: readonly HostRecord[];
}

/** @throws UsageError before anything is started; Interrupted. What happens to parties is in the outcome. */
export async function runOnNodes(options: LocalRunOptions): Promise<ClusterRun> {
  const needs = await assertRunnable(options);
  const { parties, security, signal, onEvent = () => undefined } = options;
  const members = parties + dealersOf(security);
  const nodes = await nodesOf(process.env.SLURM_JOB_NODELIST ?? "");
  if (nodes.length < members)
    throw new UsageError(
      `${members} members of a run on ${nodes.length} nodes: each has one of its own`,
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
    // One that did not come up: nobody begins.
    if (all.length < members) for (const step of steps) step.stop(NOT_BEGUN);
    else begin(options, needs, steps, all, addresses);
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
  needs: Needs,
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
    step.start(startOf(options, needs, { self, members, polling: null }));
  }
}
