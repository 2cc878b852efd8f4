/**
 * A relay that delays TCP: it holds every piece until its time. It is for kernels that cannot delay packets. The relay
 * adds the latency of a link; its rate is shaped elsewhere. TCP itself sees no delay: windows and slow start are those
 * of a link without latency.
 */
import { once } from "node:events";
import { createServer, type Server, Socket } from "node:net";

/** One way. */
export interface Delay {
  readonly latencyMs: number;
  /** Each piece takes up to so much longer, uniformly. Pieces stay in order. */
  readonly jitterMs: number;
}

export interface RelaySpec {
  /** 0: any free port. */
  readonly port: number;
  readonly listenHost: string;
  readonly target: { readonly host: string; readonly port: number };
  /** From the caller to the callee, and back. */
  readonly there: Delay;
  readonly back: Delay;
  /** Uniform in [0, 1), for jitter, never for secrets. */
  readonly random: () => number;
}

export interface Relay {
  readonly port: number;
  /** Ends the relay, and every connection through it. */
  close(): void;
}

/** LOCAL: bytes held in one direction. A sender that is further ahead has to wait, as for a window. */
const MOST_HELD = 1 << 26;

/** Resolves once the relay listens; rejects if it cannot. */
export async function openRelay(spec: RelaySpec): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (caller) => {
    const callee = new Socket({ allowHalfOpen: true });
    for (const socket of [caller, callee]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    }
    callee.setNoDelay(true);
    callee.connect(spec.target);
    join(caller, callee, spec);
  });
  server.listen(spec.port, spec.listenHost);
  await once(server, "listening");
  return {
    port: portOf(server),
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

const portOf = (server: Server): number => (server.address() as { readonly port: number }).port;

function join(caller: Socket, callee: Socket, { there, back, random }: RelaySpec): void {
  for (const socket of [caller, callee]) socket.on("error", () => undefined);
  new Way(caller, callee, there, random).start();
  new Way(callee, caller, back, random).start();
}

interface Held {
  readonly due: number;
  /** "end": no more pieces come; "lost": the connection is gone. */
  readonly piece: Buffer | "end" | "lost";
}

/** One direction of a connection. */
class Way {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delay: Delay;
  readonly #random: () => number;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #last = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(from: Socket, to: Socket, delay: Delay, random: () => number) {
    this.#from = from;
    this.#to = to;
    this.#delay = delay;
    this.#random = random;
  }

  start(): void {
    let ended = false;
    this.#from.on("data", (piece) => {
      this.#heldBytes += piece.length;
      if (this.#heldBytes > MOST_HELD) this.#from.pause();
      this.#hold(piece as Buffer);
    });
    this.#from.on("end", () => {
      ended = true;
      this.#hold("end");
    });
    this.#from.on("close", () => {
      if (!ended) this.#hold("lost");
    });
    // Pieces that are held for a closed connection are dropped.
    this.#to.on("close", () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#held.length = 0;
      this.#closed = true;
      this.#from.resume();
    });
  }

  #hold(piece: Held["piece"]): void {
    if (this.#closed) return;
    const { latencyMs, jitterMs } = this.#delay;
    const extra = jitterMs > 0 ? jitterMs * this.#random() : 0;
    // Pieces stay in order: one with little jitter does not overtake the one before.
    this.#last = Math.max(this.#last, performance.now() + latencyMs + extra);
    this.#held.push({ due: this.#last, piece });
    if (this.#timer === null) this.#wait();
  }

  #wait(): void {
    const next = this.#held[0];
    if (next === undefined) return;
    // Timers count whole milliseconds from the start of their turn, and would be late by one on average.
    const left = next.due - performance.now();
    if (left <= 0) this.#release();
    else this.#timer = setTimeout(() => this.#release(), Math.floor(left));
  }

  #release(): void {
    this.#timer = null;
    const now = performance.now() + 0.25;
    while (this.#held.length > 0 && this.#held[0]!.due <= now) {
      const { piece } = this.#held.shift()!;
      if (piece === "end") this.#to.end();
      else if (piece === "lost") this.#to.resetAndDestroy();
      else {
        this.#to.write(piece);
        this.#heldBytes -= piece.length;
        if (this.#from.isPaused() && this.#heldBytes <= MOST_HELD / 2) this.#from.resume();
      }
    }
    this.#wait();
  }
}
