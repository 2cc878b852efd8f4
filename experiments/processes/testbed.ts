/** Makes every party a process on this machine, over loopback and mutual TLS. In the clear all are in one process. */
import { dealersOf } from "../../host/party/combination.ts";
import { type ApartOptions, runApart } from "../../run/apart.ts";
import { type LocalRun, type LocalRunEvent, nameOf } from "../../run/outcome.ts";
import { runLocally } from "../../run/run-locally.ts";
import { MAX_PARTIES } from "../../run/runnable.ts";
import { networkOf } from "../config/network-names.ts";
import { linksOf } from "../config/network-spec.ts";
import { outcomeOf } from "../harness/party-record.ts";
import type { RunSpec, Testbed } from "../harness/testbed.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";

const CLEAR = new URL("./clear-process.ts", import.meta.url);

export const processes: Testbed = {
  name: "processes",
  kinds: ["localhost"],

  refuse({ parties }) {
    if (parties > MAX_PARTIES) return `${parties} parties: at most ${MAX_PARTIES} on one machine`;
    return null;
  },

  async run(
    cell,
    { program, args, comparisons, deadlineMs, network, onLine = () => undefined },
    signal,
  ) {
    const { parties, security, ablation } = cell;
    const run =
      security === "plain"
        ? await runClear({ program, args, parties }, { signal, onLine })
        : await runLocally({
            program,
            args,
            parties,
            security,
            ablation,
            comparisons,
            deadlineMs,
            signal,
            onEvent: (event) => onLine(lineOf(event, parties)),
          });
    return outcomeOf(run, loopback(cell, network), parties + dealersOf(security));
  },
};

export interface ClearTask {
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly parties: number;
}

/**
 * Runs in the clear, in another process, so that it can be measured and ended like other runs.
 * @throws ProcessFailed with what ended it; Interrupted.
 */
export const runClear = (task: ClearTask, options: Omit<ApartOptions, "name">): Promise<LocalRun> =>
  runApart(CLEAR, task, { name: "in the clear", ...options });

/**
 * The network of this testbed is as fast as the machine, whatever the config asks for. In the clear there are no links.
 */
const loopback = (cell: Cell, { name }: RunSpec["network"]): NetworkRecord => ({
  name,
  kind: "localhost",
  mechanism: cell.security === "plain" ? "none" : "loopback",
  ...linksOf(networkOf("localhost"), cell.parties + dealersOf(cell.security)),
  compute: null,
  coresPerHost: null,
});

/** An event of a run, as a line for the user. */
export function lineOf(event: LocalRunEvent, parties: number): string {
  const who = nameOf(event.party, parties);
  switch (event.type) {
    case "started":
      return `${who} is process ${event.pid}`;
    case "phase":
      return `${who} ${event.phase}`;
    case "items":
      return `${who} ${event.kind}: ${event.done} of ${event.count}`;
    case "line":
      return `${who}: ${event.text}`;
    case "ended":
      return `${who} ended (${event.outcome.exit})`;
  }
}
