/**
 * The transport alone: MB/s of two processes and rounds/s of two and of three, over WebSockets in mutual TLS 1.3 on
 * this machine, and MB/s of the memory network. MB/s counts what one party sends while the other sends as much.
 */
import { memoryNetwork } from "../../network/memory.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import { type Processes, startProcesses } from "./processes.ts";
import { type Exchange, measure } from "./transport-party.ts";

const PARTY = new URL("./transport-party.ts", import.meta.url);
const BULK_BYTES = 16 * 2 ** 20;
const ROUND_BYTES = 100;

/** The cases ws-tls, memory (MB per second) and rounds-ws-tls/n2|n3 (per second). */
export async function run({ runs, quick = false }: BenchOptions): Promise<Measurement[]> {
  const bulk = { bytes: BULK_BYTES, count: quick ? 2 : 20 };
  const rounds = { bytes: ROUND_BYTES, count: quick ? 500 : 30_000 };
  const megabytes = ({ bytes, count }: Omit<Exchange, "label">) => (bytes * count) / 1e6;
  const out: Measurement[] = [];
  const rate = (work: number, seconds: readonly number[]) => seconds.map((s) => work / s);
  for (const n of [2, 3]) {
    const names = Array.from({ length: n }, (_, k) => `party${k}`);
    const processes = await startProcesses<Exchange>(PARTY, names);
    try {
      if (n === 2) {
        const seconds = await repeat(processes, "bulk", bulk, runs);
        out.push(
          measurement("transport", "ws-tls", n, "MB per second", rate(megabytes(bulk), seconds)),
        );
      }
      const seconds = await repeat(processes, "rounds", rounds, runs);
      out.push(
        measurement(
          "transport",
          `rounds-ws-tls/n${n}`,
          n,
          "per second",
          rate(rounds.count, seconds),
        ),
      );
    } finally {
      processes.end();
    }
  }
  const seconds: number[] = [];
  for (let k = 0; k < runs; k++) {
    const parties = memoryNetwork(2);
    const took = await Promise.all(parties.map((t) => measure(t, { label: "bulk", ...bulk })));
    seconds.push(Math.max(...took));
  }
  out.push(measurement("transport", "memory", 2, "MB per second", rate(megabytes(bulk), seconds)));
  return out;
}

/** One run unmeasured, then `runs`. */
async function repeat(
  processes: Processes<Exchange>,
  label: string,
  work: Omit<Exchange, "label">,
  runs: number,
): Promise<number[]> {
  const seconds: number[] = [];
  for (let k = 0; k <= runs; k++) seconds.push(await processes.measure({ label, ...work }));
  return seconds.slice(1);
}
