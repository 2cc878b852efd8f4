import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { Abort } from "../../network/abort.ts";
import { FrameWriter } from "../../network/framing.ts";
import { mostCredit } from "../../network/lateness.ts";
import type { BusyWord } from "../../network/life.ts";
import { SLOWEST_BYTES_PER_SECOND } from "../../network/limits.ts";
import { Link } from "../../network/link.ts";
import { BUSY_DEADLINES, type Host, LinkedTransport, type Timing } from "../../network/linked.ts";
import { Session } from "../../network/session.ts";
import { ClockedWire } from "./clocked-wires.ts";
import { host, ignore, linkedOver, wiresOf } from "./linked-parties.ts";
import { TestWire } from "./wires.ts";

const TIMING = { deadlineMs: 300, heartbeatMs: 100 };
const SLOWLY = { deadlineMs: 3000, heartbeatMs: 1000 };

const honest: LinkedTransport[] = [];

/** Parties 0 … n−2; the wires on which the last one, the cheater, speaks to each. */
function against(n: number): TestWire[] {
  const wires = wiresOf(n, TestWire.pair);
  honest.push(...linkedOver(wires, TIMING, { count: n - 1 }));
  return wires[n - 1]!;
}

/** P0, and all others as cheaters. */
function alone(n: number, timing: Timing, own: Host = host): [LinkedTransport, Liar[]] {
  const pairs = Array.from({ length: n - 1 }, () => TestWire.pair());
  const links = [null, ...pairs.map(([wire]) => new Link(wire, ignore))];
  for (const link of links) link?.open();
  const party = new LinkedTransport(0, host.random(32), links, own, timing);
  honest.push(party);
  return [party, pairs.map(([, wire]) => new Liar(wire))];
}

/** Heartbeats of the cheater on one wire, and whatever else it says. */
class Liar {
  readonly #wire: TestWire;
  readonly #frames = new FrameWriter();

  constructor(wire: TestWire) {
    this.#wire = wire;
  }

  beats(waiting: boolean, fed = 0): void {
    this.#wire.send(this.#frames.heartbeat(waiting, fed));
  }

  stops(): void {
    this.#wire.send(this.#frames.abort(0));
  }

  says(tag: string, length: number): void {
    this.#wire.send(this.#frames.whole(tag, new Uint8Array(length)));
  }
}

/** How a party's wait ended; it stops as a session does, which tells the others. */
function verdictOf(party: LinkedTransport, waiting: Promise<unknown>): { read: () => string } {
  let verdict = "none";
  waiting.then(
    () => {
      verdict = "received";
    },
    (error: Error) => {
      assert.ok(error instanceof Abort, String(error));
      verdict = [error.code, ...error.culprits].join(" ");
      party.abort(error);
    },
  );
  return { read: () => verdict };
}

/** Ticks, each followed by everything that is ready to run. */
async function pass(
  ticks: number,
  each: (tick: number) => void = () => undefined,
  { heartbeatMs }: Timing = TIMING,
): Promise<void> {
  for (let k = 0; k < ticks; k++) {
    each(k);
    now += heartbeatMs;
    mock.timers.tick(heartbeatMs);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  }
}

/** What performance.now says: as the timers. */
let now = 0;

function virtualTime(): void {
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  mock.method(performance, "now", () => now);
}

function realTime(): void {
  for (const party of honest.splice(0)) party.abort(new Error("the test is over"));
  mock.timers.reset();
  mock.restoreAll();
}

const DEADLINE = TIMING.deadlineMs / TIMING.heartbeatMs;
const GRACE = 12;

