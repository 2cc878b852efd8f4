/**
 * Runs members of a session, which are one event loop's promises, as if each had a host and a clock of its own.
 *
 * One slice at a time. An event of a member (a message that it waits for has come, a turn of the event loop that it
 * asked for, its beginning) sets off some of its code and nobody else's; then the scheduler waits for a turn of the
 * real event loop before it takes the next event. Whatever ran in between belongs to that member:
 *
 *   1. Members share no promise. What one does reaches another as an event here and never settles anything of the
 *      other's by itself.
 *   2. So when a slice begins, no continuation is ready (the slices before have drained), and what becomes ready in
 *      it was set off by its member. A turn begins only when no continuation is left.
 *   3. What a member does in the real world (it loads a module) would come back during somebody's slice. `outside`
 *      holds its own slice open until then, and everybody else waits: on its host it is alone.
 *
 * A slice begins when its event is due, its member is idle and a core of its host is free, and takes what is charged
 * in it and, where computation is measured, what it took in real time. What a member sends in it leaves at that
 * moment of its clock. Slices begin in the order of their times, and so do departures, each an event: so all queues
 * (cores, uplinks, links) are served in order. Times are whole nanoseconds: sums are exact and repeat.
 */
import { type Event, EventQueue } from "./virtual-events.ts";
import { NS_PER_MS } from "./virtual-links.ts";

export interface SchedulerOptions {
  /** By member: on which host it runs, 0 …; by default each on its own. */
  readonly hosts?: readonly number[];
  /** Slices of a host that run at the same time; below 1 they take longer. 1 by default. */
  readonly coresPerHost?: number;
  /** By member: how many times longer its computation takes; 1 by default. */
  readonly slowness?: readonly number[];
  /** A clock in milliseconds by which computation is measured; null, the default: only what is charged counts. */
  readonly measure?: (() => number) | null;
  /** Nanoseconds that each slice is charged with from its beginning; 0 by default. */
  readonly sliceCost?: number;
  /** A later turn of the event loop; default setTimeout, a host brings something faster. */
  readonly turn?: (callback: () => void) => void;
  /** How long nothing may happen, in real milliseconds, while somebody has not finished; 5000 by default. */
  readonly patienceMs?: number;
}

interface Member {
  readonly host: number;
  readonly factor: number;
  /** When its last slice ended, and how long all of them took. */
  clock: number;
  busy: number;
  /** Its waits for the real world that are under way. */
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
  /** Whether a step is under way or sure to come. */
  #awake = false;
  #steps = 0;
  #stopped: Error | null = null;

  /** RangeError for options that are none. */
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

  /** Nanoseconds: in its slice, the moment there; otherwise when its last one ended. */
  now(member: number): number {
    const known = this.#members[member]!;
    return known === this.#current ? this.#began + this.#elapsed() : known.clock;
  }

  /** Nanoseconds of computation so far. */
  busy(member: number): number {
    const known = this.#members[member]!;
    return known.busy + (known === this.#current ? this.#elapsed() : 0);
  }

  /** Adds nanoseconds of computation to the slice under way; to nobody's where there is none. */
  charge(nanoseconds: number): void {
    this.#charged += nanoseconds;
  }

  /** `action` runs `member`'s code, or moves links alone (null), at a time of nanoseconds. */
  schedule(at: number, member: number | null, action: () => void): void {
    if (this.#stopped !== null) return;
    this.#events.schedule(at, member, action);
    this.#wake();
  }

  /** `work` begins as the code of `member`, now. Rejects too if the run is stopped or comes to a standstill. */
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

  /** What the real world does for `member`: its slice lasts until then. */
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

  /** Nothing happens any more. */
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

  /** Events up to the next slice, and that slice. */
  readonly #step = (): void => {
    for (let event = this.#events.take(); event !== undefined; event = this.#events.take()) {
      this.#steps++;
      if (event.member === null) event.action();
      else if (this.#begins(event)) return;
    }
    this.#awake = false;
    if (this.#unfinished.size > 0) this.#watch();
  };

  /** Whether it may begin now; otherwise it is put off. */
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

  /** Nothing is to come: what members still wait for comes from outside of virtual time, or never. */
  #watch(): void {
    const seen = this.#steps;
    setTimeout(() => {
      if (this.#steps !== seen || this.#events.size > 0 || this.#unfinished.size === 0) return;
      const who = [...this.#unfinished.keys()].map((k) => `P${k}`).join(", ");
      this.stop(new Error(`the simulation stands still: ${who} wait for what nobody sends`));
    }, this.#patienceMs);
  }
}
