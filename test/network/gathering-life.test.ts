/** What links show, and who is named, between the greetings and the last proof. In virtual time. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { Abort } from "../../network/abort.ts";
import { FrameWriter } from "../../network/framing.ts";
import type { GatheringOptions } from "../../network/gathering.ts";
import { MAX_PEER_LINES, unreadShare } from "../../network/limits.ts";
import { channel, disperse, type Meeting, meet, offerAll } from "./meeting.ts";
import { TestWire } from "./wires.ts";

const [PROOF, HEARTBEAT] = [2, 6];
const BEAT = 100;
const DEADLINE = 300;
const TIMING = { deadlineMs: DEADLINE, heartbeatMs: BEAT };
/** Of a gathering, and of a session, after a notice. */
const GRACE = 1000;

beforeEach(() => mock.timers.enable({ apis: ["setInterval", "setTimeout"] }));
afterEach(() => {
  disperse();
  mock.timers.reset();
});

/** Lets `ms` pass, and everything happen that is ready meanwhile. */
async function pass(ms: number): Promise<void> {
  for (let t = 0; t < ms; t += BEAT) {
    mock.timers.tick(BEAT);
    for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate);
  }
}

const settle = () => pass(BEAT);

/** Drops frames of some types, and counts the others anew: a cheater leaves no gap. */
function without(...types: number[]): (frame: Uint8Array) => readonly Uint8Array[] {
  let count = 0;
  return (frame) => {
    if (types.includes(frame[0]!)) return [];
    const sent = frame.slice();
    new DataView(sent.buffer).setUint32(1, count++, true);
    return [sent];
  };
}

/** What a promise has come to so far: "none", "done", or an Abort's code and culprits. */
function watch(promise: Promise<unknown>): { readonly read: () => string } {
  let state = "none";
  promise.then(
    () => {
      state = "done";
    },
    (error: unknown) => {
      state = error instanceof Abort ? [error.code, ...error.culprits].join(" ") : String(error);
    },
  );
  return { read: () => state };
}

/** Waits for `from` in the session of `party`, as a program does: its failure ends it. */
async function works({ gatherings }: Meeting, party: number, from: number): Promise<void> {
  const transport = await gatherings[party]!.whole;
  try {
    await transport.receive(from, "x", 1);
  } catch (error) {
    transport.abort(error as Error);
    throw error;
  }
}

function met(n: number, more: Partial<GatheringOptions> = {}): Meeting {
  const meeting = meet(n, () => ({ ...TIMING, connectMs: 60_000, ...more }));
  // How it ends is asserted of some; the others end all the same.
  for (const gathering of meeting.gatherings) gathering.whole.catch(() => undefined);
  return meeting;
}

/** Keeps what goes over a wire, from the first frame of `type` on; `release` brings all of it to `to`. */
function held(wire: TestWire, to: TestWire, type: number): { readonly release: () => void } {
  const frames: Uint8Array[] = [];
  wire.rewrite = (frame) => {
    if (frames.length === 0 && frame[0] !== type) return [frame];
    frames.push(frame);
    return [];
  };
  return {
    release() {
      wire.rewrite = (frame) => [frame];
      for (const frame of frames) to.deliver(frame);
    },
  };
}

describe("a proof that is withheld", () => {
  it("from one of two honest parties: neither is named by the other, and both end", async () => {
    const meeting = met(3);
    meeting.wires[2]![1]!.rewrite = without(PROOF);
    offerAll(meeting);
    const ends = [works(meeting, 0, 1), works(meeting, 1, 2)].map(watch);
    // P0 bears with P1, which waits and says so, for four deadlines.
    await pass(4 * DEADLINE);
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["none", "none"],
    );
    await pass(DEADLINE + GRACE + 2 * BEAT);
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["peer-aborted", "peer-aborted"],
    );
  });

  it("where two are alone: whoever greets and only lives is named after three deadlines", async () => {
    const meeting = met(2);
    meeting.wires[1]![0]!.rewrite = without(PROOF);
    offerAll(meeting);
    const end = watch(meeting.gatherings[0]!.whole);
    await pass(3 * DEADLINE);
    assert.equal(end.read(), "none");
    await pass(2 * BEAT);
    assert.equal(end.read(), "peer-silent 1");
  });

  it("where two are alone: it is no sooner late for coming when time was nearly up", async () => {
    const meeting = met(2, { deadlineMs: 2 * DEADLINE, connectMs: 10 * DEADLINE });
    await pass(10 * DEADLINE - BEAT);
    meeting.wires[1]![0]!.rewrite = without(PROOF);
    offerAll(meeting);
    const end = watch(meeting.gatherings[0]!.whole);
    await pass(5 * DEADLINE);
    assert.equal(end.read(), "none");
    await pass(DEADLINE + 2 * BEAT);
    assert.equal(end.read(), "peer-silent 1");
  });

  it("from everybody, by who shows life: ends when time is up, and nobody is named", async () => {
    const meeting = met(3, { connectMs: 8 * DEADLINE });
    for (const to of [0, 1]) meeting.wires[2]![to]!.rewrite = without(PROOF);
    offerAll(meeting);
    const ends = [0, 1].map((k) => watch(meeting.gatherings[k]!.whole));
    await pass(8 * DEADLINE - BEAT);
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["none", "none"],
    );
    await pass(GRACE + 2 * BEAT);
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["peer-aborted", "peer-aborted"],
    );
  });
});

