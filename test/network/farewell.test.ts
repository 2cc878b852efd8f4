/** How a party ends, and whom the others then name. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { FrameReader, FrameWriter } from "../../network/framing.ts";
import { encodeDebts } from "../../network/last-word.ts";
import { MAX_DEBTS, MAX_FRAME_BYTES } from "../../network/limits.ts";
import type { LinkedTransport } from "../../network/linked.ts";
import { aborts } from "../contracts/transport.ts";
import { linkedOver, wiresOf } from "./linked-parties.ts";
import { TestWire } from "./wires.ts";

const TIMING = { deadlineMs: 3000, heartbeatMs: 1000 };
const SHARE = 64 * 1024;

const started: LinkedTransport[] = [];

function network(n: number): { parties: LinkedTransport[]; wires: TestWire[][] } {
  const wires = wiresOf(n, TestWire.pair);
  const parties = linkedOver(wires, TIMING, { share: SHARE });
  started.push(...parties);
  return { parties, wires };
}

async function pass(ticks: number): Promise<void> {
  for (let k = 0; k < ticks; k++) {
    mock.timers.tick(TIMING.heartbeatMs);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  }
}

beforeEach(() => mock.timers.enable({ apis: ["setInterval", "setTimeout"] }));
afterEach(() => {
  for (const party of started.splice(0)) party.abort(new Error("the test is over"));
  mock.timers.reset();
});

describe("an orderly end that a cheater disturbs", () => {
  it("n = 3: who hangs up on one that is through does not get it named by another that is not", async () => {
    const { parties, wires } = network(3);
    const verdict = aborts(parties[1]!.receive(0, "more", 1), "peer-aborted", []);
    wires[2]![0]!.destroy();
    await parties[0]!.close();
    await pass(4);
    await verdict;
  });
});

describe("an orderly end before a peer has asked for all that it is to get", () => {
  /** P0 has sent more than fits into its share, and closes. */
  function closing(): { reader: LinkedTransport; tags: string[]; closed: Promise<void> } {
    const { parties } = network(2);
    const tags = Array.from({ length: 20 }, (_, k) => `m${k}`);
    for (const tag of tags) parties[0]!.send(1, tag, new Uint8Array(4000));
    return { reader: parties[1]!, tags, closed: parties[0]!.close() };
  }

  for (const [what, first] of [
    ["all", 0],
    ["nothing but what is held back", 8],
  ] as const)
    it(`the goodbye comes when it has asked for ${what}, and the sender's end with it`, async () => {
      const { reader, tags, closed } = closing();
      for (const tag of tags.slice(first)) await reader.receive(0, tag, 4000);
      await closed;
      await aborts(reader.receive(0, "more", 1), "peer-closed", [0], /it has ended its session/);
    });

  it("the sender, which waits for a deadline, says that it stops, and is not named", async () => {
    const { reader, tags, closed } = closing();
    await pass(3);
    await closed;
    const verdict = aborts(reader.receive(0, tags[19]!, 4000), "peer-aborted", []);
    await pass(4);
    await verdict;
  });
});

describe("a last word", () => {
  it("n = 3: who never asks for openings cannot keep an honest party from it, and get that named", async () => {
    const { parties } = network(3);
    // P0 cheats: its share at P1 is used up, and it asks for nothing.
    for (let k = 0; k < 20; k++) parties[1]!.send(0, `m${k}`, new Uint8Array(4000));
    const opening = new Uint8Array(2000);
    for (let k = 0; k < MAX_DEBTS; k++) {
      const settle = parties[1]!.owe(`open${k}`, opening);
      for (const to of [0, 2]) parties[1]!.send(to, `open${k}`, opening);
      settle();
      await parties[2]!.receive(1, `open${k}`, 2000, "owed");
    }
    parties[1]!.owe("open", opening);
    const owed = parties[2]!.receive(1, "open", 2000, "owed");
    parties[1]!.abort(new Error("P0 cheats"));
    assert.equal((await owed).length, 2000);
  });

  it("holds as many debts as fit into a frame, and as may be", () => {
    const debts = (count: number, length: number) =>
      Array.from({ length: count }, (_, k) => ({ tag: `${k}`, message: new Uint8Array(length) }));
    const read = (length: number, count: number) => {
      const frame = new FrameReader().read(new FrameWriter().abort(0, debts(count, length)));
      return frame.type === "abort" ? frame.debts.length : -1;
    };
    assert.equal(read(0, MAX_DEBTS + 1), MAX_DEBTS);
    assert.ok(encodeDebts(debts(MAX_DEBTS, 2000)).length < MAX_FRAME_BYTES);
    assert.equal(read(60_000, MAX_DEBTS), 4);
  });

  it("of more debts than may be names its sender: they come outside of its share", async () => {
    const { parties, wires } = network(2);
    const verdict = aborts(parties[0]!.receive(1, "x", 1), "malformed-message", [1], /debts/);
    const word = new Uint8Array(6 + 4 * (MAX_DEBTS + 1));
    word.set(new FrameWriter().abort(0).subarray(0, 5));
    wires[0]![1]!.deliver(word);
    await verdict;
  });
});
