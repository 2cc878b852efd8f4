/** What is going to happen in virtual time, soonest first. */
export interface Event {
  /** Nanoseconds of virtual time, a whole number; later than `due` where a party or its cores were busy. */
  at: number;
  /** When it was to happen. */
  readonly due: number;
  /** Events scheduled before this one. */
  readonly order: number;
  /** Whose code runs; null where none does: links alone. */
  readonly member: number | null;
  readonly action: () => void;
}

/** A heap. Equal times come in the order of what was due first, then in that of scheduling: no tie is left to luck. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #scheduled = 0;

  get size(): number {
    return this.#heap.length;
  }

  schedule(at: number, member: number | null, action: () => void): void {
    this.#push({ at, due: at, order: this.#scheduled++, member, action });
  }

  /** Puts off what `take` returned. */
  postpone(event: Event, at: number): void {
    event.at = at;
    this.#push(event);
  }

  /** The next event, which is removed; undefined if there is none. */
  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let k = 0;
    for (let child = 1; child < heap.length; child = 2 * k + 1) {
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[k] = heap[child]!;
      k = child;
    }
    heap[k] = last;
    return first;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let k = heap.length;
    while (k > 0) {
      const parent = (k - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[k] = heap[parent]!;
      k = parent;
    }
    heap[k] = event;
  }
}

const before = (a: Event, b: Event): boolean =>
  (a.at - b.at || a.due - b.due || a.order - b.order) < 0;
