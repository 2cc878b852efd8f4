import type { Hello } from "./handshake.ts";
import type { Link } from "./link.ts";

/** Who has come to a gathering, over one link. */
export class Guest {
  readonly link: Link;
  readonly channel: Uint8Array;
  /** Its greeting has come, even one that we cannot read: of another wire version. */
  greeted = false;
  hello: Hello | null = null;
  /** Its greeting agrees with ours: it is held to the signs of life that we agreed upon. */
  alike = false;
  /** Heartbeat intervals since it came, from its greeting on counted anew. */
  ticks = 0;
  /** Its proof, which may come before the last greeting of the others does. */
  proof: Uint8Array | null = null;
  proved = false;

  constructor(link: Link, channel: Uint8Array) {
    this.link = link;
    this.channel = channel;
  }

  /** Without a sign of life for `deadline` ticks. Of a party that is configured otherwise none are expected. */
  isSilent(deadline: number): boolean {
    if (this.alike) return this.link.left === null && this.link.silentTicks >= deadline;
    return !this.greeted && this.ticks >= deadline;
  }

  /** It has greeted, and where nobody else could keep it waiting it owes its proof. */
  owesProof(deadline: number): boolean {
    return this.alike && this.proof === null && this.ticks > deadline;
  }
}
