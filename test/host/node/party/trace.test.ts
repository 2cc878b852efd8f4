import assert from "node:assert/strict";
import { it } from "node:test";
import { traced } from "../../../../host/node/party/trace.ts";
import { memoryNetwork } from "../../../../network/memory.ts";

it("a trace changes nothing of a receive: a patient one stays patient", async () => {
  const calls: unknown[][] = [];
  const [transport] = memoryNetwork(2, { seed: "trace" });
  transport!.receive = async (...args) => {
    calls.push(args);
    return new Uint8Array(0);
  };
  const silent = { message: () => {}, note: () => {}, close: () => {} };
  await traced(transport!, silent).receive(1, "tag", 5, true);
  await traced(transport!, silent).receive(1, "tag", 5);
  assert.deepEqual(calls, [
    [1, "tag", 5, true],
    [1, "tag", 5, undefined],
  ]);
});
