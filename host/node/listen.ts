/**
 * The listening side: TLS 1.3 with a certificate from the caller. A caller whose fingerprint is not a member's is
 * refused at once. Every stranger is one line in the log.
 *
 * The number of strangers that may be connected at once is bounded. A caller beyond it is turned away unheard, though
 * it may be a member. So callers that were turned away are counted, and the count is reported. A caller that has
 * shown a member's certificate takes no stranger's place. Of a member's connections that have no WebSocket yet, only
 * the latest are kept. So a member can lock out nobody but itself.
 */
import { X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import { printable } from "../../network/printable.ts";
import { ANY_ADDRESS, addressText } from "./address.ts";
import { fingerprintOf, outsideValidity } from "./certificate.ts";
import { errnoInWords } from "./errno-words.ts";
import type { Identity } from "./identity.ts";
import type { Member } from "./roster.ts";
import { channelOf, tlsCredentials } from "./tls.ts";
import { WEBSOCKET_OPTIONS, WebSocketWire } from "./websocket.ts";

/** How many lines about strangers are written. */
const MAX_STRANGER_LINES = 20;
/** How many callers may be connected that have not shown a member's certificate yet. */
export const STRANGERS_AT_THE_DOOR = 64;
/** How many connections of one member may wait for their WebSocket. */
const CALLS_OF_A_MEMBER = 4;
/** How long a caller may take for TLS, and for the upgrade after it. */
const CALLER_MS = 5000;

/** Error codes of systems without IPv6 for an IPv6 address. */
const WITHOUT_IPV6 = ["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"];

/** This party cannot listen at its own address. The message is one clear line. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

export interface ListenOptions {
  readonly identity: Identity;
  readonly members: readonly Member[];
  readonly host: string;
  readonly port: number;
  readonly log: (line: string) => void;
  /** A caller showed the certificate of member `peer`, which is not valid now. */
  readonly outdated: (peer: number, why: string) => void;
  /** So many callers have been turned away so far. Any member that connects to us may be among them. */
  readonly turnedAway: (count: number) => void;
  /** A caller proved that it holds the certificate of member `peer`. */
  readonly arrived: (peer: number, wire: WebSocketWire, channel: Uint8Array) => void;
}

export interface Door {
  /** Stops listening. Writes how many callers were turned away, if any. */
  close(): void;
}