describe("a cheater that hides behind the word that it waits", () => {
  beforeEach(virtualTime);
  afterEach(realTime);

  it("n = 2: there is nobody it could wait for, and it is named after three deadlines", async () => {
    const liar = new Liar(against(2)[0]!);
    const verdict = verdictOf(honest[0]!, honest[0]!.receive(1, "x", 1));
    await pass(3 * DEADLINE, () => liar.beats(true));
    assert.equal(verdict.read(), "none");
    await pass(1, () => liar.beats(true));
    assert.equal(verdict.read(), "peer-silent 1");
  });

  it("n = 3: a liar is ended after four deadlines, without a name: the third may be to blame", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const verdicts = honest.map((p) => verdictOf(p, p.receive(2, "x", 1)));
    const lie = () => {
      for (const liar of liars) liar.beats(true);
    };
    await pass(4 * DEADLINE, lie);
    assert.deepEqual(
      verdicts.map((v) => v.read()),
      ["none", "none"],
    );
    await pass(2 + GRACE, lie);
    assert.deepEqual(
      verdicts.map((v) => v.read()),
      ["peer-aborted", "peer-aborted"],
    );
  });

  it("n = 3: a liar that takes its word back now and then is ended too", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const verdict = verdictOf(honest[0]!, honest[0]!.receive(2, "x", 1));
    await pass(7 * DEADLINE + 1, (tick) => {
      for (const liar of liars) liar.beats(tick % 2 === 0);
    });
    assert.equal(verdict.read(), "peer-silent 2");
  });

  it("silence towards one who computes: that one still shows the other that it lives", async () => {
    const wires = against(3);
    const liar = new Liar(wires[0]!);
    const verdict = verdictOf(honest[0]!, honest[0]!.receive(2, "x", 1));
    // P1's verdict on P2 stands after one deadline; it learns of it when it next receives.
    await pass(3 * DEADLINE, () => liar.beats(false));
    assert.equal(verdict.read(), "none");
    await pass(1, () => liar.beats(false));
    assert.equal(verdict.read(), "peer-silent 2");
  });

  it("who waits for the cheater directly names it, before who waits for that one gives up", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const behind = verdictOf(honest[0]!, honest[0]!.receive(1, "sum", 1));
    const direct = verdictOf(honest[1]!, honest[1]!.receive(2, "share", 1));
    await pass(3 * DEADLINE + 1 + GRACE, () => {
      for (const liar of liars) liar.beats(false);
    });
    assert.deepEqual([direct.read(), behind.read()], ["peer-silent 2", "peer-aborted"]);
  });

  it("pieces of one opening, each just in time, do not get the honest king named", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const king = new Session(honest[1]!).channel("open");
    const pieces = async () => {
      await king.gather([2], 8);
      for (let k = 1; k < 10; k++) await king.receiveRest(2, 8);
      king.send(0, new Uint8Array(8));
    };
    const under = verdictOf(honest[0]!, new Session(honest[0]!).channel("open").gather([1], 8));
    const verdict = verdictOf(honest[1]!, pieces());
    await pass(10 * 3 * DEADLINE + GRACE, (tick) => {
      for (const liar of liars) liar.beats(false);
      if (tick % (3 * DEADLINE) === 3 * DEADLINE - 1) liars[1]!.says("open", 8);
    });
    assert.deepEqual([under.read(), verdict.read()], ["peer-aborted", "peer-aborted"]);
  });

  it("an honest party's own time counts from when its wait was over, not from ours", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const [p0, p1] = honest;
    const under = verdictOf(p0!, p0!.receive(1, "sum", 1));
    const share = p1!.receive(2, "share", 1);
    const tick = () => {
      for (const liar of liars) liar.beats(false);
    };
    await pass(3 * DEADLINE - 1, tick);
    liars[1]!.says("share", 1);
    await share;
    // It computes now, and no longer waits.
    await pass(2 * DEADLINE, tick);
    p1!.send(0, "sum", new Uint8Array(1));
    await pass(1, tick);
    assert.equal(under.read(), "received");
  });

  it("n = 4: two who take turns in falling silent do not prolong the wait for one that has left", async () => {
    const timing = { deadlineMs: 800, heartbeatMs: 100 };
    const [p0, liars] = alone(4, timing);
    const verdict = verdictOf(p0, p0.receive(1, "x", 1));
    liars[0]!.stops();
    // At any time one of the two has been quiet for two ticks.
    const taking = (tick: number) => {
      if (tick % 6 === 0) liars[1]!.beats(false);
      if (tick % 6 === 3) liars[2]!.beats(false);
    };
    const deadline = timing.deadlineMs / timing.heartbeatMs;
    const grace = 1000 / timing.heartbeatMs;
    await pass(grace + deadline - 1, taking, timing);
    assert.equal(verdict.read(), "none");
    await pass(2, taking, timing);
    assert.equal(verdict.read(), "peer-aborted");
  });

  it("n = 3: who says for ever that it is being fed is ended when that would have been enough", async () => {
    const wires = against(3);
    const liars = [0, 1].map((k) => new Liar(wires[k]!));
    const verdicts = honest.map((p) => verdictOf(p, p.receive(2, "x", 1)));
    const most = Math.ceil((mostCredit(1) * 1000) / TIMING.heartbeatMs);
    const lie = () => {
      for (const liar of liars) liar.beats(true, 1);
    };
    await pass(most, lie);
    assert.deepEqual(
      verdicts.map((v) => v.read()),
      ["none", "none"],
    );
    await pass(4 * DEADLINE + 2 + GRACE, lie);
    assert.deepEqual(
      verdicts.map((v) => v.read()),
      ["peer-aborted", "peer-aborted"],
    );
  });

  it("n = 2: who says for ever that it is being fed is named", async () => {
    const liar = new Liar(against(2)[0]!);
    const verdict = verdictOf(honest[0]!, honest[0]!.receive(1, "x", 1));
    const most = Math.ceil((mostCredit(1) * 1000) / TIMING.heartbeatMs);
    await pass(most + 3 * DEADLINE + 1, () => liar.beats(true, 1));
    assert.equal(verdict.read(), "peer-silent 1");
  });

  it("a word of being fed that has come from further than there are parties buys no time", async () => {
    const liar = new Liar(against(3)[0]!);
    const verdict = verdictOf(honest[0]!, honest[0]!.receive(2, "x", 1));
    await pass(3 * DEADLINE + 1, () => liar.beats(false, 3));
    assert.equal(verdict.read(), "peer-silent 2");
  });
});