describe("silence while parties gather", () => {
  it("a link that stalls between two: the third names neither of them", async () => {
    const meeting = met(3);
    for (const [i, j] of [[1, 2] as const, [2, 1] as const])
      meeting.wires[i]![j]!.rewrite = without(PROOF, HEARTBEAT, 7);
    offerAll(meeting);
    const third = watch(works(meeting, 0, 1));
    const ends = [1, 2].map((k) => watch(meeting.gatherings[k]!.whole));
    await pass(2 * DEADLINE + GRACE + 2 * BEAT);
    assert.equal(third.read(), "peer-aborted");
    // Either end sees silence, and cannot see whose.
    assert.match(ends.map((end) => end.read()).join(), /^peer-silent 2,peer-(silent|closed) 1$/);
  });

  it("greets all and falls silent: it is named by all after a deadline", async () => {
    const meeting = met(3);
    for (const to of [0, 1]) meeting.wires[2]![to]!.rewrite = without(PROOF, HEARTBEAT);
    offerAll(meeting);
    const ends = [0, 1].map((k) => watch(meeting.gatherings[k]!.whole));
    await pass(DEADLINE + 2 * BEAT);
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["peer-silent 2", "peer-silent 2"],
    );
  });

  for (const greets of [true, false])
    it(`a link that falls silent ${greets ? "after" : "before"} a greeting, before all are there, may be offered anew`, async () => {
      const meeting = met(3);
      const [dead, other] = TestWire.pair();
      other.rewrite = without(HEARTBEAT);
      meeting.gatherings[0]!.offer(1, dead, channel);
      if (greets) meeting.gatherings[1]!.offer(0, other, channel);
      await pass(DEADLINE + BEAT);
      assert.ok(dead.ended, "it stays open");
      offerAll(meeting);
      const ends = meeting.gatherings.map((g) => watch(g.whole));
      await settle();
      assert.deepEqual(
        ends.map((end) => end.read()),
        ["done", "done", "done"],
      );
    });
});

describe("who leaves while others still gather", () => {
  it("who is through with its session before we are with our gathering is not named", async () => {
    const meeting = met(3);
    // P2's proof is long under way to P1.
    const late = held(meeting.wires[2]![1]!, meeting.wires[1]![2]!, PROOF);
    offerAll(meeting);
    await settle();
    const p0 = await meeting.gatherings[0]!.whole;
    p0.send(1, "x", Uint8Array.of(5));
    const closed = p0.close();
    await settle();
    late.release();
    await settle();
    const p1 = await meeting.gatherings[1]!.whole;
    assert.deepEqual(await p1.receive(0, "x", 1), Uint8Array.of(5));
    await closed;
  });

  it("who proves itself and then stops is missed by all: no session begins without it", async () => {
    const meeting = met(3);
    const late = held(meeting.wires[2]![1]!, meeting.wires[1]![2]!, PROOF);
    offerAll(meeting);
    await settle();
    // P0 has proved itself to P1 and stops, before P2's proof comes.
    meeting.gatherings[0]!.whole.then((t) => t.abort(new Error("P0 has had enough")));
    await settle();
    late.release();
    const end = watch(works(meeting, 1, 0));
    await pass(GRACE + 2 * BEAT);
    assert.equal(end.read(), "peer-aborted");
  });

  it("links that are left by a goodbye, or by a notice, are closed; so is each that is replaced", async () => {
    const meeting = met(3);
    const open: TestWire[] = [];
    const says = async (...frames: Uint8Array[]) => {
      const [wire, theirs] = TestWire.pair();
      open.push(wire);
      meeting.gatherings[0]!.offer(2, wire, channel);
      for (const frame of frames) theirs.send(frame);
      await settle();
    };
    for (let k = 0; k < 3; k++) await says(new FrameWriter().bye());
    await says();
    await says(new FrameWriter().abort(0));
    await pass(GRACE);
    assert.deepEqual(
      open.map((wire) => wire.ended),
      open.map(() => true),
    );
  });

  it("who comes and goes as it likes fills no log", async () => {
    const meeting = met(3);
    for (let k = 0; k < 200; k++) {
      const [wire] = TestWire.pair();
      meeting.gatherings[0]!.offer(2, wire, channel);
      meeting.gatherings[0]!.excuse(2, `excuse ${k}`);
    }
    assert.equal(meeting.lines.length, MAX_PEER_LINES + 1);
    assert.match(meeting.lines.at(-1)!, /^further lines about P2/);
  });
});

