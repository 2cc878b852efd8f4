import { constants } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Identity } from "./identity.ts";

const CHANNEL_LABEL = "EXPORTER-spdz-lab-channel";
const LIFE_LABEL = "EXPORTER-spdz-lab-life";

/** TLS 1.3 and nothing else; no tickets, so every connection proves both keys afresh. */
export function tlsCredentials(identity: Identity) {
  return {
    cert: identity.certificate,
    key: identity.privateKey.export({ format: "pem", type: "pkcs8" }),
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

/** 32 bytes that both ends of this very TLS connection know, and no other connection has. */
export function channelOf(socket: TLSSocket): Uint8Array {
  return new Uint8Array(socket.exportKeyingMaterial(32, CHANNEL_LABEL, Buffer.alloc(0)));
}

/** 32 bytes that only the two ends of this very connection know: for what they say beside it. */
export function lifeKeyOf(socket: TLSSocket): Uint8Array {
  return new Uint8Array(socket.exportKeyingMaterial(32, LIFE_LABEL, Buffer.alloc(0)));
}
