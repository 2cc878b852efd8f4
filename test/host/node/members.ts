import { createServer } from "node:net";
import { createIdentity, type Identity } from "../../../host/node/identity.ts";
import { type Member, memberOf } from "../../../host/node/roster.ts";

export interface Party {
  readonly identity: Identity;
  readonly member: Member;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** n fresh identities at free ports of this machine. */
export async function makeParties(n: number): Promise<Party[]> {
  return Promise.all(
    Array.from({ length: n }, async (_, k) => {
      const identity = await createIdentity(`party${k}`);
      return { identity, member: memberOf(identity, "127.0.0.1", await freePort()) };
    }),
  );
}
