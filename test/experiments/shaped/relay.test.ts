import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { describe, it } from "node:test";
import { openRelay, type Relay } from "../../../experiments/shaped/relay.ts";
import { seededRandom } from "../../../experiments/statistics/random.ts";

const HOST = "127.0.0.1";
const SEED = 20261126;

/** Answers every byte with the same one, and an end with an end. */
async function echoServer(): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined).pipe(socket);
  });
  server.listen(0, HOST);
  await once(server, "listening");
  return { server, port: (server.address() as { port: number }).port, sockets };
}

const relayTo = (port: number, latencyMs: number, jitterMs: number): Promise<Relay> =>
  openRelay({
    ...{ port: 0, listenHost: HOST, target: { host: HOST, port }, random: seededRandom(SEED) },
    ...{ there: { latencyMs, jitterMs }, back: { latencyMs: 2 * latencyMs, jitterMs } },
  });

async function allOf(socket: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** However it comes about. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once("close", resolve));

describe("a delaying relay", () => {
  it("jitter that lets a piece overtake another, or loses the end", async () => {
    const { server, port } = await echoServer();
    const relay = await relayTo(port, 2, 8);
    const socket = dial({ port: relay.port, host: HOST, allowHalfOpen: true });
    const random = seededRandom(SEED);
    const sent: Buffer[] = [];
    const back = allOf(socket);
    for (let k = 0; k < 60; k++) {
      const piece = Buffer.from(Array.from({ length: 1 + (k % 50) }, () => 256 * random()));
      sent.push(piece);
      socket.write(piece);
      if (k % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    assert.deepEqual(await back, Buffer.concat(sent), `seed ${SEED}`);
    relay.close();
    server.close();
  });

  it("more than it may hold at a time: the sender waits, and nothing is lost", async () => {
    const { server, port } = await echoServer();
    const relay = await relayTo(port, 1, 0);
    const socket = dial({ port: relay.port, host: HOST, allowHalfOpen: true });
    const back = allOf(socket);
    const chunk = Buffer.alloc(1 << 20, "x");
    for (let k = 0; k < 80; k++) if (!socket.write(chunk)) await once(socket, "drain");
    socket.end();
    assert.equal((await back).length, 80 << 20);
    relay.close();
    server.close();
  });

  it("whom it cannot reach: the caller is told, not kept waiting", async () => {
    const { server, port } = await echoServer();
    server.close();
    await once(server, "close");
    const relay = await relayTo(port, 5, 0);
    const socket = dial({ port: relay.port, host: HOST, allowHalfOpen: true });
    const told = new Promise((resolve) => socket.once("error", resolve));
    await closed(socket);
    assert.match(String(await told), /ECONNRESET/);
    relay.close();
  });

  it("who is called and goes: the caller's end is closed, too", async () => {
    const { server, port, sockets } = await echoServer();
    const relay = await relayTo(port, 1, 0);
    const socket = dial(relay.port, HOST);
    socket.on("error", () => undefined);
    socket.write("x");
    await once(socket, "data");
    sockets[0]!.destroy();
    await closed(socket);
    relay.close();
    server.close();
  });

  it("a port that is taken", async () => {
    const { server, port } = await echoServer();
    const taken = openRelay({
      ...{ port, listenHost: HOST, target: { host: HOST, port }, random: seededRandom(SEED) },
      ...{ there: { latencyMs: 1, jitterMs: 0 }, back: { latencyMs: 1, jitterMs: 0 } },
    });
    await assert.rejects(taken, /EADDRINUSE/);
    server.close();
  });
});
