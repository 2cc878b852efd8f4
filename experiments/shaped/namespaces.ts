/**
 * Network namespaces without names. Each lives as long as the process that holds it. That process ends with the process
 * that started it, however that ends. So nothing is left, and nothing has to be cleaned up.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Links } from "../config/network-spec.ts";
import type { FromHolder, RelayOrder, ToHolder } from "./messages.ts";
import {
  addressOf,
  bridgeCommands,
  type Command,
  cableCommands,
  type Delaying,
  delayed,
  memberCommands,
  portOf,
  relayPortOf,
} from "./topology.ts";

const HOLDER = fileURLToPath(new URL("./holder-process.ts", import.meta.url));
const run = promisify(execFile);

export interface ShapedNetwork {
  /** The address at which member `self` reaches member `member`. */
  addressFor(self: number, member: number): { readonly host: string; readonly port: number };
  /** The words to put before a command so that it runs in a member's namespace. */
  prefixOf(self: number): readonly string[];
  /** Ends all namespaces. Nothing is left when it resolves. */
  close(): Promise<void>;
}

/** @throws Error with the message of a command that failed. Nothing is left then. */
export async function openShapedNetwork(
  links: Links,
  delaying: Delaying,
  seed: number,
): Promise<ShapedNetwork> {
  const members = links.latencyMs.length;
  const holders: LocalContext[] = [];
  const close = async () => {
    await Promise.all(holders.map((holder) => holder.end()));
  };
  try {
    // The last holder has the bridge.
    for (let k = 0; k <= members; k++) holders.push(new LocalContext());
    await Promise.all(holders.map((holder) => holder.ready));
    const hub = holders[members]!;
    await hub.inside(bridgeCommands());
    for (let k = 0; k < members; k++) {
      await hub.inside(cableCommands(k, holders[k]!.pid));
      await holders[k]!.inside(memberCommands(k, links, delaying));
    }
    const relayed = (i: number, j: number) =>
      delaying === "relay" && (delayed(links, i, j) || delayed(links, j, i));
    // A party calls those with lower numbers.
    for (let self = 0; self < members; self++) {
      const callees = Array.from({ length: self }, (_, k) => k).filter((k) => relayed(self, k));
      const orders = callees.map((k) => orderOf(links, self, k, seed + members * self + k));
      await holders[self]!.relay(orders);
    }
    return {
      addressFor(self, member) {
        if (member < self && relayed(self, member))
          return { host: "127.0.0.1", port: relayPortOf(member) };
        return { host: addressOf(member), port: portOf(member) };
      },
      prefixOf: (self) => ["nsenter", "--net", "--target", `${holders[self]!.pid}`],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function orderOf(links: Links, self: number, callee: number, seed: number): RelayOrder {
  const delay = (from: number, to: number) => ({
    latencyMs: links.latencyMs[from]![to]!,
    jitterMs: links.jitterMs[from]![to]!,
  });
  return {
    port: relayPortOf(callee),
    target: { host: addressOf(callee), port: portOf(callee) },
    there: delay(self, callee),
    back: delay(callee, self),
    seed,
  };
}

/** A process in its own network namespace, which also runs the member's relays. */
class LocalContext {
  readonly ready: Promise<unknown>;
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #said = "";

  constructor() {
    // unshare becomes the program that it starts, so that this process is the holder itself.
    this.#process = spawn("unshare", ["--net", process.execPath, HOLDER], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
    this.#closed = new Promise((resolve) => {
      this.#process.once("close", resolve);
      this.#process.once("error", resolve);
    });
    this.ready = this.#answer();
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Runs commands in its namespace, one after another. */
  async inside(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      const args = ["--net", "--target", `${this.pid}`, ...command];
      await run("nsenter", args).catch((error: { readonly stderr?: string }) => {
        const says = (error.stderr ?? String(error)).trim().split("\n")[0];
        throw new Error(`${command.join(" ")}: ${says}`);
      });
    }
  }

  async relay(relays: readonly RelayOrder[]): Promise<void> {
    if (relays.length === 0) return;
    const answer = this.#answer();
    this.#process.send({ relays } satisfies ToHolder);
    await answer;
  }

  async end(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#closed;
  }

  async #answer(): Promise<void> {
    const heard = new Promise<FromHolder>((resolve) => {
      this.#process.once("message", (message) => resolve(message as FromHolder));
    });
    const died = this.#closed.then(() => ({ error: this.#said.trim() || "the process ended" }));
    const { error } = await Promise.race([heard, died]);
    if (error !== null) throw new Error(`a network namespace: ${error}`);
  }
}
