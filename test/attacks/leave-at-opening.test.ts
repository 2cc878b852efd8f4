/** A party that commits, gets to see the others' openings, and stops without its own. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { overriding } from "../../attacks/hooks.ts";
import { Abort } from "../../network/abort.ts";
import { Link } from "../../network/link.ts";
import { LinkedTransport } from "../../network/linked.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { virtualNetwork } from "../../network/virtual.ts";
import { commit, commitThenOpen } from "../../protocols/commit.ts";
import { host, ignore, linkedOver, wiresOf } from "../network/linked-parties.ts";
import { TestWire } from "../network/wires.ts";

const TIMING = { deadlineMs: 3000, heartbeatMs: 1000 };

const started: Transport[] = [];
afterEach(() => {
  for (const party of started.splice(0)) party.abort(new Error("the test is over"));
});

function linked(n: number): Transport[] {
  const wires = wiresOf(n, TestWire.pair);
  const parties = linkedOver(wires, TIMING);
  started.push(...parties);
  return parties;
}

const networks: Record<string, (n: number) => Transport[]> = {
  "links over wires": linked,
  "a network in memory": (n) => memoryNetwork(n),
};

/** Whatever it is told to say: it keeps back what it owes. */
const withoutDebts = (transport: Transport): Transport =>
  overriding(transport, { owe: () => () => undefined });

const value = (party: number) => new Uint8Array(8).fill(party);

/** An honest party's commitment and opening, from which it stops as a session does. */
async function honest(transport: Transport): Promise<Uint8Array[]> {
  try {
    return await commitThenOpen(new Session(transport), value(transport.self), 8);
  } catch (error) {
    transport.abort(error as Error);
    throw error;
  }
}

const culpritsOf = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "accepted",
    (error: unknown) => {
      assert.ok(error instanceof Abort, String(error));
      return [error.code, ...error.culprits].join(" ");
    },
  );

for (const [name, network] of Object.entries(networks))
  describe(`who owes an opening and stops, over ${name}`, () => {
    for (const n of [2, 3, 4])
      for (const [words, reason] of [
        ["that somebody was silent", new Abort("peer-silent", "x", [0])],
        ["that somebody else cheated", new Abort("malformed-message", "x", [0])],
        ["that a third broadcast two things", new Abort("inconsistent-broadcast", "x")],
        ["that it had an error of its own", new Error("bug")],
      ] as const)
        it(`n = ${n}: it is named by all, though it says ${words}`, async () => {
          const parties = network(n);
          const cheater = withoutDebts(parties[n - 1]!);
          const ends = parties.slice(0, -1).map((party) => culpritsOf(honest(party)));
          await commit(new Session(cheater), value(n - 1), 8);
          // It has seen every opening by now, for the others do not wait for it.
          for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
          cheater.abort(reason);
          assert.deepEqual(await Promise.all(ends), Array(n - 1).fill(`peer-closed ${n - 1}`));
        });

    for (const n of [3, 4])
      it(`n = ${n}: an honest party that stops for a third's false echo is not named, for its opening comes`, async () => {
        const parties = network(n);
        const last = n - 1;
        // The cheater says something else to P1 alone, and opens to nobody.
        const cheater = overriding(withoutDebts(parties[last]!), {
          send: (to: number, tag: string, message: Uint8Array) => {
            if (tag === "open") return;
            parties[last]!.send(to, tag, tag === "echo" && to === 1 ? new Uint8Array(32) : message);
          },
        });
        const ends = parties.slice(0, -1).map((party) => culpritsOf(honest(party)));
        const cheat = commit(new Session(cheater), value(last), 8).catch(() => undefined);
        const [first, second, ...others] = await Promise.all([
          ...ends.slice(0, 2),
          ...ends.slice(2),
          cheat.then(async () => {
            for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
            cheater.abort(new Error("it goes"));
            return "";
          }),
        ]);
        assert.equal(second, "inconsistent-broadcast");
        for (const end of [first, ...others.filter((e) => e !== "")])
          assert.ok(end === `peer-closed ${last}` || end === "peer-aborted", end);
      });
  });

describe("what is owed, over links over wires", () => {
  for (const [what, hinder] of [
    ["a full wire", (wire: TestWire) => Object.assign(wire, { blocked: true })],
    ["nothing", () => undefined],
  ] as const)
    it(`comes with its sender's last word, once, where ${what} kept it from leaving`, async () => {
      const wires = TestWire.pair();
      const id = host.random(32);
      const [a, b] = wires.map((wire, self) => {
        const link = new Link(wire, ignore);
        link.open();
        const links = self === 0 ? [null, link] : [link, null];
        return new LinkedTransport(self, id, links, host, TIMING);
      }) as [LinkedTransport, LinkedTransport];
      started.push(a, b);
      hinder(wires[0]);
      // The wire says that it is full, and what follows waits for its turn.
      a.send(1, "before", value(0));
      const settle = a.owe("open", value(7));
      a.send(1, "open", value(7));
      settle();
      a.abort(new Error("P2 cheated"));
      wires[0].unblock();
      assert.deepEqual(await b.receive(0, "open", 8, "owed"), value(7));
      await assert.rejects(b.receive(0, "open", 8, "owed"), /left before it opened/);
    });

  it("is not sent after all where it was sent", async () => {
    const [a, b] = linked(2);
    const settle = a!.owe("open", value(7));
    a!.send(1, "open", value(7));
    settle();
    a!.abort(new Error("P2 cheated"));
    assert.deepEqual(await b!.receive(0, "open", 8), value(7));
    await assert.rejects(b!.receive(0, "open", 8, "owed"), /left before it opened/);
  });

  it("is kept for the last word where a verdict kept it from being sent", async () => {
    const [a, b, c] = linked(3);
    const settle = a!.owe("open", value(7));
    // P2 is caught at something before the opening goes out.
    c!.send(0, "long", value(2));
    await assert.rejects(a!.receive(2, "long", 1), /malformed/);
    const verdict = a!.receive(2, "more", 1);
    (await Promise.resolve(c))!.abort(new Error("it goes"));
    await assert.rejects(verdict, Abort);
    a!.send(1, "open", value(7));
    settle();
    a!.abort(new Error("P2 cheated"));
    assert.deepEqual(await b!.receive(0, "open", 8, "owed"), value(7));
  });
});

describe("who owes an opening and stops, in virtual time", () => {
  it("n = 3: it is named by all, and an honest party that stops is not", async () => {
    const network = virtualNetwork(3);
    const ends = [0, 1].map((k) => network.start(k, (t) => culpritsOf(honest(t))));
    const cheat = network.start(2, async (transport) => {
      const cheater = withoutDebts(transport);
      await commit(new Session(cheater), value(2), 8);
      cheater.abort(new Abort("peer-silent", "x", [0]));
    });
    await cheat;
    assert.deepEqual(await Promise.all(ends), ["peer-closed 2", "peer-closed 2"]);
  });
});
