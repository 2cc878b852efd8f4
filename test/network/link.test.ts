import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { Abort, isSilence } from "../../network/abort.ts";
import { FrameWriter } from "../../network/framing.ts";
import {
  CHUNK_BYTES,
  LINGER_MS,
  MAX_CREDIT_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_STREAMS,
  SLOWEST_BYTES_PER_SECOND,
} from "../../network/limits.ts";
import { Link } from "../../network/link.ts";
import type { LinkedTransport } from "../../network/linked.ts";
import { aborts, pattern, transportContract } from "../contracts/transport.ts";
import { ignore, linkedOver, wiresOf } from "./linked-parties.ts";
import { TestWire } from "./wires.ts";

const TIMING = { deadlineMs: 3000, heartbeatMs: 1000 };
const NOTHING = { waiting: false, fed: 0 };

/** What a test has started, to be stopped whatever becomes of it. */
const started: LinkedTransport[] = [];

/** n parties over wires in memory; wires[i][j] is i's end of its link to j. */
function network(n: number, timing = TIMING): { parties: LinkedTransport[]; wires: TestWire[][] } {
  const wires = wiresOf(n, TestWire.pair);
  const parties = linkedOver(wires, timing);
  started.push(...parties);
  return { parties, wires };
}

/** One link whose peer the test plays; what it does wrong is thrown. */
function solitary(): { link: Link; deliver: (frame: Uint8Array) => void } {
  const [wire] = TestWire.pair();
  const link = new Link(wire, { ...ignore, violation: (detail) => assert.fail(detail) });
  link.admitsMessages = true;
  link.open();
  return { link, deliver: (frame) => wire.deliver(frame) };
}

/** A receiver that waits from now on. */
function awaits(link: Link, maxLength: number): void {
  link.inbox.wait("due", { maxLength, since: link.moment, resolve: () => {}, reject: () => {} });
}

afterEach(() => {
  for (const party of started.splice(0)) party.abort(new Error("the test is over"));
});

transportContract("links over wires in memory", async (n) => network(n).parties);

