/** The cost of a message beyond what a simulated party does with it, from two processes over TLS on this machine. */
import { startProcesses } from "../../benchmarks/processes.ts";
import type { Exchange } from "../../benchmarks/transport-party.ts";
import type { Cost } from "./samples.ts";

const PARTY = new URL("../../benchmarks/transport-party.ts", import.meta.url);
const ROUND = { bytes: 100, count: 1000 };
/** Exchanges of each size per run. */
const TIMES = 5;
const BULK = { bytes: 16 * 2 ** 20, count: 2 };

/**
 * Nanoseconds of sending a message, which are also those of receiving one. In an exchange between two processes with a
 * core each, both send and then receive, and each of the two takes half of the time. Disturbances only make an exchange
 * slower, so that the fastest of many counts.
 */
export async function messageCosts(runs: number): Promise<Cost> {
  const processes = await startProcesses<Exchange>(PARTY, ["party0", "party1"]);
  try {
    const each = async (label: string, work: Omit<Exchange, "label">): Promise<number> => {
      const times: number[] = [];
      for (let k = 0; k <= TIMES * runs; k++)
        times.push(await processes.measure({ label, ...work }));
      return (Math.min(...times) * 1e9) / work.count / 2;
    };
    const fixed = await each("rounds", ROUND);
    const bulk = await each("bulk", BULK);
    return { fixed, perUnit: Math.max(0, bulk - fixed) / BULK.bytes };
  } finally {
    processes.end();
  }
}
