import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { LinkedTransport } from "../../network/linked.ts";
import { Session } from "../../network/session.ts";
import { linkedOver, wiresOf } from "./linked-parties.ts";
import { TestWire } from "./wires.ts";

const TIMING = { deadlineMs: 90, heartbeatMs: 30 };

function pair(): LinkedTransport[] {
  return linkedOver(wiresOf(2, TestWire.pair), TIMING);
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
