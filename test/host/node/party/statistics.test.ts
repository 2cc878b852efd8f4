import assert from "node:assert/strict";
import { it } from "node:test";
import { PhaseClock } from "../../../../host/node/party/statistics.ts";
import { Meter } from "../../../../network/meter.ts";

it("a phase that comes again adds up: its time, and its traffic with each peer", () => {
  const meter = new Meter(2);
  const clock = new PhaseClock(() => meter.read());
  for (const bytes of [100, 20, 3]) {
    clock.begin("online");
    meter.sent(1, bytes);
    meter.received(1, 2 * bytes);
    meter.round();
    clock.end();
    // Of no phase.
    meter.sent(1, 1000);
  }
  const { traffic } = clock.read().online!;
  assert.deepEqual(traffic!.bytesSent, [0, 123]);
  assert.deepEqual(traffic!.bytesReceived, [0, 246]);
  assert.deepEqual([traffic!.messagesSent, traffic!.rounds], [[0, 3], 3]);
});

it("traffic that was there before a transport went is kept", () => {
  let meter: Meter | null = new Meter(2);
  const clock = new PhaseClock(() => meter?.read() ?? null);
  clock.begin("close");
  meter.sent(1, 5);
  clock.begin("close");
  meter = null;
  clock.end();
  assert.deepEqual(clock.read().close!.traffic!.bytesSent, [0, 5]);
});
