import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { portable } from "../../crypto/suite.ts";
import { Link } from "../../network/link.ts";
import { LinkedTransport } from "../../network/linked.ts";
import { Session } from "../../network/session.ts";
import { TestWire } from "./wires.ts";

const TIMING = { deadlineMs: 90, heartbeatMs: 30 };
const host = {
  suite: portable,
  random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  turn: setImmediate,
};
const ignore = {
  greeting: () => undefined,
  violation: () => undefined,
  notice: () => undefined,
  bye: () => undefined,
  lost: () => undefined,
  drained: () => undefined,
};

function pair(): LinkedTransport[] {
  const wires = TestWire.pair();
  const id = host.random(32);
  return wires.map((wire, self) => {
    const link = new Link(wire, ignore);
    link.open();
    return new LinkedTransport(self, id, self === 0 ? [null, link] : [link, null], host, TIMING);
  });
}

describe("a patient receiver", () => {
  it("waits past every deadline while the peer lives, and still gets the message", async () => {
    const [a, b] = pair();
    const waiting = new Session(a!).channel("x").receive(1, 4, Number.POSITIVE_INFINITY);
    await sleep(6 * TIMING.deadlineMs);
    new Session(b!).channel("x").send(0, Uint8Array.of(7));
    assert.deepEqual(await waiting, Uint8Array.of(7));
    for (const party of [a, b]) party!.abort(new Error("the test is over"));
  });
});
