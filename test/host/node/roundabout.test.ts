/** Parties that are not where the others call: behind a forwarder, at an IPv6 address, late. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as call, createServer, type ListenOptions, Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, it } from "node:test";
import { type ConnectOptions, connect } from "../../../host/node/connect.ts";
import { memberOf } from "../../../host/node/roster.ts";
import { freePort, makeParties, type Party } from "./members.ts";

const joining = (parties: readonly Party[], self: number, own: Partial<ConnectOptions> = {}) =>
  connect({
    ...{ self, identity: parties[self]!.identity, members: parties.map((p) => p.member) },
    ...{ agreement: { program: "test" }, deadlineMs: 20_000, heartbeatMs: 2000, ...own },
  });

async function talk(a: ReturnType<typeof connect>, b: ReturnType<typeof connect>): Promise<void> {
  const [left, right] = await Promise.all([a, b]);
  await Promise.all([left.close(), right.close()]);
}

/** True once somebody listens there. */
async function listens(host: string, port: number): Promise<boolean> {
  const socket = call({ host, port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("parties come together", () => {
  it("through a forwarded port, and where the caller comes late", async () => {
    const parties = await makeParties(2);
    const [first] = parties as [Party, Party];
    const inner = first.member.port;
    const sockets: Socket[] = [];
    const forwarder = createServer((outside) => {
      const inside = call(inner, "127.0.0.1");
      sockets.push(outside, inside);
      outside.pipe(inside).pipe(outside);
      for (const socket of [outside, inside]) socket.on("error", () => undefined);
    });
    forwarder.listen(await freePort(), "127.0.0.1");
    await once(forwarder, "listening");
    const { port } = forwarder.address() as { port: number };
    // As the other one knows it: at the forwarder's port.
    const known = { ...first, member: { ...first.member, port } };
    try {
      const a = joining(parties, 0);
      while (!(await listens("127.0.0.1", inner)));
      await talk(a, joining([known, parties[1]!], 1));
    } finally {
      for (const socket of sockets) socket.destroy();
      forwarder.close();
    }
  });

  it("where the one that is called comes late", async () => {
    const parties = await makeParties(2);
    const lines: string[] = [];
    const tried = Promise.withResolvers<void>();
    const log = (line: string) => {
      lines.push(line);
      tried.resolve();
    };
    const b = joining(parties, 1, { log });
    await tried.promise;
    await talk(joining(parties, 0), b);
    assert.match(lines[0]!, /^P0: nobody listens at 127\.0\.0\.1:\d+; trying on$/);
  });

  const [name] = Object.entries(networkInterfaces()).find(([, own]) =>
    own?.some(({ address }) => address === "::1"),
  ) ?? [null];
  const skip = name === null && "this machine has no IPv6";

  for (const host of ["::1", "[0::1]", `::1%${name}`])
    it(`at ${host}, listening at all addresses of both families`, { skip }, async () => {
      const parties = await makeParties(2);
      const at = parties.map(({ identity, member }) => ({
        identity,
        member: memberOf(identity, host, member.port),
      }));
      await talk(joining(at, 0, { listenHost: "::" }), joining(at, 1));
      // And by IPv4.
      await talk(joining(parties, 0, { listenHost: "::" }), joining(parties, 1));
    });

  it("where the machine has no IPv6: at all addresses of IPv4", async (t) => {
    const parties = await makeParties(2);
    const { listen } = Server.prototype;
    const asked: unknown[] = [];
    t.mock.method(Server.prototype, "listen", function (this: Server, where: ListenOptions) {
      asked.push(where.host);
      if (where.host !== "::") return listen.call(this, where);
      const error = Object.assign(new Error("no such family"), { code: "EAFNOSUPPORT" });
      process.nextTick(() => this.emit("error", error));
      return this;
    });
    await talk(joining(parties, 0, { listenHost: "::" }), joining(parties, 1));
    assert.deepEqual(asked, ["::", "0.0.0.0"]);
  });

  it("at the very address of IPv6 that is named", { skip }, async () => {
    const parties = await makeParties(2);
    const at = parties.map(({ identity, member }) => ({
      identity,
      member: memberOf(identity, `::1%${name}`, member.port),
    }));
    await talk(joining(at, 0), joining(at, 1));
  });
});
