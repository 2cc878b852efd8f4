/**
 * The dealer: items per second, dealt by one process and held by all parties, processes of their own, over
 * WebSockets in mutual TLS 1.3 on this machine. Per second of the slowest party.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { memberOf } from "../../host/node/roster.ts";
import type { Task } from "./dealer-party.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";

type Case = readonly [name: string, n: number, task: Task];

const MEMBER = new URL("./dealer-party.ts", import.meta.url);
/** Runs before the measured ones: the compiler's work is no part of a steady rate. */
const WARM_UP = 2;

const casesOf = (quick: boolean): Case[] => {
  const calls = quick ? 2 : 16;
  return [
    ["triples", 2, { kind: "triple", calls, count: 250_000 }],
    ["bits", 2, { kind: "bit", calls, count: 250_000 }],
    ["comparison-masks", 2, { kind: "comparison-mask", calls, count: 5_000 }],
    ["truncation-masks", 2, { kind: "truncation-mask/16", calls, count: 100_000 }],
    ["triples/n3", 3, { kind: "triple", calls, count: 250_000 }],
  ];
};

/** The cases triples, bits, comparison-masks, truncation-masks (two parties), triples/n3. */
export async function run({
  runs,
  quick = false,
  only = "",
}: BenchOptions): Promise<Measurement[]> {
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
          const ms = await processes.measure(task);
          if (k >= 0) rates.push((1000 * task.calls * task.count) / ms);
        }
        out.push(measurement("dealer", name, n, "per second", rates));
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

/** n parties and a dealer, connected; identities made on the spot. */
async function start(n: number): Promise<Processes> {
  const directory = mkdtempSync(join(tmpdir(), "spdz-bench-"));
  const members = [];
  for (const [k, port] of (await freePorts(n + 1)).entries()) {
    const identity = await createIdentity(k === n ? "dealer" : `party${k}`);
    saveIdentity(join(directory, String(k)), identity);
    members.push(memberOf(identity, "127.0.0.1", port));
  }
  writeFileSync(join(directory, "members.json"), JSON.stringify(members));
  const children = members.map((_, k) => fork(MEMBER, [directory, String(k)]));
  await Promise.all(children.map(answerOf));
  const parties = children.slice(0, n);
  return {
    async measure(task) {
      const all = Promise.all(parties.map(answerOf));
      for (const child of parties) child.send(task);
      return Math.max(...((await all) as number[]));
    },
    end() {
      for (const child of parties) if (child.connected) child.send("end");
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
