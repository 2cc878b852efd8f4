/** Within a job: every party, and the dealer, on a node of its own, over the cluster's own network and mutual TLS. */
import { dealersOf } from "../../host/node/party/combination.ts";
import type { HostRecord } from "../harness/record.ts";
import { allEnded, INTERRUPTED, summary } from "../local-run/all-ended.ts";
import { Interrupted } from "../local-run/exit-code.ts";
import type { LocalRun, LocalRunOptions } from "../local-run/outcome.ts";
import { assertRunnable } from "../local-run/runnable.ts";
import { startOf } from "../local-run/start-of.ts";
import { UsageError } from "../usage-error.ts";
import { addressOf, nodesOf } from "./commands.ts";
import { Step } from "./step.ts";

export interface ClusterRun {
  readonly run: LocalRun;
  /** In order. */
  readonly hosts: readonly HostRecord[];
}

/** @throws UsageError before anything is started; Interrupted. What happens to parties is in the outcome. */
export async function runOnNodes(options: LocalRunOptions): Promise<ClusterRun> {
  await assertRunnable(options);
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
        ...{ party, node, address: addresses[party]!, onEvent },
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
    // One that did not come up: nobody begins.
    if (here.includes(null)) for (const step of steps) step.stop(NOBODY);
    else begin(options, steps, here as Introductions, addresses);
    const outcomes = await allEnded(steps, options);
    if (signal?.aborted === true) throw new Interrupted("interrupted");
    const run = summary(options, steps, outcomes, performance.now() - started);
    return { run, hosts: here.flatMap((member) => member?.host ?? []) };
  } finally {
    signal?.removeEventListener("abort", stopAll);
    process.removeListener("exit", sweep);
    sweep();
  }
}

/** What the slowest node may take to start a process. */
const COME_MS = 120_000;
const NOBODY = { ...INTERRUPTED, code: "not-begun", message: "another member did not come up" };

type Introductions = readonly NonNullable<Awaited<Step["here"]>>[];

function begin(
  options: LocalRunOptions,
  steps: readonly Step[],
  here: Introductions,
  addresses: readonly string[],
): void {
  const members = here.map(({ port, fingerprint, publicKey }, k) => ({
    name: k === options.parties ? "dealer" : `party-${k}`,
    ...{ host: addresses[k]!, port, fingerprint, publicKey },
  }));
  for (const [self, step] of steps.entries()) {
    const {
      identityFolder: _,
      runFolder: __,
      ...start
    } = startOf(options, {
      ...{ self, members, polling: null, identityFolder: "", runFolder: "" },
    });
    step.start(start);
  }
}
