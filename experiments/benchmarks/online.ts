/**
 * The online phase: processes on this machine over WebSockets in mutual TLS 1.3, material in memory before
 * the clock starts, the final MAC check inside the measured span. Per second of the slowest party.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { memberOf } from "../../host/node/roster.ts";
import type { Task } from "./online-party.ts";
import type { Measurement } from "./transport.ts";

export interface OnlineOptions {
  readonly runs?: number;
  /** Small sizes: to see that it works. */
  readonly quick?: boolean;
  /** Only the cases whose name contains this. */
  readonly only?: string;
}

type Case = readonly [name: string, n: number, task: Omit<Task, "label">];

const PARTY = new URL("./online-party.ts", import.meta.url);
/** Runs before the measured ones: the compiler's work is no part of a steady rate. */
const WARM_UP = 1;

const casesOf = (quick: boolean): Case[] => {
  const count = quick ? 10_000 : 1_000_000;
  const rounds = quick ? 500 : 20_000;
  return [
    ["multiply/n2", 2, { work: "multiply", count, vector: count }],
    ["multiply-ten-vectors/n2", 2, { work: "multiply", count, vector: count / 10 }],
    ["open/n2", 2, { work: "open", count, vector: count }],
    ["rounds/n2", 2, { work: "rounds", count: rounds, vector: 1 }],
    ["multiply/n3", 3, { work: "multiply", count, vector: count }],
    ["rounds/n3", 3, { work: "rounds", count: rounds, vector: 1 }],
  ];
};

/** The cases multiply/n2|n3, open/n2, rounds/n2|n3 (per second), and ten vectors instead of one. */
export async function run({ runs = 5, quick = false, only = "" }: OnlineOptions = {}) {
  const out: Measurement[] = [];
  const cases = casesOf(quick).filter(([name]) => name.includes(only));
  for (const n of [2, 3]) {
    const own = cases.filter(([, parties]) => parties === n);
    if (own.length === 0) continue;
    const processes = await start(n);
    try {
      for (const [name, , task] of own) {
        const rates: number[] = [];
        for (let k = -WARM_UP; k < runs; k++) {
          const label = `${name.replace("/", " ")} ${k}`;
          const ms = await processes.measure({ ...task, label });
          if (k >= 0) rates.push((1000 * task.count) / ms);
        }
        out.push(summary(name, n, rates));
      }
    } finally {
      processes.end();
    }
  }
  return out;
}

interface Processes {
  /** Milliseconds of the slowest party. */
  measure(task: Task): Promise<number>;
  end(): void;
}

/** n connected processes, identities made on the spot. */
async function start(n: number): Promise<Processes> {
  const directory = mkdtempSync(join(tmpdir(), "spdz-bench-"));
  const ports = await freePorts(n);
  const members = [];
  for (const [k, port] of ports.entries()) {
    const identity = await createIdentity(`party${k}`);
    saveIdentity(join(directory, String(k)), identity);
    members.push(memberOf(identity, "127.0.0.1", port));
  }
  writeFileSync(join(directory, "members.json"), JSON.stringify(members));
  const children = members.map((_, k) => fork(PARTY, [directory, String(k)]));
  const answers = () => Promise.all(children.map(answerOf));
  await answers();
  return {
    async measure(task) {
      const all = answers();
      for (const child of children) child.send(task);
      return Math.max(...((await all) as number[]));
    },
    end() {
      for (const child of children) if (child.connected) child.send("end");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The next thing a child says; rejects if it exits instead. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      once(child, "message", stop).then(([message]: unknown[]) => message),
      once(child, "exit", stop).then(([code]: unknown[]) => {
        throw new Error(`a benchmark process exited with ${String(code)}`);
      }),
    ]);
  } finally {
    stop.abort();
  }
}

/** Free at this moment, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

function summary(name: string, n: number, rates: readonly number[]): Measurement {
  const sorted = [...rates].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return {
    ...{ bench: "online", case: name, n, unit: "per second", median },
    ...{ min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length },
  };
}
