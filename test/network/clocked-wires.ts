/** Links in virtual time: what is on its way over a slow one arrives as ticks pass, piece by piece. */
import type { Wire, WireEvents } from "../../network/wire.ts";

export class ClockedWire implements Wire {
  bytesReceived = 0;
  bytesSent = 0;
  /** Bytes a tick in this direction; infinitely many arrive at once. */
  rate = Number.POSITIVE_INFINITY;
  #peer: ClockedWire | null = null;
  #events: WireEvents | null = null;
  #paused = false;
  #ended = false;
  #closing = false;
  #full = false;
  /** Frames on their way, of the first of which `#carried` bytes have arrived. */
  readonly #way: Uint8Array[] = [];
  #carried = 0;
  readonly #arrived: Uint8Array[] = [];

  static pair(): [ClockedWire, ClockedWire] {
    const [a, b] = [new ClockedWire(), new ClockedWire()];
    a.#peer = b;
    b.#peer = a;
    return [a, b];
  }

  listen(events: WireEvents): void {
    this.#events = events;
    this.#drain();
  }

  send(frame: Uint8Array): boolean {
    if (this.#ended || this.#closing) return true;
    this.bytesSent += frame.length;
    if (this.rate === Number.POSITIVE_INFINITY) this.#peer!.#arrives(frame);
    else this.#way.push(frame);
    // As a socket: a large frame beyond what one tick carries asks to wait.
    const full = this.#way.reduce((sum, f) => sum + f.length, 0) > this.rate;
    this.#full ||= full;
    return !full;
  }

  /** One tick's worth arrives. */
  tick(): void {
    let room = this.rate;
    while (room > 0 && this.#way.length > 0) {
      const frame = this.#way[0]!;
      const part = Math.min(room, frame.length - this.#carried);
      room -= part;
      this.#carried += part;
      this.#peer!.bytesReceived += part;
      if (this.#carried < frame.length) break;
      this.#way.shift();
      this.#carried = 0;
      this.#peer!.#arrives(frame, 0);
    }
    if (this.#full && this.#way.length === 0) {
      this.#full = false;
      this.#events?.drained();
    }
    if (this.#closing && this.#way.length === 0) this.destroy();
  }

  cork(): void {}
  uncork(): void {}

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#drain();
  }

  end(): void {
    if (this.#way.length > 0) this.#closing = true;
    else this.destroy();
  }

  destroy(): void {
    if (this.#ended) return;
    this.#hangUp();
    this.#peer!.#hangUp();
  }

  #hangUp(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#way.length = 0;
    this.#events?.closed(null);
  }

  #arrives(frame: Uint8Array, counted = frame.length): void {
    this.bytesReceived += counted;
    this.#arrived.push(frame);
    this.#drain();
  }

  #drain(): void {
    while (!this.#paused && this.#events !== null && this.#arrived.length > 0)
      this.#events.frame(this.#arrived.shift()!);
  }
}