describe("a link under attack", () => {
  for (const [attack, rewrite] of [
    ["replays a frame", (f: Uint8Array) => [f, f]],
    ["drops a frame", (f: Uint8Array) => (f[1] === 0 ? [] : [f])],
    ["sends garbage", () => [pattern(50)]],
    ["sends an unknown type", (f: Uint8Array) => [Uint8Array.of(99, ...f.subarray(1))]],
    ["greets again", () => [new FrameWriter().hello(new Uint8Array(80))]],
  ] as const)
    it(`a peer that ${attack} is named, and every receive ends`, async () => {
      const { parties, wires } = network(3);
      wires[1]![0]!.rewrite = rewrite;
      const waiting = [1, 2].map((from) => parties[0]!.receive(from, "x", 10));
      const verdicts = waiting.map((w) => aborts(w, "malformed-message", [1]));
      parties[1]!.send(0, "y", pattern(3));
      parties[1]!.send(0, "y", pattern(3));
      await Promise.all(verdicts);
    });

  it("a reordered frame names its sender", async () => {
    const { parties, wires } = network(2);
    let held: Uint8Array | null = null;
    wires[1]![0]!.rewrite = (frame) => {
      if (held !== null) return [frame, held];
      held = frame;
      return [];
    };
    const verdict = aborts(parties[0]!.receive(1, "x", 10), "malformed-message", [1]);
    parties[1]!.send(0, "x", pattern(3));
    parties[1]!.send(0, "x", pattern(3));
    await verdict;
  });

  it("an announced length beyond what the receiver allows is refused before its bytes come", async () => {
    const { parties, wires } = network(2);
    const verdict = aborts(
      parties[0]!.receive(1, "x", 1000),
      "malformed-message",
      [1],
      /at most 1000/,
    );
    wires[0]![1]!.deliver(new FrameWriter().first(0, 2 ** 29, "x"));
    await verdict;
  });

  it("so is the length of the second of two messages that arrive interleaved", async () => {
    const { parties, wires } = network(2);
    const frames = new FrameWriter();
    for (const [stream, total] of [300_000, 500_000].entries()) {
      wires[0]![1]!.deliver(frames.first(stream, total, "x"));
      wires[0]![1]!.deliver(new Uint8Array(CHUNK_BYTES));
    }
    const first = parties[0]!.receive(1, "x", 300_000).catch(() => undefined);
    await aborts(parties[0]!.receive(1, "x", 1000), "malformed-message", [1], /at most 1000/);
    await first;
  });

  const forever = Number.POSITIVE_INFINITY;

  it("a word of silence is passed on as such; that somebody was caught is kept, whichever word comes first", async () => {
    const silence = new Abort("peer-closed", "test", [3]);
    const caught = new Abort("bad-proof", "test", [3]);
    for (const words of [[silence], [silence, caught], [caught, silence]]) {
      const { parties } = network(4, { deadlineMs: 300, heartbeatMs: 100 });
      const waiting = parties[0]!.receive(3, "x", 1, forever);
      for (const [k, word] of words.entries()) parties[k + 1]!.abort(word);
      const failure = await waiting.catch((error: unknown) => error);
      assert.ok(failure instanceof Abort);
      assert.deepEqual([failure.code, failure.culprits], ["peer-aborted", []]);
      assert.equal(isSilence(failure), !words.includes(caught));
      assert.match(failure.message, words.includes(caught) ? /stopped: bad-proof/ : /peer-closed/);
    }
  });

  it("who stops waits for peers that do not read, but not for the culprit", (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    const { parties, wires } = network(3);
    const cut: number[] = [];
    for (const peer of [1, 2])
      Object.assign(wires[0]![peer]!, { end: () => undefined, destroy: () => cut.push(peer) });
    parties[0]!.abort(new Abort("peer-silent", "test", [2]));
    t.mock.timers.tick(LINGER_MS);
    assert.deepEqual(cut, [2]);
    t.mock.timers.tick(TIMING.deadlineMs - LINGER_MS - 1);
    assert.deepEqual(cut, [2]);
    t.mock.timers.tick(1);
    assert.deepEqual(cut, [2, 1, 2]);
  });

  it("large messages of different tags take turns; small ones are not held up by them", async () => {
    const { parties, wires } = network(2);
    const order: string[] = [];
    const wire = wires[1]![0]!;
    wire.blocked = true;
    parties[1]!.send(0, "first", pattern(1));
    parties[1]!.send(0, "large", new Uint8Array(4 << 20));
    parties[1]!.send(0, "small", pattern(10));
    const seen = ["large", "small"].map((tag) =>
      parties[0]!.receive(1, tag, 4 << 20).then(() => order.push(tag)),
    );
    wire.unblock();
    await Promise.all(seen);
    assert.deepEqual(order, ["small", "large"]);
  });
});

describe("a link's own misuse", () => {
  it("a message or tag that no receiver could accept is refused before anything is sent", () => {
    const { parties } = network(2);
    const long = { length: MAX_MESSAGE_BYTES + 1 } as Uint8Array;
    assert.throws(() => parties[0]!.send(1, "x", long), RangeError);
    assert.throws(() => parties[0]!.send(1, "x".repeat(2000), pattern(1)), RangeError);
    assert.throws(() => parties[0]!.send(2, "x", pattern(1)), RangeError);
  });
});

