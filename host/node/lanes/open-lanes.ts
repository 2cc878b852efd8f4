/**
 * Lanes in worker threads. Each makes whole batches, until they are accepted. The main thread keeps the links, the MAC
 * key's queue and accepted items.
 */
import { Worker } from "node:worker_threads";
import type { Session } from "../../../network/session.ts";
import { type Lane, zeroVectors } from "../../../offline/lane.ts";
import type { LowGearThreads } from "../../../offline/lowgear/lowgear.ts";
import type { LowGearPlans, LowGearRaw } from "../../../offline/lowgear/steps.ts";
import { packKeys } from "../../../offline/lowgear/thread-keys.ts";
import type { FromLane, LaneStart, ToLane } from "./messages.ts";
import { buffersOf, tellError, toldError } from "./told.ts";

const THREAD = new URL("./lane-thread.ts", import.meta.url);
/** LOCAL: how long a lane may take to answer a wipe. A lane that does not answer is then ended. */
const WIPE_MS = 2000;

/** Up to `count` lanes, each with a ring memory of at most `maxBytes`. */
export const laneThreads = (
  count: number,
  sessionId: Uint8Array,
  maxBytes: number,
): LowGearThreads => ({
  count,
  open: (keys, lanes) => {
    const open = Array.from(
      { length: lanes },
      () => new ThreadLane({ sessionId, maxBytes, keys: packKeys(keys) }),
    );
    return Promise.all(open.map((lane) => lane.ready())).then(
      () => open,
      (failure) => {
        for (const lane of open) lane.wipe();
        throw failure;
      },
    );
  },
});

class ThreadLane implements Lane<LowGearPlans, LowGearRaw> {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #links = new Map<string, ReturnType<Session["beneath"]>>();
  /** By number of the lane's debt: the function that ends it. */
  readonly #debts = new Map<number, () => void>();
  #called = 0;
  #ended: Error | null = null;
  #wiping: NodeJS.Timeout | null = null;

  constructor(start: LaneStart) {
    this.#ready.promise.catch(() => undefined);
    this.#worker = new Worker(THREAD, {
      workerData: start,
      transferList: buffersOf(start.keys),
    });
    this.#worker.on("message", (message: FromLane) => this.#hear(message));
    this.#worker.on("error", (error) => this.#end(new Error("a lane failed", { cause: error })));
    this.#worker.on("exit", () => this.#end(new Error("a lane ended")));
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  async begin(session: Session, what: string, plan: unknown): Promise<unknown> {
    this.#links.set(session.path, session.beneath());
    await this.#call((call) => ({ type: "begin", call, batch: session.path, what, plan }));
    return null;
  }

  async finish<K extends keyof LowGearRaw>(session: Session): Promise<LowGearRaw[K]> {
    try {
      return (await this.#call((call) => ({
        type: "finish",
        call,
        batch: session.path,
      }))) as LowGearRaw[K];
    } finally {
      this.#links.delete(session.path);
    }
  }

  wipe(): void {
    if (this.#wiping !== null) return;
    this.#end(new Error("the keys are destroyed"));
    this.#post({ type: "wipe" });
    this.#wiping = setTimeout(() => void this.#worker.terminate(), WIPE_MS);
  }

  #call(message: (call: number) => ToLane): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const call = this.#called++;
    const result = Promise.withResolvers<unknown>();
    this.#calls.set(call, result);
    this.#post(message(call));
    return result.promise;
  }

  /** Nothing is sent for a lane that has ended. A message may have been on its way when the keys were wiped. */
  #hear(message: FromLane): void {
    if (this.#ended !== null && message.type !== "done" && message.type !== "wiped") return;
    switch (message.type) {
      case "ready":
        this.#ready.resolve();
        break;
      case "send":
        this.#links.get(message.batch)?.send(message.to, message.tag, message.bytes);
        break;
      case "receive":
        void this.#receive(message);
        break;
      case "owe": {
        const settle = this.#links.get(message.batch)?.owe(message.tag, message.bytes);
        if (settle !== undefined) this.#debts.set(message.debt, settle);
        break;
      }
      case "settle":
        this.#debts.get(message.debt)?.();
        this.#debts.delete(message.debt);
        break;
      case "round":
        this.#links.get(message.batch)?.round();
        break;
      case "done":
        this.#done(message);
        break;
      case "wiped":
        clearTimeout(this.#wiping ?? undefined);
        void this.#worker.terminate();
    }
  }

  /** A result that comes after the end is secret too, and is zeroed. */
  #done({ call, raw, error }: Extract<FromLane, { type: "done" }>): void {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    if (waiting === undefined) zeroVectors(raw);
    else if (error !== null) waiting.reject(toldError(error));
    else waiting.resolve(raw);
  }

  async #receive(asked: Extract<FromLane, { type: "receive" }>): Promise<void> {
    const { batch, wait, from, tag, maxLength, owed } = asked;
    try {
      const links = this.#links.get(batch)!;
      const bytes = await links.receive(from, tag, maxLength, owed ? "owed" : 0);
      // Whole buffers are moved. Pieces of a larger buffer are copied.
      this.#post({ type: "received", wait, bytes, error: null }, buffersOf(bytes));
    } catch (thrown) {
      this.#post({ type: "received", wait, bytes: null, error: tellError(thrown) });
    }
  }

  #post(message: ToLane, moved: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }

  /** Nothing more comes from this lane. */
  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#ready.reject(this.#ended);
    for (const call of this.#calls.values()) call.reject(this.#ended);
    this.#calls.clear();
  }
}
