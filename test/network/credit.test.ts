/** What a peer sends unasked is bounded; what is waited for comes all the same, in whatever order. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { Credit, costOf } from "../../network/credit.ts";
import { FrameWriter } from "../../network/framing.ts";
import { INLINE_BYTES, MESSAGE_OVERHEAD_BYTES } from "../../network/limits.ts";
import type { LinkedTransport } from "../../network/linked.ts";
import { Outbox } from "../../network/outbox.ts";
import { aborts } from "../contracts/transport.ts";
import { linkedOver, wiresOf } from "./linked-parties.ts";
import { TestWire } from "./wires.ts";

const SHARE = 64 * 1024;

const started: LinkedTransport[] = [];

function network(n: number, share = SHARE): { parties: LinkedTransport[]; wires: TestWire[][] } {
  const wires = wiresOf(n, TestWire.pair);
  const parties = linkedOver(wires, { deadlineMs: 60_000, heartbeatMs: 4_000 }, { share });
  started.push(...parties);
  return { parties, wires };
}

afterEach(() => {
  for (const party of started.splice(0)) party.abort(new Error("the test is over"));
});

/** The frames of some types that went over a wire. */
function spied(wire: TestWire, ...types: number[]): { readonly count: number } {
  const seen = { count: 0 };
  wire.rewrite = (frame) => {
    if (types.includes(frame[0]!)) seen.count++;
    return [frame];
  };
  return seen;
}
const [WHOLE, HEARTBEAT, TAKEN, HELD, WANT] = [3, 6, 10, 11, 12];

const text = (tag: string, k: number, length: number) => {
  const message = new Uint8Array(length);
  if (length > 0) message[0] = k + tag.length;
  return message;
};

