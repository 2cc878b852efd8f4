import type { Wire, WireEvents } from "../../network/wire.ts";

/** One end of a pair of wires in memory. Frames pass through `rewrite`, which may drop, add or change. */
export class TestWire implements Wire {
  bytesReceived = 0;
  bytesSent = 0;
  ended = false;
  /** A full wire: frames pile up until it is cleared. */
  blocked = false;
  rewrite: (frame: Uint8Array) => readonly Uint8Array[] = (frame) => [frame];
  #peer: TestWire | null = null;
  #events: WireEvents | null = null;
  readonly #arrived: Uint8Array[] = [];
  readonly #held: Uint8Array[] = [];
  #ending = false;

  static pair(): [TestWire, TestWire] {
    const [a, b] = [new TestWire(), new TestWire()];
    a.#peer = b;
    b.#peer = a;
    return [a, b];
  }

  listen(events: WireEvents): void {
    this.#events = events;
    this.#drain();
  }

  send(frame: Uint8Array): boolean {
    if (this.ended) return true;
    if (this.blocked) {
      this.#held.push(frame);
      return false;
    }
    this.bytesSent += frame.length;
    for (const sent of this.rewrite(frame)) this.#peer!.deliver(sent);
    return true;
  }

  /** As if the peer had sent it. */
  deliver(frame: Uint8Array): void {
    this.bytesReceived += frame.length;
    this.#arrived.push(frame);
    this.#drain();
  }

  /** Frames that reached this end and were not read. */
  get waiting(): number {
    return this.#arrived.length;
  }

  unblock(): void {
    this.blocked = false;
    for (const frame of this.#held.splice(0)) this.send(frame);
    if (this.#ending) this.destroy();
    else this.#events?.drained();
  }

  cork(): void {}
  uncork(): void {}

  end(): void {
    if (this.#held.length > 0) this.#ending = true;
    else this.destroy();
  }

  destroy(): void {
    if (this.ended) return;
    this.ended = true;
    this.#events?.closed(null);
    this.#peer!.#hangUp();
  }

  #hangUp(): void {
    if (this.ended) return;
    this.ended = true;
    this.#events?.closed(null);
  }

  #drain(): void {
    while (this.#events !== null && this.#arrived.length > 0)
      this.#events.frame(this.#arrived.shift()!);
  }
}
