/**
 * Fills stores for all parties on this machine. Each party is a process; they are connected over mutual TLS. The parties
 * make the material, or a dealer does, which knows everything. Either all stores come to be or none, but for what all had
 * laid down when a process died.
 */
import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createIdentity, saveIdentity } from "../host/node/identity.ts";
import { assertThreads } from "../host/node/lanes/threads.ts";
import { filling, type OnBatch } from "../host/node/party/fill.ts";
import { memberOf } from "../host/node/roster.ts";
import type { StorePlaces } from "../host/node/stock/places.ts";
import { assertRoom } from "../host/node/stock/room.ts";
import { temporaryFolder } from "../host/node/temporary-folder.ts";
import { combinationOf, dealersOf, type WithMaterial } from "../host/party/combination.ts";
import type { Demand } from "../items/demand.ts";
import { EXIT, type Failure, Interrupted, ProcessFailed, worstOf } from "./exit-code.ts";
import type { FillStart, FillWord, FromFill } from "./fill-process.ts";
import { assertReachable, freePorts } from "./ports.ts";
import { connectMsOf } from "./start-of.ts";

const HOST = "127.0.0.1";
const ENTRY = fileURLToPath(new URL("./fill-process.ts", import.meta.url));

export interface LocalFill {
  readonly parties: number;
  readonly security: WithMaterial;
  /** s, 40 to 57; 40 by default. */
  readonly statistical?: number;
  /** Worker threads of each party that make LowGear's batches, 1 to 64; none by default. */
  readonly threads?: number;
  readonly demand: Demand;
  /** DIRECTORY/party0/stock and DIRECTORY/party0/keys, and so on. */
  readonly directory: string;
  readonly deadlineMs: number;
  /** How long parties may take to come; the deadline, and at least 10 s, by default. */
  readonly connectMs?: number;
  /** What party 0 has laid down. */
  readonly onBatch?: OnBatch;
  /** Stops everything; rejects with Interrupted then. */
  readonly signal?: AbortSignal;
}

/** Where a party's store lies. */
export const placesOf = (directory: string, party: number): StorePlaces => ({
  directory: resolve(directory, `party${party}`, "stock"),
  keyDirectory: resolve(directory, `party${party}`, "keys"),
});

/** @throws UsageError if the disk is too small; ProcessFailed with what went wrong at the party that says most; Interrupted. */
export async function fillLocally(options: LocalFill): Promise<StorePlaces[]> {
  const { parties, security, demand, directory } = options;
  assertThreads(options.threads, security);
  const stores = Array.from({ length: parties }, (_, party) => ({
    directory: placesOf(directory, party).directory,
    party,
  }));
  await assertRoom(demand, combinationOf(security).family!, stores);
  const folder = temporaryFolder("spdz-fill-");
  const members: Member[] = [];
  const sweep = () => {
    for (const member of members) member.process.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", sweep);
  const stop = () => {
    for (const member of members) member.process.kill("SIGTERM");
  };
  options.signal?.addEventListener("abort", stop);
  try {
    for (const start of await startsOf(options, folder)) members.push(new Member(start, options));
    const ready = await Promise.all(members.map((member) => member.ready));
    // One party cannot begin: the others undo what they have begun, and nobody makes anything.
    const word: FillWord = ready.every(Boolean) ? "go" : "undo";
    for (const { process: child } of members)
      if (child.connected) child.send(word, () => undefined);
    const failures = (await Promise.all(members.map(({ ended }) => ended))).flatMap((f) => f ?? []);
    if (options.signal?.aborted === true) throw new Interrupted("interrupted");
    // A party that stopped only because another did says less.
    const worst = worstOf(failures.map(({ exitCode }) => exitCode));
    if (failures.length > 0)
      throw new ProcessFailed(failures.find(({ exitCode }) => exitCode === worst)!);
    return members.flatMap(({ places }) => places ?? []);
  } finally {
    options.signal?.removeEventListener("abort", stop);
    process.removeListener("exit", sweep);
    sweep();
  }
}

/** One process; with IPC and nothing else. */
class Member {
  readonly process: ChildProcess;
  readonly places: StorePlaces | null;
  /** False if it ends before it is ready. */
  readonly ready: Promise<boolean>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Failure | null>;

  constructor(start: FillStart, { onBatch }: LocalFill) {
    this.places = start.places;
    this.process = fork(ENTRY, [], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const { promise, resolve: isReady } = Promise.withResolvers<boolean>();
    this.ready = promise;
    let done: Extract<FromFill, { type: "done" }> | null = null;
    this.process.on("message", (message: FromFill) => {
      if (message.type === "ready") isReady(true);
      else if (message.type === "done") done = message;
      else if (start.join.self === 0) onBatch?.(message.kind, message.done, message.count);
      if (message.type === "done") isReady(false);
    });
    this.ended = new Promise((resolve) => {
      this.process.once("close", (code, signal) => {
        isReady(false);
        resolve(done === null ? died(signal ?? code) : done.error);
      });
    });
    this.process.send(start, () => undefined);
  }
}

/** Why a process that said nothing is gone. */
const died = (exit: number | string | null): Failure => ({
  code: typeof exit === "string" ? "killed" : "crashed",
  message: `a process ended by ${exit}, and said nothing`,
  culprits: [],
  exitCode: typeof exit === "string" ? EXIT.peer : EXIT.bug,
});

async function startsOf(options: LocalFill, folder: string): Promise<FillStart[]> {
  const { parties, security, statistical, threads, demand, directory, deadlineMs } = options;
  const names = Array.from({ length: parties }, (_, party) => `party-${party}`);
  if (dealersOf(security) > 0) names.push("dealer");
  const identities = await Promise.all(names.map((name) => createIdentity(name)));
  // Throws if that folder is gone: no process can be started from there.
  process.cwd();
  await assertReachable(HOST);
  const ports = await freePorts(names.length, HOST);
  const members = identities.map((identity, k) => memberOf(identity, HOST, ports[k]!));
  return identities.map((identity, self) => {
    const identityFolder = join(folder, String(self));
    saveIdentity(identityFolder, identity);
    const joining = {
      self,
      members,
      security,
      deadlineMs,
      listenHost: HOST,
      connectMs: connectMsOf(options),
      ...(statistical !== undefined && { statistical }),
      ...(threads !== undefined && { threads }),
    };
    // What is wrong with the demand is found before a process is started.
    filling({ ...joining, identity }, demand);
    return {
      join: joining,
      identityFolder,
      demand: [...demand],
      places: self < parties ? placesOf(directory, self) : null,
    };
  });
}