describe("signs of life", () => {
  const quick = { deadlineMs: 150, heartbeatMs: 30 };

  it("a peer without a byte for a deadline is named by all, and nobody else is", async () => {
    const { parties, wires } = network(3, quick);
    for (const to of [0, 1]) wires[2]![to]!.rewrite = () => [];
    const verdicts = [aborts(parties[0]!.receive(1, "x", 1), "peer-silent", [2])];
    verdicts.push(aborts(parties[1]!.receive(2, "x", 1), "peer-silent", [2]));
    await Promise.all(verdicts);
  });

  it("a peer that lives but owes a message is named after three deadlines, by who waits for it alone", async () => {
    const { parties } = network(3, quick);
    // P0 waits for P1, which itself waits for P2: P2 owes.
    const first = parties[1]!.receive(2, "x", 1).catch((error: Error) => {
      parties[1]!.abort(error);
      throw error;
    });
    const verdicts = [aborts(first, "peer-silent", [2])];
    verdicts.push(aborts(parties[0]!.receive(1, "x", 1), "peer-aborted", []));
    await Promise.all(verdicts);
  });

  it("a slow-loris that trickles bytes without finishing is named", async () => {
    const { parties, wires } = network(2, quick);
    const frames = new FrameWriter();
    // Heartbeats of another count would be violations: this peer speaks for itself.
    wires[1]![0]!.rewrite = () => [];
    const trickle = setInterval(() => wires[0]![1]!.deliver(frames.heartbeat(false)), 20);
    try {
      await aborts(parties[0]!.receive(1, "x", 1), "peer-silent", [1]);
    } finally {
      clearInterval(trickle);
    }
  });

  it("heartbeats buy no time: a peer that floods them and owes a message is late", () => {
    const { link, deliver } = solitary();
    const frames = new FrameWriter();
    link.heartbeatMs = 1e-6;
    awaits(link, 8);
    for (let k = 0; k < 20_000; k++) deliver(frames.heartbeat(false));
    link.tick(NOTHING, 2);
    assert.deepEqual(link.late, { own: 1, excused: 0 });
  });

  it("who no longer waits takes its excuse back, however much else it sends", () => {
    const [wire, other] = TestWire.pair();
    const link = new Link(wire, ignore);
    const flags: number[] = [];
    wire.rewrite = (frame) => {
      if (frame[0] === 6) flags.push(frame[5]!);
      return [];
    };
    for (const waiting of [true, false, false]) {
      link.send("besides", pattern(3));
      link.tick({ waiting, fed: 0 }, 3);
    }
    other.end();
    assert.deepEqual(flags, [1, 0]);
  });

  it("payload beside the awaited message buys time to a limit only", () => {
    const { link, deliver } = solitary();
    const frames = new FrameWriter();
    link.heartbeatMs = 1000;
    awaits(link, 8);
    for (let k = 0; k < 1000; k++) link.tick(NOTHING, 2);
    deliver(frames.first(0, 2 * MAX_CREDIT_BYTES, "besides"));
    deliver(new Uint8Array(CHUNK_BYTES));
    assert.equal(link.late.own, 1000 - CHUNK_BYTES / SLOWEST_BYTES_PER_SECOND);
    for (let sent = CHUNK_BYTES; sent < 2 * MAX_CREDIT_BYTES; sent += CHUNK_BYTES) {
      deliver(frames.part(0));
      deliver(new Uint8Array(CHUNK_BYTES));
    }
    const most = (MAX_CREDIT_BYTES + MAX_STREAMS * 8) / SLOWEST_BYTES_PER_SECOND;
    assert.equal(link.late.own, 1000 - most);
  });

  it("a flood of heartbeats names the peer", async () => {
    const { parties, wires } = network(2);
    const verdict = aborts(parties[0]!.receive(1, "x", 1), "malformed-message", [1], /heartbeats/);
    const frames = new FrameWriter();
    for (let k = 0; k < 1000; k++) wires[0]![1]!.deliver(frames.heartbeat(false));
    await verdict;
  });

  it("a closed link is evidence, a notice is not: who was killed is named, not who says so", async () => {
    const { parties, wires } = network(3, quick);
    const waiting = parties[0]!.receive(1, "x", 1);
    parties[1]!.abort(new Error("P2 is gone"));
    setTimeout(() => wires[2]![0]!.end(), 60);
    await aborts(waiting, "peer-closed", [2]);
  });

  it("a party whose own loop was blocked blames nobody for the silence", async () => {
    const { parties } = network(2, quick);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * quick.deadlineMs);
    await new Promise((resolve) => setTimeout(resolve, quick.heartbeatMs * 2));
    parties[1]!.send(0, "x", pattern(1));
    assert.equal((await parties[0]!.receive(1, "x", 1)).length, 1);
  });

  it("a deadline is at least three heartbeats", () => {
    assert.throws(() => network(2, { deadlineMs: 100, heartbeatMs: 50 }), RangeError);
  });
});
