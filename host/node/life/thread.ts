/**
 * The thread that says that a party lives while its event loop is busy. It uses datagrams, because the links' sockets
 * belong to the busy thread. It sends them to where the other parties listen, or to where their last datagram came
 * from. Nothing depends on their arrival.
 */
import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { Board } from "./board.ts";
import { Ear, encodeBeat } from "./datagram.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface LifeStart {
  readonly self: number;
  /** Where this party listens. */
  readonly own: Address;
  /** By member; null at self. */
  readonly peers: readonly ((Address & { readonly key: Uint8Array }) | null)[];
  readonly heartbeatMs: number;
  readonly board: SharedArrayBuffer;
}

interface Place {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/** While its event loop turns, a party sends in one of so many beats only: threads still know each other's address. */
const IDLE_BEATS = 10;

// This thread waits until the session begins, when everybody has come.
const [start] = (await once(parentPort!, "message")) as [LifeStart];
const { self, own, peers, heartbeatMs, board: shared } = start;
const board = new Board(shared);
const places: (Place | null)[] = peers.map(() => null);
const ear = new Ear(
  peers.map((peer) => peer?.key ?? null),
  self,
);
const sockets = new Map<4 | 6, Socket | null>();
let counter = 0;
let turns = -1;
let since = performance.now();
let cpu = process.cpuUsage();

const placeOf = async ({ host, port }: Address): Promise<Place> => {
  const { address, family } = await lookup(host);
  return { address, family: family === 6 ? 6 : 4, port };
};

function hear(raw: Buffer, from: Place): void {
  const beat = ear.hear(raw);
  if (beat === null) return;
  places[beat.from] = from;
  board.write(beat.from, beat);
}

/** Opens a socket where this party listens if that is possible, otherwise at any free port. */
function open(family: 4 | 6, at: Place | null): void {
  sockets.set(family, null);
  const socket =
    family === 4 ? createSocket("udp4") : createSocket({ type: "udp6", ipv6Only: true });
  socket.unref();
  socket.on("error", () => {
    socket.close();
    if (at !== null) open(family, null);
  });
  socket.on("message", (raw, { address, port }) => hear(raw, { address, family, port }));
  socket.once("listening", () => sockets.set(family, socket));
  if (at === null) socket.bind(0);
  else socket.bind(at.port, at.address);
}

function say(peer: number, place: Place, word: { busyMs: number; starved: boolean }): void {
  const { family, address, port } = place;
  if (!sockets.has(family)) open(family, null);
  const datagram = encodeBeat(peers[peer]!.key, peer, { from: self, counter, ...word });
  // A failure to send is no error: heartbeats remain.
  sockets.get(family)?.send(datagram, port, address, () => undefined);
}

function beat(): void {
  const now = performance.now();
  if (board.turns !== turns) {
    turns = board.turns;
    since = now;
    cpu = process.cpuUsage();
  }
  const quiet = now - since;
  const busyMs = quiet > 1.5 * heartbeatMs ? Math.round(quiet) : 0;
  const used = process.cpuUsage(cpu);
  const starved = busyMs > 0 && (used.user + used.system) / 1000 < quiet / 2;
  counter++;
  if (busyMs === 0 && counter % IDLE_BEATS !== 1) return;
  for (const [peer, place] of places.entries())
    if (place !== null && peer !== self) say(peer, place, { busyMs, starved });
}

const at = await placeOf(own).catch(() => null);
if (at !== null) open(at.family, at);
for (const [peer, address] of peers.entries())
  if (address !== null)
    placeOf(address).then(
      (place) => {
        places[peer] ??= place;
      },
      () => undefined,
    );
setInterval(beat, heartbeatMs);
