/** One party of the lattice benchmarks, in its own process: node lowgear-party.ts DIRECTORY SELF. */

import { makeItems } from "../../host/node/party/session-material.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import { parseKind } from "../../items/kinds.ts";
import { type Preprocessing, takeMany } from "../../items/preprocessing.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { serveMember } from "./processes.ts";
import { type Split, sampled } from "./stages.ts";

export interface Task {
  readonly security: "spdz+lowgear" | "additive+semi-honest-he";
  /** By kindName; "first" goes from nothing to the first triple and includes the keys. */
  readonly kind: string;
  readonly count: number;
  /**
   * "ms": milliseconds. "bytes": payload bytes sent by this party. "memory": peak memory of this process in bytes.
   * "sampled": milliseconds under a profiler. "step NAME" and "kind NAME": the milliseconds of one part of a sampled
   * run. The k-th task of such a name is about the k-th sampled run.
   */
  readonly figure: "ms" | "bytes" | "memory" | "sampled" | `${"step" | "kind"} ${string}`;
  /** Names the session of a task of kind "first", or of a fresh one. Other tasks go on with the supply that exists. */
  readonly label: string;
  /**
   * Uses its own keys, made before the clock starts. No items exist yet, and no past use says how many to make ahead.
   */
  readonly fresh?: boolean;
}

class Member {
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #splits: Split[] = [];
  readonly #asked = new Map<string, number>();
  readonly #supplies = new Map<string, Promise<Preprocessing>>();

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#session = new Session(transport);
  }

  async measure(task: Task): Promise<number> {
    if (task.figure === "memory") return process.resourceUsage().maxRSS * 1024;
    const { figure, security, label, fresh = false } = task;
    if (figure.includes(" ")) return this.#partOf(figure);
    const items = task.kind === "first" ? null : await this.#supply(security, fresh ? label : null);
    await this.#session.exchange(`begin ${task.label}`, new Uint8Array(1));
    const sent = this.#sent();
    const start = performance.now();
    if (items === null) {
      const fresh = await this.#make(task.security, task.label);
      await takeTriples(fresh, 1);
      const took = performance.now() - start;
      await fresh.close();
      return took;
    }
    const make = () => takeMany(items, parseKind(task.kind), task.count);
    if (figure === "sampled") this.#splits.push(await sampled(make));
    else await make();
    const took = performance.now() - start;
    if (fresh) await items.close();
    return figure === "bytes" ? this.#sent() - sent : took;
  }

  async close(): Promise<void> {
    for (const items of this.#supplies.values()) await (await items).close();
  }

  #partOf(figure: string): number {
    const asked = this.#asked.get(figure) ?? 0;
    this.#asked.set(figure, asked + 1);
    const [part, name] = figure.split(" ");
    const { steps, kinds } = this.#splits[asked]!;
    return ((part === "step" ? steps : kinds).get(name!) ?? 0) / 1000;
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
