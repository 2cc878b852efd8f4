import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectNet, type Socket } from "node:net";
import { describe, it } from "node:test";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { type ConnectOptions, connect, ListenError } from "../../../host/node/connect.ts";
import { createIdentity, IdentityError } from "../../../host/node/identity.ts";
import { type Member, memberOf } from "../../../host/node/roster.ts";
import { Abort, ConfigurationMismatch } from "../../../network/abort.ts";
import { WIRE_VERSION } from "../../../network/limits.ts";
import type { Transport } from "../../../network/transport.ts";
import { aborts, transportContract } from "../../contracts/transport.ts";
import { credentials, join, knock, TIMING } from "./callers.ts";
import { makeParties, type Party } from "./members.ts";

const joinAll = (parties: readonly Party[], more: Partial<ConnectOptions> = {}) =>
  Promise.all(parties.map((_, self) => join(parties, self, more)));

const closeAll = (transports: readonly Transport[]) =>
  Promise.all(transports.map((t) => t.close()));

transportContract("WebSockets over mutual TLS", async (n) => joinAll(await makeParties(n)));

const UPGRADE =
  "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

describe("a stranger gets nowhere and leaves one line", () => {
  const withStranger = async (
    stranger: (port: number, parties: Party[]) => Promise<void>,
    line: RegExp,
  ) => {
    const parties = await makeParties(2);
    const lines: string[] = [];
    const first = join(parties, 0, { log: (l) => lines.push(l) });
    await stranger(parties[0]!.member.port, parties);
    // The real one still comes through.
    const transports = await Promise.all([first, join(parties, 1)]);
    await closeAll(transports);
    assert.equal(lines.filter((l) => line.test(l)).length, 1, lines.join("\n"));
    for (const l of lines) assert.ok(!l.includes("\n"));
  };

  it("without a certificate", () =>
    withStranger(async (port) => {
      const socket = await knock(port, {});
      socket.write(UPGRADE);
      await once(socket, "close");
    }, /refused 127\.0\.0\.1:\d+: it shows no certificate/));

  it("who calls again and again is one line, and without an address once it has hung up", () =>
    withStranger(async (port) => {
      const mallory = credentials(await createIdentity("mallory"));
      for (let call = 0; call < 3; call++) {
        const socket = await knock(port, mallory);
        await once(socket, "close");
        const away = await knock(port, {});
        away.destroy();
        await once(away, "close");
      }
    }, /belongs to no member|undefined/));

  it("with a certificate that nobody pinned", () =>
    withStranger(async (port) => {
      const socket = await knock(port, credentials(await createIdentity("mallory")));
      socket.write(UPGRADE);
      await once(socket, "close");
    }, /certificate [0-9a-f]{16}… belongs to no member/));

  it("with another certificate in a member's name", () =>
    withStranger(async (port, parties) => {
      const twin = await createIdentity(parties[1]!.identity.name);
      const socket = await knock(port, credentials(twin));
      socket.write(UPGRADE);
      await once(socket, "close");
    }, /belongs to no member/));

  it("with a member's certificate but not its key", () =>
    withStranger(async (port, parties) => {
      const stolen = parties[1]!.identity.certificate;
      const key = (await createIdentity("x")).privateKey.export({ format: "pem", type: "pkcs8" });
      await assert.rejects(async () => {
        const socket = connectTls({ host: "127.0.0.1", port, cert: stolen, key });
        await once(socket, "secureConnect");
      });
      const silent = await knock(port, {});
      await once(silent, "close");
    }, /it shows no certificate/));

  it("without TLS", () =>
    withStranger(async (port) => {
      let socket: Socket | null = null;
      for (let k = 0; k < 50 && socket === null; k++) {
        const attempt = connectNet({ host: "127.0.0.1", port });
        socket = await once(attempt, "connect").then(
          () => attempt,
          () => null,
        );
        if (socket === null) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket!.on("error", () => undefined).resume();
      socket!.write("GET / HTTP/1.1\r\n\r\n");
      await once(socket!, "close");
    }, /no TLS 1\.3 session/));

  it("with TLS 1.2", () =>
    withStranger(async (port) => {
      const socket = await knock(port, {});
      await once(socket, "close");
      const old = connectTls({
        host: "127.0.0.1",
        port,
        rejectUnauthorized: false,
        maxVersion: "TLSv1.2",
      });
      await assert.rejects(once(old, "secureConnect"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }, /no TLS 1\.3 session/));

  it("slow-loris: callers that say nothing hold nobody up", async () => {
    const parties = await makeParties(2);
    const { port } = parties[0]!.member;
    const first = join(parties, 0);
    const silent = await knock(port, credentials(parties[1]!.identity));
    const cut = once(silent, "close");
    const bare = connectNet({ host: "127.0.0.1", port }).on("error", () => undefined);
    silent.write("GET / HTTP/1.1\r\nHost");
    await closeAll(await Promise.all([first, join(parties, 1)]));
    await cut;
    bare.destroy();
  });

  it("who answers in a member's place is not believed, and the member is not blamed", async () => {
    const parties = await makeParties(2);
    const mallory = await createIdentity("party0");
    const at = memberOf(mallory, "127.0.0.1", parties[0]!.member.port);
    const lines: string[] = [];
    const short = { connectMs: 700, deadlineMs: 900 };
    const impostor = connect({
      self: 0,
      identity: mallory,
      members: [at, parties[1]!.member],
      agreement: {},
      ...TIMING,
      ...short,
    });
    const victim = join(parties, 1, { ...short, log: (l) => lines.push(l) });
    await Promise.all([
      aborts(victim, "peer-not-authentic", []),
      aborts(impostor, "peer-silent", [1]),
    ]);
    assert.equal(lines.filter((l) => /does not have its certificate/.test(l)).length, 1);
  });

  const DAY_MS = 86_400_000;
  for (const [what, validity, said] of [
    ["expired", { days: 1, now: new Date(Date.now() - 3 * DAY_MS) }, /expired on .* clock says/],
    [
      "not yet valid",
      { days: 9, now: new Date(Date.now() + 3 * DAY_MS) },
      /is valid only from .* one of the two clocks is wrong/,
    ],
  ] as const)
    it(`a certificate that is ${what} is explained on either side, and its owner is not named`, async () => {
      const identity = await createIdentity("old", validity);
      const [host, other] = (await makeParties(2)) as [Party, Party];
      const { port } = host.member;
      const quick = { connectMs: 800, deadlineMs: 900 };

      // 1. Its own party does not start.
      const own = [host, { identity, member: memberOf(identity, "127.0.0.1", port + 1) }];
      await assert.rejects(join(own, 1), (error: unknown) => {
        assert.ok(error instanceof IdentityError);
        assert.match(error.message, /^this party's certificate /);
        assert.match(error.message, said);
        return true;
      });

      // 2. It calls.
      const lines: string[] = [];
      const called = join(own, 0, { ...quick, log: (l) => lines.push(l) });
      const caught = aborts(called, "peer-not-authentic", [], said);
      const socket = await knock(port, credentials(identity));
      await once(socket, "close");
      await caught;
      assert.match(lines.find((l) => l.startsWith("refused "))!, /: P1's certificate /);

      // 3. It is called.
      const answering = createTlsServer({ ...credentials(identity), requestCert: true });
      answering.on("tlsClientError", () => undefined);
      await new Promise<void>((ready) => answering.listen(port, "127.0.0.1", ready));
      try {
        const calling = [{ identity, member: memberOf(identity, "127.0.0.1", port) }, other];
        await aborts(join(calling, 1, quick), "peer-not-authentic", [], said);
      } finally {
        answering.close();
      }
    });
});

describe("what must be alike", () => {
  const mismatches = async (promise: Promise<unknown>): Promise<readonly string[]> => {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConfigurationMismatch, String(error));
    return error.differences;
  };

  it("every difference is listed, at both ends, and is no accusation", async () => {
    const parties = await makeParties(2);
    const [here, there] = await Promise.all([
      mismatches(join(parties, 0, { agreement: { program: "a", field: "p60", s: "40" } })),
      mismatches(join(parties, 1, { agreement: { program: "b", field: "p60", rounds: "2" } })),
    ]);
    assert.deepEqual(here, [
      "program: a here, b at P1",
      "rounds: (not set) here, 2 at P1",
      "s: 40 here, (not set) at P1",
    ]);
    assert.equal(there.length, 3);
  });

  it("n = 3: every party hears of it", async () => {
    const parties = await makeParties(3);
    const lists = await Promise.all(
      parties.map((_, k) =>
        mismatches(join(parties, k, { agreement: { f: k === 2 ? "11" : "p" } })),
      ),
    );
    assert.deepEqual(lists[0], ["f: p here, 11 at P2"]);
    assert.deepEqual(lists[1], ["f: p here, 11 at P2"]);
    assert.deepEqual(lists[2], ["f: 11 here, p at P0", "f: 11 here, p at P1"]);
  });

  it("a deadline that heartbeats do not fit into leaves no thread behind", async () => {
    const parties = await makeParties(2);
    const workers: unknown[] = [];
    const count = (worker: unknown) => void workers.push(worker);
    process.on("worker", count);
    try {
      await assert.rejects(join(parties, 0, { deadlineMs: 100, heartbeatMs: 100 }), RangeError);
    } finally {
      process.off("worker", count);
    }
    assert.deepEqual(workers, []);
  });

  it("a port that is taken, members that do not fit: one clear line", async () => {
    const parties = await makeParties(2);
    const first = join(parties, 0, { connectMs: 1000 });
    await assert.rejects(join(parties, 0), (error: unknown) => {
      assert.ok(error instanceof ListenError);
      assert.match(error.message, /^port \d+ on 127\.0\.0\.1 is taken by another program$/);
      return true;
    });
    const swapped: Member[] = [parties[1]!.member, parties[0]!.member];
    await assert.rejects(join(parties, 0, { members: swapped }), IdentityError);
    await assert.rejects(join(parties, 0, { members: [parties[0]!.member] }), IdentityError);
    const twice = [parties[0]!.member, parties[0]!.member];
    await assert.rejects(join(parties, 0, { members: twice }), IdentityError);
    await aborts(first, "peer-silent", [1]);
  });
});

describe("a member that breaks the rules of the carrier", () => {
  /** P1's certificate, and then raw bytes in place of WebSocket frames. */
  const misbehaves = async (bytes: Uint8Array | string): Promise<unknown> => {
    const parties = await makeParties(2);
    const host = join(parties, 0, { connectMs: 1500 });
    const socket = await knock(parties[0]!.member.port, credentials(parties[1]!.identity));
    socket.write(UPGRADE);
    await once(socket, "data");
    socket.write(bytes);
    const outcome = await host.catch((error: unknown) => error);
    socket.destroy();
    return outcome;
  };
  const masked = (first: number, ...rest: number[]) => Uint8Array.of(first, ...rest);
  for (const [what, bytes] of [
    ["announces a frame of 4 GiB", masked(0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ["sends garbage", masked(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ["sends text", masked(0x81, 0x82, 0, 0, 0, 0, 65, 65)],
    ["pings", masked(0x89, 0x80, 0, 0, 0, 0)],
    [
      "sends one frame in more pieces than it has reason to",
      masked(0x02, 0x81, 0, 0, 0, 0, 1, ...Array(16).fill([0x00, 0x81, 0, 0, 0, 0, 1]).flat()),
    ],
    ["greets with garbage", masked(0x82, 0x87, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9, 9)],
  ] as const)
    it(`${what}: it is named`, async () => {
      const error = await misbehaves(bytes);
      assert.ok(error instanceof Abort, String(error));
      assert.deepEqual([error.code, error.culprits], ["malformed-message", [1]], error.message);
    });

  it("another wire version is refused by name", async () => {
    const hello = [...new TextEncoder().encode("spdz-lab"), WIRE_VERSION + 1, 0];
    const error = await misbehaves(
      masked(0x82, 0x80 + 5 + hello.length, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...hello),
    );
    assert.ok(error instanceof ConfigurationMismatch, String(error));
    const [here, there] = [WIRE_VERSION, WIRE_VERSION + 1];
    assert.deepEqual(error.differences, [`wire version: ${here} here, ${there} at P1`]);
  });
});
