/**
 * Sessions in virtual time in which some members cheat by schedule: they run the real code, and what they say to each
 * honest party is dropped, replaced or cut as the schedule has it. One tick is one heartbeat interval.
 */
import { mock } from "node:test";
import fc from "fast-check";
import { FrameReader, FrameWriter } from "../../network/framing.ts";
import { mostCredit } from "../../network/lateness.ts";
import { SLOWEST_BYTES_PER_SECOND } from "../../network/limits.ts";
import { type LinkedTransport, WAIT_DEADLINES } from "../../network/linked.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { commitThenOpen } from "../../protocols/commit.ts";
import { ClockedWire } from "./clocked-wires.ts";
import { linkedOver, wiresOf } from "./linked-parties.ts";

export const HEARTBEAT_MS = 10_000;
const DEADLINE_TICKS = 8;
const TIMING = { deadlineMs: DEADLINE_TICKS * HEARTBEAT_MS, heartbeatMs: HEARTBEAT_MS };
const GRACE_TICKS = 3;
const LONGEST = 1 << 20;
/** What limits.ts and linked.ts promise of one wait, in ticks. */
export const LONGEST_WAIT_TICKS =
  (WAIT_DEADLINES + 1) * DEADLINE_TICKS +
  GRACE_TICKS +
  2 * Math.ceil((mostCredit(LONGEST) * 1000) / HEARTBEAT_MS) +
  2;

/** What a cheater's words to one honest party become, from some tick on. */
const MODES = [
  "honest",
  "mute",
  "beats",
  "beats waiting",
  "beats fed",
  "beats now and then",
  "beats waiting and fed",
  "withholds messages",
  "trickles",
  "notice of silence",
  "notice of cheating",
  "bye",
  "cut",
] as const;
type Mode = (typeof MODES)[number];

export interface Schedule {
  readonly n: number;
  /** By member; member 0 never. */
  readonly cheats: readonly boolean[];
  /** What all run, one after another in each of two chains. */
  readonly steps: readonly {
    readonly kind: "exchange" | "one" | "commit" | "compute";
    readonly chain: 0 | 1;
    readonly a: number;
    readonly b: number;
    readonly size: number;
  }[];
  /** One link between honest parties at a multiple of the slowest admitted rate; null: at once. */
  readonly slow: { readonly a: number; readonly b: number; readonly times: number } | null;
  readonly turns: readonly {
    readonly tick: number;
    readonly cheater: number;
    /** Null: all. */
    readonly victim: number | null;
    readonly mode: Mode;
  }[];
}

const member = fc.nat({ max: 5 });

const turn = (victim: fc.Arbitrary<number | null>, tick: fc.Arbitrary<number>) =>
  fc.record({
    tick,
    cheater: member,
    victim,
    mode: fc.oneof(
      fc.constantFrom(...MODES),
      fc.constantFrom<Mode>("beats now and then", "notice of cheating"),
    ),
  });

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  n: fc.integer({ min: 2, max: 6 }),
  cheats: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom("exchange", "one", "commit", "compute"),
      chain: fc.constantFrom(0, 1),
      a: member,
      b: member,
      size: fc.oneof(
        { weight: 8, arbitrary: fc.nat({ max: 100 }) },
        { weight: 1, arbitrary: fc.nat({ max: LONGEST }) },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  slow: fc.option(fc.record({ a: member, b: member, times: fc.integer({ min: 1, max: 3 }) })),
  turns: fc.oneof(
    fc.array(turn(fc.option(member), fc.nat({ max: 60 })), { maxLength: 8 }),
    // One word or way of each cheater to all, nearly at once: plots of several.
    fc.array(turn(fc.constant(null), fc.nat({ max: 3 })), { minLength: 3, maxLength: 6 }),
  ),
});

/** How an honest party ended, and its longest wait in ticks. */
export interface Ending {
  readonly party: number;
  readonly error: Error | null;
  readonly longestWait: number;
}

class Clock {
  tick = 0;
  readonly #waits: { readonly until: number; readonly resolve: () => void }[] = [];

