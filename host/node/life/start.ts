/** A party's life thread (thread.ts), as the network sees it (network/life.ts). */
import { Worker } from "node:worker_threads";
import type { Life, StartLife } from "../../../network/life.ts";
import type { Member } from "../roster.ts";
import { WebSocketWire } from "../websocket.ts";
import { Board } from "./board.ts";
import type { LifeStart } from "./thread.ts";

/** Limits of the thread's memory, which it hardly needs. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };

/** Null if there can be no thread: heartbeats alone then show life. */
function startThread(): Worker | null {
  try {
    const url = new URL("./thread.ts", import.meta.url);
    const worker = new Worker(url, { resourceLimits: LIMITS });
    worker.on("error", () => undefined);
    worker.unref();
    return worker;
  } catch {
    return null;
  }
}

/**
 * A party's life thread. It starts before the party connects. Nobody waits for its start, and the session may begin
 * with a long computation.
 */
export class LifeThread {
  /** Null if this machine makes no more threads. */
  readonly #worker: Worker | null;
  readonly #own: Omit<LifeStart, "peers" | "heartbeatMs" | "board">;
  readonly #members: readonly Pick<Member, "host" | "port">[];

  /** `listenHost`: where party `self` listens. */
  constructor(self: number, members: readonly Pick<Member, "host" | "port">[], listenHost: string) {
    this.#own = { self, own: { host: listenHost, port: members[self]!.port } };
    this.#members = members;
    this.#worker = startThread();
  }

  /** Called when the session begins. */
  readonly begin: StartLife = (wires, heartbeatMs) => {
    const board = new Board(this.#members.length);
    const peers = this.#members.map(({ host, port }, k) => {
      const wire = wires[k];
      const key = wire instanceof WebSocketWire ? wire.lifeKey : null;
      return key === null ? null : { host, port, key };
    });
    const start: LifeStart = { ...this.#own, peers, heartbeatMs, board: board.shared };
    this.#worker?.postMessage(start);
    return new Begun(board, peers.length, () => this.end());
  };

  end(): void {
    void this.#worker?.terminate();
  }
}

class Begun implements Life {
  readonly #board: Board;
  readonly #counts: number[];
  readonly close: () => void;

  constructor(board: Board, members: number, close: () => void) {
    this.#board = board;
    this.#counts = Array(members).fill(0);
    this.close = close;
  }

  turned(): void {
    this.#board.turn();
  }

  heard(peer: number) {
    const { count, busyMs, starved } = this.#board.read(peer);
    if (count === this.#counts[peer]) return null;
    this.#counts[peer] = count;
    return { busyMs, starved };
  }
}
