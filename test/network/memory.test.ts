import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { transportContract } from "../contracts/transport.ts";

transportContract("memory", async (n) => memoryNetwork(n, { turn: setImmediate }));
transportContract("memory, shuffled", async (n) =>
  memoryNetwork(n, { shuffle: true, turn: setImmediate }),
);

describe("the memory network", () => {
  it("is a function of its seed", async () => {
    const run = (seed: string) => {
      const [p, q] = memoryNetwork(2, { seed });
      return [p!.sessionId, p!.random(40), q!.random(40)].map((b) =>
        Buffer.from(b).toString("hex"),
      );
    };
    assert.deepEqual(run("a"), run("a"));
    assert.equal(new Set([...run("a"), ...run("b")]).size, 6);
  });

  it("shuffles links, never the messages of one link", async () => {
    const orders = new Set<string>();
    for (let k = 0; k < 8; k++) {
      const parties = memoryNetwork(3, { seed: `order ${k}`, shuffle: true, turn: setImmediate });
      const seen: string[] = [];
      for (const from of [0, 1])
        for (let j = 0; j < 3; j++) parties[from]!.send(2, "x", Uint8Array.of(j));
      const read = (from: number) =>
        [0, 1, 2].map(async () => {
          const [j] = await parties[2]!.receive(from, "x", 1);
          seen.push(`${from}${j}`);
        });
      await Promise.all([...read(0), ...read(1)]);
      for (const from of ["0", "1"])
        assert.deepEqual(
          seen.filter((s) => s[0] === from),
          [`${from}0`, `${from}1`, `${from}2`],
        );
      orders.add(seen.join(" "));
    }
    assert.ok(orders.size > 1, "eight seeds gave one order");
  });

  it("a copy travels: neither side sees what the other writes later", async () => {
    const [p, q] = memoryNetwork(2);
    const message = Uint8Array.of(1, 2, 3);
    p!.send(1, "x", message);
    message.fill(9);
    assert.deepEqual([...(await q!.receive(0, "x", 3))], [1, 2, 3]);
  });

  it("tampering sees sender, receiver and tag, and may drop", async () => {
    const [p, q] = memoryNetwork(2, {
      tamper: (_from, _to, tag, m) => (tag === "drop" ? null : m.map((b) => b + 1)),
    });
    p!.send(1, "drop", Uint8Array.of(1));
    p!.send(1, "keep", Uint8Array.of(1));
    assert.deepEqual([...(await q!.receive(0, "keep", 1))], [2]);
  });
});

describe("sessions", () => {
  it("exchange: everyone gets everyone's, own included, in party order", async () => {
    const sessions = memoryNetwork(3).map((t) => new Session(t));
    const all = await Promise.all(sessions.map((s) => s.exchange("x", Uint8Array.of(s.self))));
    for (const got of all)
      assert.deepEqual(
        got.map((m) => m[0]),
        [0, 1, 2],
      );
    assert.deepEqual(
      sessions.map((s) => s.meter.read().rounds),
      [1, 1, 1],
    );
  });

  it("a label is used once: as child, exchange, send or receive", () => {
    const [session] = memoryNetwork(2).map((t) => new Session(t));
    session!.child("a");
    assert.throws(() => session!.child("a"), /used twice/);
    assert.throws(() => session!.exchange("a", new Uint8Array(1)), /used twice/);
    session!.send(1, "b", new Uint8Array(1));
    assert.throws(() => session!.send(1, "b", new Uint8Array(1)), /used twice/);
    assert.throws(() => session!.channel(""), RangeError);
    assert.throws(() => session!.child("a/b"), RangeError);
  });

  it("two sessions crossed do not hear each other: a child's messages carry its path", async () => {
    const [p, q] = memoryNetwork(2).map((t) => new Session(t));
    p!.child("one").send(1, "x", Uint8Array.of(1));
    p!.child("two").send(1, "x", Uint8Array.of(2));
    const two = q!.child("two");
    assert.equal(two.path, "two");
    assert.deepEqual([...(await two.receive(0, "x", 1))], [2]);
  });

  it("a channel repeats in order, and counts its rounds", async () => {
    const [p, q] = memoryNetwork(2).map((t) => new Session(t).channel("rounds"));
    for (let k = 0; k < 3; k++) {
      const [a, b] = await Promise.all([
        p!.exchange(Uint8Array.of(k)),
        q!.exchange(Uint8Array.of(k + 10)),
      ]);
      assert.deepEqual([a[1]![0], b[0]![0]], [k + 10, k]);
    }
  });
});
