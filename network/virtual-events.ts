/** Something that will happen in virtual time. */
export interface Event {
  /** Nanoseconds of virtual time, a whole number. Later than `due` if a party or its cores were busy. */
  at: number;
  /** When it was to happen first, in nanoseconds. */
  readonly due: number;
  /** How many events were scheduled before this one. */
  readonly order: number;
  /** Whose code runs. Null for an event of links alone, which runs no member's code. */
  readonly member: number | null;
  readonly action: () => void;
}

/** A heap of events, the soonest first. Of equal times the earlier due comes first, then the earlier scheduled. */
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

  /** Removes the next event and returns it; undefined if there is none. */
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
