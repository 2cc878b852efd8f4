/**
 * Runs the members of a session in one event loop, as if each had a host and a clock of its own.
 *
 * One slice runs at a time. An event of a member starts some of that member's code and nobody else's. Such an event is
 * a message that it waits for, a turn of the event loop that it asked for, or its beginning. Then the scheduler waits
 * for a turn of the real event loop before it takes the next event. All code that ran in between is that member's:
 *
 *   1. Members share no promise. What one does reaches another as an event here. It never settles a promise of the
 *      other by itself.
 *   2. So when a slice begins, no continuation is ready, because those of earlier slices have all run. What becomes
 *      ready in a slice is that member's. A turn begins only when no continuation is left.
 *   3. What a member does in the real world (it loads a module) would end during another member's slice. `outside`
 *      keeps the member's own slice open until then, and everybody else waits. So the member is alone on its host.
 *
 * A slice begins when its event is due, its member is idle and a core of its host is free. It lasts for the time that
 * is charged in it and, if computation is measured, the real time that it took. What a member sends in it departs at
 * that moment of the member's clock. Slices begin in the order of their times. Departures are events, so they follow
 * the same order, and all queues (cores, uplinks, links) are served in order. Times are whole nanoseconds, so sums are
 * exact and repeat.
 */
import { type Event, EventQueue } from "./virtual-events.ts";
import { NS_PER_MS } from "./virtual-links.ts";

export interface SchedulerOptions {
  /** By member: on which host it runs, counted from 0. By default each has its own. */
  readonly hosts?: readonly number[];
  /** How many slices of a host run at the same time; 1 by default. Below 1, slices take longer. */
  readonly coresPerHost?: number;
  /** By member: how many times longer its computation takes; 1 by default. */
  readonly slowness?: readonly number[];
  /** A clock in milliseconds that measures computation. Null, the default: only what is charged counts. */
  readonly measure?: (() => number) | null;
  /** Nanoseconds that each slice is charged with from its beginning; 0 by default. */
  readonly sliceCost?: number;
  /** Runs `callback` in a later turn of the event loop. By default setTimeout; a host has something faster. */
  readonly turn?: (callback: () => void) => void;
  /** For how many real milliseconds nothing may happen while a member has not finished; 5000 by default. */
  readonly patienceMs?: number;
}

interface Member {
  readonly host: number;
  readonly factor: number;
  /** When its last slice ended, and how long all of them took. */
  clock: number;
  busy: number;
  /** How many of its calls of `outside` are under way. */
  outside: number;
}

const PATIENCE_MS = 5000;

export class Scheduler {
  readonly #events = new EventQueue();
  readonly #members: readonly Member[];
  /** By host: when each core is free. */
  readonly #cores: readonly number[][];
  readonly #measure: (() => number) | null;
  readonly #sliceCost: number;
  readonly #turn: (callback: () => void) => void;
  readonly #patienceMs: number;
  readonly #unfinished = new Map<number, (reason: Error) => void>();
  /** The slice under way. */
  #current: Member | null = null;
  #began = 0;
  #charged = 0;
  #mark = 0;
  #held = false;
  /** True if a step is under way or scheduled. */
  #awake = false;
  #steps = 0;
  #stopped: Error | null = null;

