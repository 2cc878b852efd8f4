/**
 * Makes every party a process in its own network namespace. Each link has its own latency and rate. tc makes the rates
 * (htb, a class for each link). netem makes the delays where the kernel has it, else a relay does.
 */
import { dealersOf } from "../../host/party/combination.ts";
import { runLocally } from "../../run/run-locally.ts";
import { MAX_PARTIES } from "../../run/runnable.ts";
import { linksOf, type NetworkSpec } from "../config/network-spec.ts";
import { outcomeOf } from "../harness/party-record.ts";
import type { Testbed } from "../harness/testbed.ts";
import { lineOf } from "../processes/testbed.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";
import { available } from "./available.ts";
import { openShapedNetwork } from "./namespaces.ts";
import type { Delaying } from "./topology.ts";

/** Milliseconds. A relay is accurate to a fifth of it. */
const LEAST_RELAYED_MS = 5;

export const shaped: Testbed = {
  name: "shaped",
  kinds: ["shaped"],

  refuse(cell, { network }) {
    if (cell.parties > MAX_PARTIES)
      return `${cell.parties} parties: at most ${MAX_PARTIES} on one machine`;
    const { trouble, delaying } = available();
    return trouble ?? refusedLinks(cell, network, delaying);
  },

  async run(cell, spec, signal) {
    const { program, args, comparisons, deadlineMs, network, seed } = spec;
    const { onLine = () => undefined } = spec;
    const { parties, security, ablation } = cell;
    const members = parties + dealersOf(security);
    const { delaying } = available();
    const links = linksOf(network, members);
    const made = await openShapedNetwork(links, delaying, numberOf(seed));
    try {
      const run = await runLocally({
        program,
        args,
        parties,
        security,
        ablation,
        comparisons,
        latencyMs: Math.max(...links.latencyMs.flat()),
        deadlineMs,
        signal,
        placement: made,
        onEvent: (event) => onLine(lineOf(event, parties)),
      });
      return outcomeOf(run, recordOf(network, members, delaying), members);
    } finally {
      await made.close();
    }
  },
};

/** Why these links cannot be made; null if they can. */
export function refusedLinks(cell: Cell, network: NetworkSpec, delaying: Delaying): string | null {
  if (network.slow !== null && network.slow.compute > 1)
    return "only virtual time can slow down a party's computation";
  if (delaying === "netem") return null;
  const members = cell.parties + dealersOf(cell.security);
  const least = Math.min(
    ...linksOf(network, members)
      .latencyMs.flat()
      .filter((ms) => ms > 0),
  );
  return least < LEAST_RELAYED_MS
    ? `${least} ms: this kernel has no netem, and a relay delays from ${LEAST_RELAYED_MS} ms on (virtual networks take any latency)`
    : null;
}

const recordOf = (network: NetworkSpec, members: number, delaying: Delaying): NetworkRecord => ({
  name: network.name,
  kind: "shaped",
  mechanism: `htb, ${delaying}`,
  ...linksOf(network, members),
  compute: null,
  coresPerHost: null,
});

/** Hashes the text of a seed to 32 bits. */
function numberOf(seed: string): number {
  let hash = 0;
  for (const character of seed) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) | 0;
  return hash >>> 0;
}
