/** A party of the lattice benchmarks, a process of its own: node lowgear-party.ts DIRECTORY SELF. */
import { makeItems } from "../../host/node/party/makers.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import type { Preprocessing } from "../../offline/preprocessing.ts";
import { parseKind, takeColumns } from "../../offline/stock-layout.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { serveMember } from "./processes.ts";

export interface Task {
  readonly security: "spdz+lowgear" | "additive+semi-honest-he";
  /** By kindName; "first": from nothing, keys included, to the first triple. */
  readonly kind: string;
  readonly count: number;
  /** Milliseconds; payload bytes sent by this party; peak memory of this process in bytes. */
  readonly figure: "ms" | "bytes" | "memory";
  /** Names the session of a task "first", or of a fresh one; others go on with what is there. */
  readonly label: string;
  /** With keys of its own, made before: nothing is there yet, and no habit says how much to make ahead. */
  readonly fresh?: boolean;
}

class Member {
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #supplies = new Map<string, Promise<Preprocessing>>();

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#session = new Session(transport);
  }

  async measure(task: Task): Promise<number> {
    if (task.figure === "memory") return process.resourceUsage().maxRSS * 1024;
    const { security, label, fresh = false } = task;
    const items = task.kind === "first" ? null : await this.#supply(security, fresh ? label : null);
    await this.#session.exchange(`begin ${task.label}`, new Uint8Array(1));
    const sent = this.#sent();
    const start = performance.now();
    if (items === null) {
      const fresh = await this.#make(task.security, task.label);
      await fresh.triples(1);
      const took = performance.now() - start;
      await fresh.close();
      return took;
    }
    await takeColumns(items, parseKind(task.kind), task.count);
    const figure = task.figure === "ms" ? performance.now() - start : this.#sent() - sent;
    if (fresh) await items.close();
    return figure;
  }

  async close(): Promise<void> {
    for (const items of this.#supplies.values()) await (await items).close();
  }

  #sent(): number {
    return this.#transport.meter.read().bytesSent.reduce((sum, bytes) => sum + bytes, 0);
  }

  #supply(security: Task["security"], fresh: string | null): Promise<Preprocessing> {
    if (fresh !== null) return this.#make(security, fresh);
    const known = this.#supplies.get(security) ?? this.#make(security, security);
    this.#supplies.set(security, known);
    return known;
  }

  #make(security: Task["security"], label: string): Promise<Preprocessing> {
    const session = this.#session.child(label);
    return makeItems(security, session, session, { statistical: DEFAULT_STATISTICAL });
  }
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serveMember<Task>(directory, Number(self), "benchmark lowgear", async (transport) => {
    const member = new Member(transport);
    return { work: (task) => member.measure(task), close: () => member.close() };
  });
