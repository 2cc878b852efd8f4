import { once } from "node:events";
import {
  type ConnectionOptions,
  connect as connectTls,
  type SecureContextOptions,
  type TLSSocket,
} from "node:tls";
import { type ConnectOptions, connect } from "../../../host/node/connect.ts";
import type { Identity } from "../../../host/node/identity.ts";
import type { Party } from "./members.ts";

export const TIMING = { deadlineMs: 3000, heartbeatMs: 300 };

export function join(parties: readonly Party[], self: number, more: Partial<ConnectOptions> = {}) {
  return connect({
    self,
    identity: parties[self]!.identity,
    members: parties.map((p) => p.member),
    agreement: { program: "test", field: "p60" },
    ...TIMING,
    ...more,
  });
}

/** A TLS connection to P0 with whatever the stranger has; what P0 answers is read until it closes. */
export async function knock(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  for (let attempt = 0; ; attempt++) {
    const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
    try {
      await once(socket, "secureConnect");
      socket.on("error", () => undefined).resume();
      return socket;
    } catch (error) {
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export const credentials = (identity: Identity): SecureContextOptions => ({
  cert: identity.certificate,
  key: identity.privateKey.export({ format: "pem", type: "pkcs8" }),
});
