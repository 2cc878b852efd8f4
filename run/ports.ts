/** Free ports of this machine. */
import { randomInt } from "node:crypto";
import { connect, createServer } from "node:net";
import { errnoInWords } from "../host/node/errno-words.ts";
import { UsageError } from "../host/usage-error.ts";

/** Below the range from which systems take ports of outgoing connections: nobody grabs them by chance. */
const FROM = 10_000;
const TO = 32_000;
const ATTEMPTS = 200;

/** `count` different ports of `host` that were free a moment ago, chosen at random. */
export async function freePorts(count: number, host = "127.0.0.1"): Promise<number[]> {
  const found = new Set<number>();
  for (let attempt = 0; attempt < ATTEMPTS && found.size < count; attempt++) {
    const port = randomInt(FROM, TO);
    if (!found.has(port) && (await isFree(port, host))) found.add(port);
  }
  if (found.size < count) throw new UsageError(`no ${count} free ports on ${host}`);
  return [...found];
}

/** True if one can listen there now. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A sandbox may let a process listen at an address that nobody can call.
 * @throws UsageError if `host` is one.
 */
export async function assertReachable(host: string): Promise<void> {
  const server = createServer((socket) => void socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port: 0, host, exclusive: true }, () => {
        const { port } = server.address() as { port: number };
        connect({ host, port }).once("error", reject).once("connect", resolve).unref();
      });
    });
  } catch (cause) {
    throw new UsageError(
      `processes of this machine cannot reach each other at ${host}: ${errnoInWords(cause)} (is its loopback network up?)`,
      { cause },
    );
  } finally {
    server.close();
  }
}
