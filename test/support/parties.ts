import { createHash } from "node:crypto";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort, leaveOf } from "../../network/abort.ts";
import { type MemoryOptions, memoryNetwork, type Tamper } from "../../network/memory.ts";
import type { Traffic } from "../../network/meter.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";

export type { Tamper };

export interface Outcome<T> {
  /** One entry per party: its output, or the Abort it stopped with. */
  readonly results: readonly (T | Abort)[];
  /** What each party sent and received. */
  readonly traffic: readonly Traffic[];
  /** A digest of everything that everyone sent (as tampered with), whatever the order of arrival. */
  readonly transcript: string;
  /** Every message's tag, in the order in which it was sent. */
  readonly tags: readonly string[];
}

export interface Options extends Omit<MemoryOptions, "suite" | "turn"> {
  /** Turns of the event loop between an abort and its notice: time for others to see the cause themselves. */
  readonly grace?: number;
  /** Stands between a party and the others. */
  readonly through?: (transport: Transport) => Transport;
}

const GRACE = 50;
/** A run that is not over by then waits for a message that nobody will send; the runner itself never ends it. */
const HANGS_AFTER_MS = 30_000;

/** Thrown by a party of a test: it falls silent here and its links close. */
export class Leaves extends Error {}

/**
 * Runs `party` as each of n parties in memory. A party that aborts tells the others after a time of grace,
 * as in a real run; so does one that leaves. Errors other than these are bugs and reject.
 */
export async function runParties<T>(
  n: number,
  party: (session: Session) => Promise<T>,
  options: Options = {},
): Promise<Outcome<T>> {
  const log: string[] = [];
  const tags: string[] = [];
  const tamper: Tamper = (from, to, tag, message) => {
    const sent = options.tamper === undefined ? message : options.tamper(from, to, tag, message);
    tags.push(tag);
    log.push(
      `${tag}|${from}|${to}|${sent === null ? "dropped" : Buffer.from(sent).toString("hex")}`,
    );
    return sent;
  };
  const transports = memoryNetwork(n, { ...options, tamper, suite: nodeSuite, turn: setImmediate });
  const waiting = new Set(transports.map((t) => t.self));
  const run = Promise.all(
    transports.map(async (transport) => {
      try {
        return await party(new Session(options.through?.(transport) ?? transport));
      } catch (error) {
        if (error instanceof Leaves) {
          await transport.close();
          return new Abort("peer-closed", "left of its own accord", [transport.self]);
        }
        const leave = leaveOf(error);
        if (leave !== null && leave !== "out-of-material") {
          transport.abort(error as Error);
          return new Abort("peer-aborted", "left of its own accord", [], leave);
        }
        if (!(error instanceof Abort)) {
          transport.abort(new Abort("peer-aborted", "a bug in the test or the code"));
          throw error;
        }
        for (let k = 0; k < (options.grace ?? GRACE); k++)
          await new Promise((resolve) => setImmediate(resolve));
        transport.abort(error);
        return error;
      } finally {
        waiting.delete(transport.self);
      }
    }),
  );
  const results = await orHang(run, waiting);
  const transcript = createHash("sha256").update(log.sort().join("\n")).digest("hex").slice(0, 16);
  return { results, traffic: transports.map((t) => t.meter.read()), transcript, tags };
}

/** `run`, or an error that names the parties which still wait for something. */
async function orHang<T>(run: Promise<T>, waiting: ReadonlySet<number>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const watchdog = setTimeout(
    () => reject(new Error(`the run hangs: parties ${[...waiting].join(", ")} still wait`)),
    HANGS_AFTER_MS,
  );
  try {
    return await Promise.race([run, promise]);
  } finally {
    clearTimeout(watchdog);
  }
}
