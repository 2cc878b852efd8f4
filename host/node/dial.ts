/** The connecting side. It tries to reach a pinned certificate again and again, until no link is wanted any more. */
import { X509Certificate } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { WebSocket } from "ws";
import type { Gathering } from "../../network/gathering.ts";
import { addressText, addressWithoutZone } from "./address.ts";
import { fingerprintOf, outsideValidity } from "./certificate.ts";
import type { Identity } from "./identity.ts";
import type { Member } from "./roster.ts";
import { channelOf, tlsCredentials } from "./tls.ts";
import { WEBSOCKET_OPTIONS, WebSocketWire } from "./websocket.ts";

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;

/** The other end is not the member, or shows a certificate that is not valid now. */
class NotAuthentic extends Error {}

/** The other end closes before it has shown a certificate. It may be the member, with all its places taken. */
class TurnedAway extends Error {}

/** Keeps offering `gathering` a link to `peer` while it wants one. */
export async function dial(
  gathering: Gathering,
  identity: Identity,
  peer: number,
  member: Member,
  attemptMs: number,
): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; gathering.wants(peer); ) {
    try {
      const socket = await callTls(identity, peer, member, attemptMs);
      const ws = await upgrade(socket, member, attemptMs);
      const closed = new Promise((resolve) => void ws.once("close", resolve));
      gathering.offer(peer, new WebSocketWire(ws, socket), channelOf(socket));
      await closed;
    } catch (error) {
      if (error instanceof NotAuthentic) gathering.notAuthentic(peer, error.message);
      else if (error instanceof TurnedAway) gathering.turnedAway(peer, error.message);
      else gathering.excuse(peer, inWords(error as Error & { code?: string }, member));
    }
    await sleep(pause, undefined, { ref: false });
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}

/** Nothing is sent before the certificate has been compared. */
function callTls(
  identity: Identity,
  peer: number,
  member: Member,
  attemptMs: number,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: member.host,
      port: member.port,
      ...tlsCredentials(identity),
      // The certificates are self-signed. They are compared with the pinned ones below.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const at = addressText(member);
    let hangUp: Error | null = null;
    const failed = (error: Error & { code?: string }) =>
      reject((error.code === undefined || error.code === "ECONNRESET" ? hangUp : null) ?? error);
    socket.once("connect", () => {
      hangUp = new TurnedAway(
        `${at} ends the connection before it shows a certificate: strangers hold all its places, or nobody is behind a forwarded port`,
      );
    });
    const timer = setTimeout(() => {
      hangUp = null;
      socket.destroy(new Error("no answer"));
    }, attemptMs);
    socket.on("error", failed);
    socket.once("close", () => failed(new Error("closed")));
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      const { raw } = socket.getPeerCertificate();
      hangUp = null;
      const why =
        raw === undefined || fingerprintOf(raw) !== member.fingerprint
          ? `what answers at ${at} does not have its certificate`
          : outsideValidity(`P${peer}'s`, new X509Certificate(raw));
      if (why === null) resolve(socket);
      else {
        socket.destroy();
        reject(new NotAuthentic(why));
      }
    });
    socket.once("close", () => clearTimeout(timer));
  });
}

function upgrade(socket: TLSSocket, member: Member, attemptMs: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`wss://${addressWithoutZone(member)}/`, {
      ...WEBSOCKET_OPTIONS,
      handshakeTimeout: attemptMs,
      createConnection: () => socket,
    });
    ws.once("open", () => resolve(ws));
    ws.on("error", reject);
    ws.once("close", () => reject(new Error("closed")));
  });
}

function inWords(error: Error & { code?: string }, member: Member): string {
  const at = addressText(member);
  switch (error.code) {
    case "ECONNREFUSED":
      return `nobody listens at ${at}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host ${member.host} is not known`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${at} cannot be reached`;
    default:
      return `${at} ended the connection before the session; perhaps it does not know this party's certificate`;
  }
}
