/**
 * Processes that are measured. They are connected members of a session on this machine, and IPC tells them what to do.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { connect } from "../../host/node/connect.ts";
import { letHeapGrow } from "../../host/node/heap.ts";
import { createIdentity, loadIdentity, saveIdentity } from "../../host/node/identity.ts";
import { type Member, memberOf } from "../../host/node/roster.ts";
import { temporaryFolder } from "../../host/node/temporary-folder.ts";
import type { Transport } from "../../network/transport.ts";

export interface Processes<Task> {
  /** Resolves with the largest figure that the asked members answer. */
  measure(task: Task): Promise<number>;
  end(): void;
}

/**
 * Starts one process of `script` per name, connected over WebSockets in mutual TLS 1.3 with new identities.
 * Each runs `script DIRECTORY SELF` and calls `serveMember`. Tasks go to the first `asked` of them.
 */
export async function startProcesses<Task extends object>(
  script: URL,
  names: readonly string[],
  asked = names.length,
): Promise<Processes<Task>> {
  const directory = temporaryFolder("spdz-bench-");
  const ports = await freePorts(names.length);
  const members: Member[] = [];
  for (const [k, name] of names.entries()) {
    const identity = await createIdentity(name);
    saveIdentity(join(directory, String(k)), identity);
    members.push(memberOf(identity, "127.0.0.1", ports[k]!));
  }
  writeFileSync(join(directory, "members.json"), JSON.stringify(members));
  const children = names.map((_, k) => fork(script, [directory, String(k)]));
  await Promise.all(children.map(answerOf));
  const told = children.slice(0, asked);
  return {
    async measure(task) {
      const answers = Promise.all(told.map(answerOf));
      for (const child of told) child.send(task);
      return Math.max(...((await answers) as number[]));
    },
    end() {
      for (const child of told) if (child.connected) child.send("end");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * The child's side: connects, calls `begin`, answers each task with the figure that `work` gives, and closes when told.
 * Null from `begin` says that this member takes no tasks and its work is done.
 */
export async function serveMember<Task>(
  directory: string,
  self: number,
  program: string,
  begin: (
    transport: Transport,
  ) => Promise<{ work(task: Task): Promise<number>; close?(): Promise<void> } | null>,
): Promise<void> {
  letHeapGrow();
  const members = JSON.parse(readFileSync(join(directory, "members.json"), "utf8")) as Member[];
  const transport = await connect({
    self,
    identity: loadIdentity(join(directory, String(self))),
    members,
    agreement: { program },
    deadlineMs: 60_000,
    heartbeatMs: 10_000,
    // Nothing else should run during a benchmark, so polling helps as soon as each member has a core.
    polling: members.length <= availableParallelism(),
  });
  const close = async () => {
    await transport.close();
    process.disconnect();
  };
  const member = await begin(transport);
  if (member === null) return close();
  process.on("message", (task: Task | "end") => {
    if (task !== "end") void member.work(task).then((figure) => process.send?.(figure));
    else void Promise.resolve(member.close?.()).then(close);
  });
  process.send?.("ready");
}

/** The next message of a child; rejects if the child exits instead. */
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

/** Ports that are free at this moment, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}
