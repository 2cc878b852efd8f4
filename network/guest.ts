import type { Hello } from "./handshake.ts";
import type { Link } from "./link.ts";

/** A peer that has come to a gathering over one link. */
export class Guest {
  readonly link: Link;
  readonly channel: Uint8Array;
  /** Its greeting has come. True also of a greeting of another wire version, which we cannot read. */
  greeted = false;
  hello: Hello | null = null;
  /** Its greeting agrees with ours: from here on it must show life as often as we agreed. */
  alike = false;
  /** Heartbeat intervals since it came. The count starts again at its greeting. */
  ticks = 0;
  /** Its proof, which may come before the last greeting of the others. */
  proof: Uint8Array | null = null;
  proved = false;

  constructor(link: Link, channel: Uint8Array) {
    this.link = link;
    this.channel = channel;
  }

  /** No sign of life for `deadline` ticks. A party configured differently need show none once it has greeted. */
  isSilent(deadline: number): boolean {
    if (this.alike) return this.link.left === null && this.link.silentTicks >= deadline;
    return !this.greeted && this.ticks >= deadline;
  }

  /** Its proof has not come for `deadline` ticks since its greeting. Asked only if it can wait for nobody else. */
  owesProof(deadline: number): boolean {
    return this.alike && this.proof === null && this.ticks > deadline;
  }
}