describe("a peer whose host says that it is busy", () => {
  beforeEach(virtualTime);
  afterEach(realTime);

  /** The host of P0, which hears what `heard` returns of every peer at each heartbeat. */
  const told = (heard: () => BusyWord | null): Host => ({
    ...host,
    life: () => ({ turned: () => undefined, heard, close: () => undefined }),
  });
  const hearing = (word: () => BusyWord | null) => alone(2, TIMING, told(word))[0];
  const busy = { busyMs: 5000, starved: false };

  it("is not silent, nor late, and still named when it has been busy for longer than anybody may", async () => {
    const party = hearing(() => busy);
    const verdict = verdictOf(party, party.receive(1, "x", 1));
    await pass(BUSY_DEADLINES * DEADLINE);
    assert.equal(verdict.read(), "none");
    await pass(DEADLINE);
    assert.equal(verdict.read(), "peer-silent 1");
  });

  it("gains nothing by saying that its event loop turns: that is what heartbeats are for", async () => {
    const party = hearing(() => ({ busyMs: 0, starved: false }));
    const verdict = verdictOf(party, party.receive(1, "x", 1));
    await pass(DEADLINE);
    assert.equal(verdict.read(), "peer-silent 1");
  });

  for (const waits of [false, true])
    it(`n = 3: gains that once, ${waits ? "while" : "before"} it says that it waits for a third, and is not named`, async () => {
      let word: BusyWord | null = busy;
      const hears = told(() => word);
      const [party, liars] = alone(3, TIMING, hears);
      const verdict = verdictOf(party, party.receive(1, "x", 1));
      const say = (waiting: boolean) => () => liars.map((liar) => liar.beats(waiting));
      await pass(BUSY_DEADLINES * DEADLINE, say(waits));
      word = waits ? busy : null;
      await pass(4 * DEADLINE, say(true));
      assert.equal(verdict.read(), "none");
      await pass(2, say(true));
      assert.equal(verdict.read(), "peer-aborted");
    });

  it("is said to be short of processor time where it is", async () => {
    const party = hearing(() => ({ busyMs: 42_000, starved: true }));
    const waiting = party.receive(1, "x", 1);
    const refused = assert.rejects(
      waiting,
      /busy for 42 s .* short of processor time.* a longer deadline/,
    );
    await pass((BUSY_DEADLINES + 1) * DEADLINE);
    await refused;
  });
});

describe("a slow link between honest parties, never idle", () => {
  beforeEach(virtualTime);
  afterEach(realTime);

  /** Messages from P2 to P1 as slow as admitted; everything else at once. */
  function slow(n: number): ClockedWire[] {
    const wires = wiresOf(n, ClockedWire.pair);
    honest.push(...linkedOver(wires, SLOWLY));
    const last = wires[n - 1]![n - 2]!;
    last.rate = (1.1 * SLOWEST_BYTES_PER_SECOND * SLOWLY.heartbeatMs) / 1000;
    return wires.flat();
  }
  // Many times longer on its way than all deadlines together.
  const LENGTH = 4 << 20;

  for (const n of [3, 4, 5])
    it(`n = ${n}: who waits for one that is fed over it, at any distance, waits on`, async () => {
      const wires = slow(n);
      const chain = async (party: LinkedTransport): Promise<void> => {
        const { self } = party;
        if (self === n - 1) party.send(n - 2, "long", new Uint8Array(LENGTH));
        else {
          await party.receive(self + 1, "long", LENGTH);
          if (self > 0) party.send(self - 1, "long", new Uint8Array(1));
        }
      };
      const verdicts = honest.map((party) => verdictOf(party, chain(party)));
      const ticks = Math.ceil(LENGTH / wires.find((w) => w.rate < 1e9)!.rate);
      assert.ok(ticks > 7 * DEADLINE);
      await pass(
        2 * ticks,
        () => {
          for (const wire of wires) wire.tick();
        },
        SLOWLY,
      );
      assert.deepEqual(
        verdicts.map((v) => v.read()),
        honest.map(() => "received"),
      );
    });

  it("n = 2: who waits for the answer to what it sends over it waits on", async () => {
    const wires = slow(2);
    const [p0, p1] = honest;
    p1!.send(0, "long", new Uint8Array(LENGTH));
    const asked = verdictOf(p1!, p1!.receive(0, "answer", 1));
    void p0!.receive(1, "long", LENGTH).then(() => p0!.send(1, "answer", new Uint8Array(1)));
    const ticks = Math.ceil(LENGTH / wires.find((w) => w.rate < 1e9)!.rate);
    await pass(
      2 * ticks,
      () => {
        for (const wire of wires) wire.tick();
      },
      SLOWLY,
    );
    assert.equal(asked.read(), "received");
  });
});