/** Resolves when the port is ours. ListenError if we cannot have it. */
export function listen(options: ListenOptions): Promise<Door> {
  const { identity, members, host, port, arrived } = options;
  const log = bounded(options.log);
  const refuse = refusing(log);
  const server = createServer({
    ...tlsCredentials(identity),
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: CALLER_MS,
    headersTimeout: CALLER_MS,
    requestTimeout: CALLER_MS,
    connectionsCheckingInterval: 1000,
    keepAlive: false,
  });
  server.maxConnections = STRANGERS_AT_THE_DOOR;
  let turnedAway = 0;
  server.on("drop", () => options.turnedAway(++turnedAway));
  const calls = members.map((): TLSSocket[] => []);
  const admit = (socket: TLSSocket, peer: number) => {
    callers.set(socket, peer);
    // A member takes no stranger's place.
    server.maxConnections++;
    socket.once("close", () => {
      server.maxConnections--;
      leave(socket, peer);
    });
    calls[peer]!.push(socket);
    if (calls[peer]!.length > CALLS_OF_A_MEMBER) calls[peer]!.shift()!.destroy();
  };
  const leave = (socket: TLSSocket, peer: number) => {
    calls[peer] = calls[peer]!.filter((other) => other !== socket);
  };
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    ...WEBSOCKET_OPTIONS,
  });
  const callers = new WeakMap<Socket, number>();
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    const { peer, objection } = judge(socket, members);
    if (objection === null) admit(socket, peer!);
    else {
      refuse(socket, objection);
      socket.destroy();
      if (peer !== null) options.outdated(peer, objection);
    }
  });
  server.on("tlsClientError", (error: Error & { code?: string }, socket: TLSSocket) => {
    refuse(socket, `no TLS 1.3 session (${error.code ?? error.message})`);
    socket.destroy();
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("request", (_request, response) => {
    response.writeHead(404, { connection: "close" }).end();
  });
  server.on("upgrade", (request, socket, head) => {
    const peer = callers.get(socket as Socket);
    if (peer === undefined) return void socket.destroy();
    socket.on("error", () => undefined);
    sockets.handleUpgrade(request, socket as Socket, head, (ws) => {
      const tls = socket as TLSSocket;
      leave(tls, peer);
      arrived(peer, new WebSocketWire(ws, tls), channelOf(tls));
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", function failed(error: Error & { code?: string }) {
      // A machine without IPv6 listens on IPv4.
      if (host !== ANY_ADDRESS || !WITHOUT_IPV6.includes(error.code ?? ""))
        return reject(cannotListen(host, port, error));
      server.once("error", (last) => reject(cannotListen(host, port, last)));
      server.listen({ host: "0.0.0.0", port, exclusive: true });
    });
    server.once("listening", () => {
      server.on("error", (error) => log(`listening: ${error.message}`));
      resolve({
        close() {
          server.close();
          server.closeAllConnections();
          if (turnedAway > 0)
            options.log(
              `${turnedAway} callers were turned away at the port while strangers held all its ${STRANGERS_AT_THE_DOOR} places`,
            );
        },
      });
    });
    server.listen({ host, port, exclusive: true });
  });
}

/** The caller's number if it is a member, and the reason for refusing it; null if there is none. */
function judge(
  socket: TLSSocket,
  members: readonly Member[],
): { readonly peer: number | null; readonly objection: string | null } {
  const raw = socket.getPeerCertificate()?.raw;
  if (!raw) return { peer: null, objection: "it shows no certificate" };
  const fingerprint = fingerprintOf(raw);
  const peer = members.findIndex((m) => m.fingerprint === fingerprint);
  if (peer < 0) {
    const objection = `its certificate ${fingerprint.slice(0, 16)}… belongs to no member`;
    return { peer: null, objection };
  }
  return { peer, objection: outsideValidity(`P${peer}'s`, new X509Certificate(raw)) };
}

function cannotListen(host: string, port: number, error: Error & { code?: string }): ListenError {
  if (error.code === "EADDRINUSE")
    return new ListenError(
      `port ${port}${host === ANY_ADDRESS ? "" : ` on ${host}`} is taken by another program`,
    );
  if (error.code === "EACCES")
    return new ListenError(
      `no permission to listen on port ${port}${port < 1024 ? ": those below 1024 are the system's" : ""}`,
    );
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return new ListenError(`${host} is not an address of this machine`);
  return new ListenError(`cannot listen on ${addressText({ host, port })}: ${errnoInWords(error)}`);
}

/** Writes one line per address and reason, up to a limit: a refused caller tries again every second. */
function refusing(log: (line: string) => void): (socket: Socket, why: string) => void {
  const said = new Set<string>();
  return (socket, why) => {
    const { remotePort } = socket;
    // A socket that listens for both families shows an IPv4 address in this form.
    const remoteAddress = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "");
    // A caller that has closed the connection has no address any more.
    const line = `${remoteAddress ?? "a caller that went away"}: ${why}`;
    if (said.size >= MAX_STRANGER_LINES || said.has(line)) return;
    said.add(line);
    log(
      `refused ${remoteAddress === undefined ? line : `${addressText({ host: remoteAddress, port: remotePort! })}: ${why}`}`,
    );
  };
}

function bounded(log: (line: string) => void): (line: string) => void {
  let lines = 0;
  return (line) => {
    if (++lines <= MAX_STRANGER_LINES) log(printable(line, 300));
    if (lines === MAX_STRANGER_LINES) log("further strangers are refused without a line");
  };
}