describe("messages that nobody has asked for yet", () => {
  it("any order of sending and asking, of small and large messages: all arrive, and nobody waits for ever", async () => {
    const sizes = fc.constantFrom(0, 1, 500, INLINE_BYTES, INLINE_BYTES + 1, SHARE / 2, 3 * SHARE);
    const message = fc.record({ tag: fc.nat({ max: 30 }), size: sizes, key: fc.nat() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 120 }),
        fc.boolean(),
        async (messages, full) => {
          const { parties, wires } = network(2);
          const [sender, receiver] = [parties[0]!, parties[1]!];
          // 1. All is sent; now and then the wire is full meanwhile.
          const made = new Map<number, number>();
          const all = messages.map(({ tag, size, key }) => {
            const k = made.get(tag) ?? 0;
            made.set(tag, k + 1);
            return { tag, size, key, k };
          });
          wires[0]![1]!.blocked = full;
          const half = Math.floor(all.length / 2);
          const send = ({ tag, size, k }: (typeof all)[number]) =>
            sender.send(1, `t${tag}`, text(`t${tag}`, k, size));
          for (const each of all.slice(0, half)) send(each);
          // 2. All is asked for, in an order of its own: much before it is sent.
          const order = [...all].sort((a, b) => a.key - b.key);
          const received = new Map<number, number>();
          const got = order.map(async ({ tag }) => {
            const k = received.get(tag) ?? 0;
            received.set(tag, k + 1);
            const bytes = await receiver.receive(0, `t${tag}`, 3 * SHARE);
            const { size } = all.find((m) => m.tag === tag && m.k === k)!;
            assert.deepEqual(bytes, text(`t${tag}`, k, size));
          });
          for (const each of all.slice(half)) send(each);
          wires[0]![1]!.unblock();
          await Promise.all(got);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  it("four thousand small ones, asked for one by one from the last to the first", async () => {
    const { parties, wires } = network(2);
    const taken = spied(wires[1]![0]!, TAKEN);
    for (let k = 0; k < 4_000; k++) parties[0]!.send(1, `m${k}`, Uint8Array.of(k));
    for (let k = 3_999; k >= 0; k--)
      assert.equal((await parties[1]!.receive(0, `m${k}`, 1))[0], k & 255);
    assert.ok(taken.count > 0);
  });

  it("are held back by who makes them, whatever they are: a share is never exceeded", () => {
    const { parties, wires } = network(2);
    const held = spied(wires[0]![1]!, HELD);
    for (let k = 0; k < 100; k++) {
      parties[0]!.send(1, "many", new Uint8Array(100));
      parties[0]!.send(1, `large${k}`, new Uint8Array(INLINE_BYTES + 1));
    }
    assert.ok(wires[1]![0]!.bytesReceived < SHARE);
    assert.equal(held.count, 1);
  });

  it("one that is larger than the whole share waits for its receiver, and comes", async () => {
    const { parties, wires } = network(2);
    parties[0]!.send(1, "huge", new Uint8Array(20 * SHARE));
    parties[0]!.send(1, "small", Uint8Array.of(7));
    assert.equal((await parties[1]!.receive(0, "small", 1))[0], 7);
    assert.ok(wires[1]![0]!.bytesReceived < SHARE);
    assert.equal((await parties[1]!.receive(0, "huge", 20 * SHARE)).length, 20 * SHARE);
    // Nothing is held any more: what follows comes of its own accord.
    parties[0]!.send(1, "next", new Uint8Array(1000));
    assert.ok(wires[1]![0]!.bytesReceived > 20 * SHARE + 1000);
  });

  it("a party that does not read is not told what we wait for over and over", async () => {
    const { parties, wires } = network(2);
    for (let k = 0; k < 40; k++) parties[0]!.send(1, `m${k}`, new Uint8Array(4000));
    const asked = spied(wires[1]![0]!, WANT);
    wires[1]![0]!.blocked = true;
    const waiting = [];
    for (let k = 39; k >= 20; k--) waiting.push(parties[1]!.receive(0, `m${k}`, 4000));
    assert.ok(asked.count <= 1);
    wires[1]![0]!.unblock();
    await Promise.all(waiting);
    assert.ok(asked.count > 1);
  });
});

/** Entries of maps that `work` walks through or looks up. */
function entriesSeen(work: () => void): number {
  type Walk = (this: Map<unknown, unknown>) => Generator<never>;
  let seen = 0;
  const map = Map.prototype;
  const { get, keys, values, entries } = map;
  const counted = (walk: () => Iterable<unknown>): Walk =>
    function* () {
      for (const entry of walk.call(this)) {
        seen++;
        yield entry as never;
      }
    };
  map.get = function (key) {
    seen++;
    return get.call(this, key);
  };
  map.keys = counted(keys);
  map.values = counted(values);
  map.entries = map[Symbol.iterator] = counted(entries);
  try {
    work();
  } finally {
    Object.assign(map, { get, keys, values, entries, [Symbol.iterator]: entries });
  }
  return seen;
}

describe("what a peer says of credit costs no more for all that it has said before", () => {
  const MANY = 2000;
  const big = MANY * MESSAGE_OVERHEAD_BYTES * 2;

  it("questions for what there is not, asked first, and then over and over", () => {
    const { parties, wires } = network(2, big);
    const wire = wires[0]![1]!;
    wires[1]![0]!.rewrite = () => [];
    parties[0]!.send(1, "more than fits", new Uint8Array(big));
    const frames = new FrameWriter();
    for (let k = 0; k < MANY; k++) wire.deliver(frames.want(1, `m${k}`));
    const seen = entriesSeen(() => {
      for (let k = 0; k < 10; k++) {
        wire.deliver(frames.want(1, "again"));
        wire.deliver(frames.want(0, "late"));
        wire.deliver(frames.taken(0));
      }
    });
    assert.ok(seen < MANY, `${seen}`);
  });

  it("holding back, again and again, after as many messages that nobody asked for", () => {
    const { wires } = network(2, big);
    const wire = wires[0]![1]!;
    const frames = new FrameWriter();
    const empty = new Uint8Array(0);
    for (let k = 0; k < MANY; k++) wire.deliver(frames.whole(`m${k}`, empty));
    const seen = entriesSeen(() => {
      for (let k = 1; k <= 10; k++) {
        wire.deliver(frames.whole(`again${k}`, empty));
        wire.deliver(frames.held(k));
      }
    });
    assert.ok(seen < MANY, `${seen}`);
  });
});

describe("a flood", () => {
  it("beyond its share names who sends it, while another's much within its share does not matter", async () => {
    const { parties, wires } = network(3);
    for (let k = 0; k < 30; k++) parties[1]!.send(0, `ahead${k}`, new Uint8Array(8000));
    const verdict = aborts(parties[0]!.receive(1, "due", 1), "malformed-message", [2], /floods/);
    const frames = new FrameWriter();
    for (let sent = 0; sent <= SHARE; sent += INLINE_BYTES)
      wires[0]![2]!.deliver(frames.whole("flood", new Uint8Array(INLINE_BYTES)));
    await verdict;
  });

  it("by announcements names its sender before anything is allocated", async () => {
    const { parties, wires } = network(2);
    const verdict = aborts(parties[0]!.receive(1, "due", 1), "malformed-message", [1], /floods/);
    wires[0]![1]!.deliver(new FrameWriter().first(0, 2 ** 30, "flood"));
    await verdict;
  });

  const mostAsked = SHARE / MESSAGE_OVERHEAD_BYTES;
  type Frames = (w: FrameWriter) => Uint8Array[];
  const answer: Frames = (w) => [w.whole("x", new Uint8Array(1), true)];
  const large: Frames = (w) => [w.held(1), w.first(0, 2 ** 30, "x", true)];
  const many: Frames = (w) => Array.from({ length: mostAsked + 1 }, (_, k) => w.want(1, `x${k}`));
  for (const [what, frames, detail] of [
    ["holds back without a reason", (w) => [w.held(1), w.held(2)], /without a reason \(number 2\)/],
    ["leaves out a number of holding back", (w) => [w.held(2)], /without a reason \(number 2\)/],
    ["answers what nobody has asked for", answer, /nobody has asked/],
    ["answers what nobody has asked for, while it holds back", large, /nobody has asked/],
    ["takes what was never sent", (w) => [w.taken(1)], /takes 1 bytes/],
    ["wants what was not held back", (w) => [w.want(2, "x")], /not held back/],
    ["wants more than it may", many, /asks for 17 messages/],
    ["says goodbye twice", (w) => [w.bye(), w.bye()], /second goodbye/],
    ["answers a goodbye twice", (w) => [w.byeAck(), w.byeAck()], /second answer/],
    ["sends after its goodbye", (w) => [w.bye(), w.whole("x", new Uint8Array(1))], /after its/],
  ] as [string, Frames, RegExp][])
    it(`who ${what} is named`, async () => {
      const { parties, wires } = network(3);
      const verdict = aborts(parties[0]!.receive(2, "due", 1), "malformed-message", [1], detail);
      // P1 speaks by our hand alone.
      wires[1]![0]!.rewrite = () => [];
      if (frames === many) parties[0]!.send(1, "large", new Uint8Array(2 * SHARE));
      for (const frame of frames(new FrameWriter())) wires[0]![1]!.deliver(frame);
      await verdict;
    });

  it("of questions is none: more is waited for than may be asked for at once, and all comes", async () => {
    const { parties } = network(2);
    parties[0]!.send(1, "large", new Uint8Array(2 * SHARE));
    const tags = Array.from({ length: 3 * mostAsked }, (_, k) => `m${k}`);
    const waiting = tags.map((tag) => parties[1]!.receive(0, tag, 2 * SHARE));
    for (const tag of tags) parties[0]!.send(1, tag, new Uint8Array(SHARE));
    for (const message of await Promise.all(waiting)) assert.equal(message.length, SHARE);
  });

  it("a question that crosses the message it asks for asks for no other", () => {
    const credit = new Credit(SHARE);
    const number = credit.hold();
    credit.want(number, "x");
    credit.release();
    credit.want(number, "x");
    assert.equal(credit.wants("x"), false);
    credit.hold();
    credit.want(number, "x");
    assert.equal(credit.wants("x"), false);
  });

  it("a question of an earlier holding back is not answered in a later one", () => {
    const sent: (number | undefined)[] = [];
    let room = true;
    const push = (frame: Uint8Array) => {
      sent.push(frame[0]);
      return room;
    };
    const wire = Object.assign(new TestWire(), { send: push });
    const frames = new FrameWriter();
    const outbox = new Outbox(wire, frames, SHARE);
    for (let k = 0; k < 10; k++) outbox.send("m", new Uint8Array(4000));
    outbox.send("x", new Uint8Array(4000));
    room = false;
    outbox.control(frames.heartbeat(false));
    outbox.want(1, "x");
    outbox.taken(costOf("m", 4000));
    room = true;
    outbox.drained();
    assert.deepEqual(sent.slice(-3), [HEARTBEAT, WHOLE, HELD]);
  });

  it("of what was asked for too late is no fault: messages that were held back came meanwhile", async () => {
    const { parties, wires } = network(2);
    for (let k = 0; k < 20; k++) parties[0]!.send(1, `m${k}`, new Uint8Array(4000));
    // What the receiver takes, and then asks for, is under way while the sender goes on.
    wires[1]![0]!.blocked = true;
    for (let k = 0; k < 5; k++) await parties[1]!.receive(0, `m${k}`, 4000);
    const late = parties[1]!.receive(0, "m19", 4000);
    wires[1]![0]!.unblock();
    assert.equal((await late).length, 4000);
    for (let k = 5; k < 19; k++) await parties[1]!.receive(0, `m${k}`, 4000);
  });
});
