import { constants } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Identity } from "./identity.ts";

const CHANNEL_LABEL = "EXPORTER-spdz-lab-channel";
const LIFE_LABEL = "EXPORTER-spdz-lab-life";

/** TLS 1.3 only. There are no tickets, so both keys are proved on every connection. */
export function tlsCredentials(identity: Identity) {
  return {
    cert: identity.certificate,
    key: identity.privateKey.export({ format: "pem", type: "pkcs8" }),
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

/** 32 bytes that both ends of this TLS connection know, and that no other connection has. */
export function channelOf(socket: TLSSocket): Uint8Array {
  return new Uint8Array(socket.exportKeyingMaterial(32, CHANNEL_LABEL, Buffer.alloc(0)));
}

/** 32 bytes that only the two ends of this connection know. They authenticate messages outside of it. */
export function lifeKeyOf(socket: TLSSocket): Uint8Array {
  return new Uint8Array(socket.exportKeyingMaterial(32, LIFE_LABEL, Buffer.alloc(0)));
}
