/** Runs every party on its own node of a SLURM cluster, in the clear all on one node. It runs within a job. */
import { dealersOf } from "../../host/party/combination.ts";
import { MAX_PARTIES } from "../../run/runnable.ts";
import { networkOf } from "../config/network-names.ts";
import { linksOf, type NetworkSpec } from "../config/network-spec.ts";
import { outcomeOf } from "../harness/party-record.ts";
import type { Testbed } from "../harness/testbed.ts";
import { lineOf, runClear } from "../processes/testbed.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";
import { cluster } from "./commands.ts";
import { runOnNodes } from "./run-on-nodes.ts";

export const onNodes: Testbed = {
  name: "slurm",
  kinds: ["cluster"],

  refuse(cell) {
    const { nodes, trouble } = cluster();
    if (trouble !== null) return trouble;
    if (cell.parties > MAX_PARTIES)
      return `${cell.parties} parties: at most ${MAX_PARTIES} as processes`;
    const needed = nodesFor(cell);
    return needed > nodes
      ? `${needed} nodes for ${cell.parties} parties${needed > cell.parties ? " and a dealer" : ""}: there are ${nodes}`
      : null;
  },

  async run(
    cell,
    { program, args, comparisons, deadlineMs, network, onLine = () => undefined },
    signal,
  ) {
    const { parties, security, ablation } = cell;
    const members = parties + dealersOf(security);
    if (security === "plain") {
      const run = await runClear({ program, args, parties }, { signal, onLine });
      return outcomeOf(run, recordOf(network, members, "none"), members);
    }
    const { run, hosts } = await runOnNodes({
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
    const outcome = outcomeOf(run, recordOf(network, members, "the cluster's own"), members);
    return { ...outcome, ...(hosts && { hosts }) };
  },
};

/** In the clear all parties are in one process. */
export const nodesFor = ({ parties, security }: Cell): number =>
  security === "plain" ? 1 : parties + dealersOf(security);

/** Nothing is shaped, whatever the config asks for. */
const recordOf = ({ name }: NetworkSpec, members: number, mechanism: string): NetworkRecord => ({
  name,
  kind: "cluster",
  mechanism,
  ...linksOf(networkOf("localhost"), members),
  compute: null,
  coresPerHost: null,
});