  /** RangeError for options that are not valid. */
  constructor(n: number, options: SchedulerOptions = {}) {
    const { hosts = Array.from({ length: n }, (_, k) => k), coresPerHost = 1 } = options;
    const { slowness = Array<number>(n).fill(1) } = options;
    if (!(coresPerHost > 0))
      throw new RangeError(`virtual network: ${coresPerHost} cores per host`);
    if (hosts.length !== n || !hosts.every((h) => Number.isSafeInteger(h) && h >= 0))
      throw new RangeError(`virtual network: hosts ${hosts.join(", ")} of ${n} members`);
    if (slowness.length !== n || !slowness.every((factor) => factor > 0))
      throw new RangeError(`virtual network: slowness ${slowness.join(", ")} of ${n} members`);
    const stretch = Math.max(1, 1 / coresPerHost);
    this.#members = hosts.map((host, k) => ({
      host,
      factor: slowness[k]! * stretch,
      clock: 0,
      busy: 0,
      outside: 0,
    }));
    const cores = Math.max(1, Math.floor(coresPerHost));
    this.#cores = Array.from({ length: Math.max(...hosts) + 1 }, () =>
      Array<number>(cores).fill(0),
    );
    this.#measure = options.measure ?? null;
    this.#sliceCost = options.sliceCost ?? 0;
    this.#turn = options.turn ?? ((callback) => void setTimeout(callback, 0));
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** Nanoseconds: the present moment if the member's slice is under way, otherwise the end of its last slice. */
  now(member: number): number {
    const known = this.#members[member]!;
    return known === this.#current ? this.#began + this.#elapsed() : known.clock;
  }

  /** Nanoseconds of computation so far. */
  busy(member: number): number {
    const known = this.#members[member]!;
    return known.busy + (known === this.#current ? this.#elapsed() : 0);
  }

  /** Adds nanoseconds of computation to the slice under way. Without one, nothing is charged. */
  charge(nanoseconds: number): void {
    this.#charged += nanoseconds;
  }

  /** `action` happens at `at` nanoseconds. It runs `member`'s code; if that is null, it concerns links alone. */
  schedule(at: number, member: number | null, action: () => void): void {
    if (this.#stopped !== null) return;
    this.#events.schedule(at, member, action);
    this.#wake();
  }

  /** Begins `work` now, as code of `member`. Also rejects if the run is stopped or stands still. */
  start<T>(member: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== null) {
        reject(this.#stopped);
        return;
      }
      this.#unfinished.set(member, reject);
      const finish = (): void => void this.#unfinished.delete(member);
      this.schedule(this.now(member), member, () => {
        void work().finally(finish).then(resolve, reject);
      });
    });
  }

  /** Runs `work` in the real world for `member`. The member's slice lasts until `work` ends. */
  async outside<T>(member: number, work: () => Promise<T>): Promise<T> {
    const known = this.#members[member]!;
    if (known !== this.#current) return work();
    known.outside++;
    try {
      return await work();
    } finally {
      known.outside--;
      if (known.outside === 0 && this.#held) {
        this.#held = false;
        this.#turn(this.#finish);
      }
    }
  }

  /** Ends the run: nothing happens any more. */
  stop(reason: Error): void {
    this.#stopped ??= reason;
    this.#events.clear();
    for (const reject of this.#unfinished.values()) reject(this.#stopped);
    this.#unfinished.clear();
  }

  #elapsed(): number {
    const { factor } = this.#current!;
    const measured = this.#measure === null ? 0 : (this.#measure() - this.#mark) * NS_PER_MS;
    return Math.round((this.#charged + measured) * factor);
  }

  #wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#turn(this.#step);
  }

  /** Runs all events up to the next slice, and begins that slice. */
  readonly #step = (): void => {
    for (let event = this.#events.take(); event !== undefined; event = this.#events.take()) {
      this.#steps++;
      if (event.member === null) event.action();
      else if (this.#begins(event)) return;
    }
    this.#awake = false;
    if (this.#unfinished.size > 0) this.#watch();
  };

  /** True if the event's slice begins now. Otherwise the event is put off. */
  #begins(event: Event): boolean {
    const member = this.#members[event.member!]!;
    const begin = Math.max(event.at, member.clock, Math.min(...this.#cores[member.host]!));
    if (begin > event.at) {
      this.#events.postpone(event, begin);
      return false;
    }
    this.#current = member;
    this.#began = begin;
    this.#charged = this.#sliceCost;
    this.#mark = this.#measure?.() ?? 0;
    event.action();
    this.#turn(this.#finish);
    return true;
  }

  readonly #finish = (): void => {
    const member = this.#current!;
    if (member.outside > 0) {
      this.#held = true;
      return;
    }
    const took = this.#elapsed();
    member.busy += took;
    member.clock = this.#began + took;
    const cores = this.#cores[member.host]!;
    cores[cores.indexOf(Math.min(...cores))] = member.clock;
    this.#current = null;
    this.#step();
  };

  /** No event is left. What members still wait for comes from outside of virtual time, or never. */
  #watch(): void {
    const seen = this.#steps;
    setTimeout(() => {
      if (this.#steps !== seen || this.#events.size > 0 || this.#unfinished.size === 0) return;
      const who = [...this.#unfinished.keys()].map((k) => `P${k}`).join(", ");
      this.stop(new Error(`the simulation stands still: ${who} wait for what nobody sends`));
    }, this.#patienceMs);
  }
}