  passes(ticks: number): Promise<void> {
    return new Promise((resolve) => this.#waits.push({ until: this.tick + ticks, resolve }));
  }

  advance(): void {
    this.tick++;
    for (const { until, resolve } of this.#waits) if (until <= this.tick) resolve();
  }
}

/** Frames of a cheater to one victim: the real ones, unless its mode says otherwise. */
class Mouth {
  mode: Mode = "honest";
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #wire: ClockedWire;
  #gone = false;
  /** The body that comes next belongs to a head that has passed. */
  #headed = false;

  constructor(wire: ClockedWire) {
    this.#wire = wire;
    const send = wire.send.bind(wire);
    wire.send = (raw) => {
      for (const frame of this.#says(raw)) send(frame);
      return true;
    };
    this.utter = (frame) => void send(frame);
  }

  readonly utter: (frame: Uint8Array) => void;

  #says(raw: Uint8Array): Uint8Array[] {
    const frame = this.#reader.read(raw);
    if (this.#gone) return [];
    const beats = this.mode === "honest" || this.mode === "withholds messages";
    const talks = this.mode === "honest";
    switch (frame.type) {
      case "heartbeat":
        return beats ? [this.#writer.heartbeat(frame.waiting, frame.fed)] : [];
      case "whole":
        return talks ? [this.#writer.whole(frame.tag, frame.payload, frame.wanted)] : [];
      case "first":
        this.#headed = talks;
        return talks
          ? [this.#writer.first(frame.stream, frame.total, frame.tag, frame.wanted)]
          : [];
      case "part":
        return [];
      case "body": {
        const headed = this.#headed;
        this.#headed = false;
        if (headed) return [raw];
        return talks ? [this.#writer.part(frame.stream), raw] : [];
      }
      case "abort":
        return talks ? [this.#writer.abort(frame.code, frame.debts)] : [];
      case "taken":
        return talks ? [this.#writer.taken(frame.bytes)] : [];
      case "held":
        return talks ? [this.#writer.held(frame.number)] : [];
      case "want":
        return talks ? [this.#writer.want(frame.number, frame.tag)] : [];
      case "bye":
        return talks ? [this.#writer.bye()] : [];
      default:
        return talks ? [this.#writer.byeAck()] : [];
    }
  }

  turn(mode: Mode): void {
    this.mode = mode;
    if (this.#gone) return;
    if (mode === "notice of silence") this.#leave(this.#writer.abort(6));
    else if (mode === "notice of cheating") this.#leave(this.#writer.abort(0));
    else if (mode === "bye") this.#leave(this.#writer.bye());
    else if (mode === "cut") {
      this.#gone = true;
      this.#wire.destroy();
    }
  }

  #leave(word: Uint8Array): void {
    this.utter(word);
    this.#gone = true;
  }

  tick(tick: number): void {
    if (this.#gone) return;
    // Two who take turns in falling silent.
    if (this.mode === "beats now and then" && tick % 6 > 0) return;
    if (this.mode.startsWith("beats")) {
      const waiting = this.mode.includes("waiting");
      this.utter(this.#writer.heartbeat(waiting, this.mode.includes("fed") ? 1 : 0));
    } else if (this.mode === "trickles")
      this.utter(this.#writer.whole("besides", new Uint8Array(1000)));
  }
}

/** Runs one schedule to its end; timers are to be mocked. `turn` is a turn of the real event loop. */
export async function play(schedule: Schedule, turn: () => Promise<void>): Promise<Ending[]> {
  const { n, slow, turns } = schedule;
  const cheats = (k: number) => k > 0 && schedule.cheats[k]!;
  const wires = wiresOf(n, ClockedWire.pair);
  if (slow !== null && slow.a % n !== slow.b % n) {
    const [a, b] = [slow.a % n, slow.b % n];
    const rate = (slow.times * SLOWEST_BYTES_PER_SECOND * HEARTBEAT_MS) / 1000;
    if (!cheats(a) && !cheats(b)) wires[a]![b]!.rate = wires[b]![a]!.rate = rate;
  }
  const mouths = wires.map((own, k) =>
    own.map((wire, to) => (cheats(k) && !cheats(to) && to !== k ? new Mouth(wire) : null)),
  );
  const clock = new Clock();
  const now = mock.method(performance, "now", () => clock.tick * HEARTBEAT_MS);
  const parties = linkedOver(wires, TIMING);
  const endings: Ending[] = [];
  let honest = 0;
  for (const [party, transport] of parties.entries()) {
    const waits = { longest: 0 };
    const run = program(schedule, new Session(timed(transport, clock, waits)), clock);
    const ended = run.then(
      () => transport.close().then(() => null),
      (error: Error) => {
        transport.abort(error);
        return error;
      },
    );
    if (cheats(party)) continue;
    honest++;
    void ended.then((error) => endings.push({ party, error, longestWait: waits.longest }));
  }
  // Every step of every party waits no longer than promised; and every turn of the schedule comes.
  const most = (schedule.steps.length * 4 + 2) * LONGEST_WAIT_TICKS + 50;
  for (; endings.length < honest && clock.tick < most; clock.advance()) {
    for (const { cheater, victim, mode } of turns.filter((t) => t.tick === clock.tick))
      for (const [to, mouth] of mouths[cheater % n]!.entries())
        if (victim === null || to === victim % n) mouth?.turn(mode);
    for (const [k, own] of mouths.entries())
      for (const mouth of own) mouth?.tick(clock.tick + 3 * k);
    for (const wire of wires.flat()) wire.tick();
    mock.timers.tick(HEARTBEAT_MS);
    await turn();
  }
  for (const transport of parties) transport.abort(new Error("the schedule is over"));
  now.mock.restore();
  return endings;
}

/** The same transport; the longest of its waits is kept. */
function timed(transport: LinkedTransport, clock: Clock, waits: { longest: number }): Transport {
  return new Proxy(transport, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key !== "receive") return value.bind(target);
      return async (...args: Parameters<Transport["receive"]>) => {
        const since = clock.tick;
        try {
          return await target.receive(...args);
        } finally {
          waits.longest = Math.max(waits.longest, clock.tick - since);
        }
      };
    },
  });
}

/** What every member runs. */
async function program({ steps, n }: Schedule, session: Session, clock: Clock): Promise<void> {
  const chain = async (which: 0 | 1) => {
    for (const [k, { kind, a, b, size, chain }] of steps.entries()) {
      if (chain !== which) continue;
      const [from, to] = [a % n, b % n];
      if (kind === "exchange") await session.exchange(`step-${k}`, new Uint8Array(size));
      else if (kind === "commit")
        await commitThenOpen(session.child(`step-${k}`), new Uint8Array(8), 8);
      else if (kind === "one" && from !== to) {
        if (session.self === from) session.send(to, `step-${k}`, new Uint8Array(size));
        if (session.self === to) await session.receive(from, `step-${k}`, size);
      } else if (kind === "compute" && session.self === from) {
        // Less than a deadline of its own.
        await clock.passes(size % DEADLINE_TICKS);
      }
    }
  };
  await Promise.all([chain(0), chain(1)]);
}
