import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectNet, type Socket } from "node:net";
import { describe, it } from "node:test";
import { listen, STRANGERS_AT_THE_DOOR } from "../../../host/node/listen.ts";
import { aborts } from "../../contracts/transport.ts";
import { credentials, join, knock } from "./callers.ts";
import { makeParties } from "./members.ts";

describe("a full door", () => {
  /** Callers who say nothing hold all places; each that is cut off is replaced. */
  const strangers = async (port: number): Promise<() => void> => {
    const held = new Set<Socket>();
    let open = true;
    const call = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = connectNet({ host: "127.0.0.1", port });
        held.add(socket);
        socket.on("error", () => undefined);
        socket.once("connect", () => resolve());
        socket.once("close", () => {
          held.delete(socket);
          if (open) setTimeout(() => void call().then(resolve), 5);
        });
      });
    await Promise.all(Array.from({ length: STRANGERS_AT_THE_DOOR }, call));
    return () => {
      open = false;
      for (const socket of held) socket.destroy();
    };
  };

  it("strangers who fill it: nobody is named on either side, and it is said how many were turned away", async () => {
    const parties = await makeParties(3);
    const lines: string[] = [];
    const short = { connectMs: 2500 };
    const verdicts = [
      aborts(
        join(parties, 0, { ...short, log: (l) => lines.push(l) }),
        "peer-silent",
        [],
        /turned away at our port, where strangers held all 64 places/,
      ),
    ];
    const go = await strangers(parties[0]!.member.port);
    try {
      // P2 does not come; P1 sees that itself.
      verdicts.push(
        aborts(join(parties, 1, short), "peer-silent", [2], /before it shows a certificate/),
      );
      await Promise.all(verdicts);
    } finally {
      go();
    }
    assert.equal(
      lines.filter((l) => /^\d+ callers were turned away at the port/.test(l)).length,
      1,
    );
  });

  it("a member takes no stranger's place there, and of its calls that lead to nothing the latest are kept", async () => {
    const parties = await makeParties(2);
    const { port } = parties[0]!.member;
    let turnedAway = 0;
    const door = await listen({
      identity: parties[0]!.identity,
      members: parties.map((p) => p.member),
      ...{ host: "127.0.0.1", port, log: () => undefined, outdated: () => undefined },
      turnedAway: (count) => {
        turnedAway = count;
      },
      arrived: (_, wire) => wire.destroy(),
    });
    const calls: Socket[] = [];
    try {
      const member = credentials(parties[1]!.identity);
      const first = await knock(port, member);
      const cut = once(first, "close");
      for (let k = 0; k < 4; k++) calls.push(await knock(port, member));
      await cut;
      const stranger = async () => {
        const socket = connectNet({ host: "127.0.0.1", port }).on("error", () => undefined);
        calls.push(socket);
        await once(socket, "connect");
        return socket;
      };
      for (let k = 0; k < STRANGERS_AT_THE_DOOR; k++) await stranger();
      assert.equal(turnedAway, 0);
      await once((await stranger()).resume(), "close");
      assert.equal(turnedAway, 1);
    } finally {
      for (const call of calls) call.destroy();
      door.close();
    }
  });
});
