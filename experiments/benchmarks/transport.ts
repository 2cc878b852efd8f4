/**
 * The transport alone: MB/s and rounds/s of two processes over WebSockets in mutual TLS 1.3 on this machine,
 * and MB/s of the memory network. MB/s counts what one party sends while the other sends as much.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { memberOf } from "../../host/node/roster.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { type Exchange, measure } from "./transport-party.ts";

export interface TransportOptions {
  readonly runs?: number;
  /** Small sizes: to see that it works. */
  readonly quick?: boolean;
}

/** One case, summed up over its runs. */
export interface Measurement {
  readonly bench: string;
  readonly case: string;
  readonly n: number;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

const PARTY = new URL("./transport-party.ts", import.meta.url);
const BULK_BYTES = 16 * 2 ** 20;
const ROUND_BYTES = 100;

/** The cases ws-tls, memory (MB per second) and rounds-ws-tls/n2|n3 (per second). */
export async function run({
  runs = 5,
  quick = false,
}: TransportOptions = {}): Promise<Measurement[]> {
  const bulk = { bytes: BULK_BYTES, count: quick ? 2 : 20 };
  const rounds = { bytes: ROUND_BYTES, count: quick ? 500 : 30_000 };
  const megabytes = ({ bytes, count }: Omit<Exchange, "label">) => (bytes * count) / 1e6;
  const out: Measurement[] = [];
  const rate = (work: number, seconds: readonly number[]) => seconds.map((s) => work / s);
  for (const n of [2, 3]) {
    const processes = await start(n);
    try {
      if (n === 2) {
        const seconds = await repeat(processes, "bulk", bulk, runs);
        out.push(summary("ws-tls", n, "MB per second", rate(megabytes(bulk), seconds)));
      }
      const seconds = await repeat(processes, "rounds", rounds, runs);
      out.push(summary(`rounds-ws-tls/n${n}`, n, "per second", rate(rounds.count, seconds)));
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
  out.push(summary("memory", 2, "MB per second", rate(megabytes(bulk), seconds)));
  return out;
}

interface Processes {
  /** Seconds of the slowest party. */
  exchange(task: Exchange): Promise<number>;
  end(): void;
}

/** n connected processes, identities made on the spot. */
async function start(n: number): Promise<Processes> {
  const directory = mkdtempSync(join(tmpdir(), "spdz-bench-"));
  const members = [];
  for (let k = 0; k < n; k++) {
    const identity = await createIdentity(`party${k}`);
    saveIdentity(join(directory, String(k)), identity);
    members.push(memberOf(identity, "127.0.0.1", await freePort()));
  }
  writeFileSync(join(directory, "members.json"), JSON.stringify(members));
  const children = members.map((_, k) => fork(PARTY, [directory, String(k)]));
  const answers = (): Promise<unknown[]> =>
    Promise.all(children.map(async (child) => (await answer(child)) as unknown));
  await answers();
  return {
    exchange: async (task) => {
      const all = answers();
      for (const child of children) child.send(task);
      return Math.max(...((await all) as number[]));
    },
    end: () => {
      for (const child of children) if (child.connected) child.send("end");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function answer(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`a benchmark process ended with code ${code}`);
  });
  const message = once(child, "message").then(([value]) => value as unknown);
  ended.catch(() => undefined);
  return Promise.race([message, ended]);
}

/** One run unmeasured, then `runs`. */
async function repeat(
  processes: Processes,
  label: string,
  work: Omit<Exchange, "label">,
  runs: number,
): Promise<number[]> {
  const seconds: number[] = [];
  for (let k = 0; k <= runs; k++) seconds.push(await processes.exchange({ label, ...work }));
  return seconds.slice(1);
}

function summary(name: string, n: number, unit: string, values: readonly number[]): Measurement {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const [min, max] = [sorted[0]!, sorted[sorted.length - 1]!];
  return { bench: "transport", case: name, n, unit, median, min, max, runs: values.length };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