describe("what has no place before its time", () => {
  it("messages before a proof are not kept: their sender is named", async () => {
    const meeting = met(3);
    const [wire, theirs] = TestWire.pair();
    meeting.gatherings[0]!.offer(2, wire, channel);
    const end = watch(meeting.gatherings[0]!.whole);
    theirs.send(new FrameWriter().whole("x", new Uint8Array(100)));
    await settle();
    assert.equal(end.read(), "malformed-message 2");
  });
});

describe("a session that was gathered", () => {
  it("gives each of n − 1 peers its share of what they may send unasked, not the whole", async () => {
    const meeting = met(3);
    offerAll(meeting);
    await settle();
    const [p0, p1] = await Promise.all([0, 1].map((k) => meeting.gatherings[k]!.whole));
    const end = watch(p0!.receive(2, "due", 1));
    let sent = 0;
    meeting.wires[1]![0]!.rewrite = (frame) => {
      if (sent++ > 0) return [];
      const flood = new FrameWriter().first(0, unreadShare(3), "flood");
      flood.set(frame.subarray(1, 5), 1);
      return [flood];
    };
    p1!.send(0, "x", new Uint8Array(1));
    await settle();
    assert.equal(end.read(), "malformed-message 1");
  });
});

describe("who may have been turned away", () => {
  it("at our door is not named when it does not come; who could not have been is", async () => {
    for (const [away, verdict] of [
      [[1], "peer-silent 2"],
      [[1, 2], "peer-silent"],
    ] as const) {
      const meeting = met(3, { connectMs: DEADLINE });
      const end = watch(meeting.gatherings[0]!.whole);
      for (const peer of away) meeting.gatherings[0]!.turnedAway(peer, "the door was full");
      await pass(DEADLINE + BEAT);
      assert.equal(end.read(), verdict);
    }
  });

  it("and came in after all has no excuse left", async () => {
    const meeting = met(3, { connectMs: 2 * DEADLINE });
    const end = watch(meeting.gatherings[0]!.whole);
    for (const peer of [1, 2]) meeting.gatherings[0]!.turnedAway(peer, "the door was full");
    const [wire, theirs] = TestWire.pair();
    meeting.gatherings[0]!.offer(2, wire, channel);
    theirs.end();
    await pass(2 * DEADLINE + BEAT);
    assert.equal(end.read(), "peer-silent 2");
  });
});

describe("differences of configurations", () => {
  it("of a peer that was put right and greets anew are forgotten", async () => {
    const wrong = met(3, { agreement: { program: "q" } });
    const [a, b] = TestWire.pair();
    // P1 with another program finds P0 alone, and is killed.
    const meeting = met(3);
    meeting.gatherings[0]!.offer(1, a, channel);
    wrong.gatherings[1]!.offer(0, b, channel);
    await settle();
    assert.ok(meeting.lines.some((line) => line.startsWith("configurations differ: ")));
    b.end();
    offerAll(meeting);
    const ends = meeting.gatherings.map((g) => watch(g.whole));
    await settle();
    assert.deepEqual(
      ends.map((end) => end.read()),
      ["done", "done", "done"],
    );
  });
});
