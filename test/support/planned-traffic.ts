/** Holds what is known of the network before a run to what the meters of all parties have counted. */
import assert from "node:assert/strict";
import type { Traffic } from "../../network/meter.ts";
import type { Plan } from "../../online/plan.ts";
import { type LinkTraffic, TrafficSum } from "../../protocols/traffic.ts";

/** `metered` by party. To the byte, the message and the round. */
export function assertMetered(
  { rounds, bytes, messages }: Omit<LinkTraffic, "delays">,
  metered: readonly Traffic[],
): void {
  assert.ok(metered.length > 1);
  for (const [party, traffic] of metered.entries()) {
    assert.equal(traffic.rounds, rounds);
    assert.deepEqual(traffic.bytesSent.slice(0, metered.length), bytes[party]);
    assert.deepEqual(traffic.messagesSent.slice(0, metered.length), messages[party]);
    const told = bytes.map((row) => row[party]);
    assert.deepEqual(traffic.bytesReceived.slice(0, metered.length), told);
  }
}

/** The same of a plan, the last round included. */
export function assertTraffic(
  { traffic }: Pick<Plan, "traffic">,
  metered: readonly Traffic[],
): void {
  const all = new TrafficSum(metered.length);
  all.add(traffic.online);
  all.add(traffic.closing);
  assertMetered(all, metered);
}
