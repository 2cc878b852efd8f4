import { MAX_PEER_LINES } from "./limits.ts";

/** Log lines about peers. Their number is bounded, so that a peer that connects again and again cannot fill the log. */
export class PeerLog {
  readonly #log: (line: string) => void;
  readonly #lines = new Map<number, number>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  say(peer: number, line: string): void {
    const count = (this.#lines.get(peer) ?? 0) + 1;
    this.#lines.set(peer, count);
    if (count <= MAX_PEER_LINES) this.#log(line);
    else if (count === MAX_PEER_LINES + 1)
      this.#log(`further lines about P${peer} are not written here`);
  }
}
