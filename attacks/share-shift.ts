/**
 * A shift of one opened element that all parties see alike, the cheater too: it adds a constant to its share, on the
 * wire, to every peer. So that its own hash of what was opened matches theirs, it adds the constant to the share that
 * it receives from one peer too: it sees the same wrong sum, and alone knows by how much. It cannot shift its MAC share
 * to match, since nobody knows α.
 */
import type { Transport } from "../network/transport.ts";
import { firstPeer, overriding, receiving, roundOf, sending, shifted } from "./hooks.ts";

export interface Aim {
  /** How many elements the round opens that is meant. */
  readonly elements: number;
  readonly element: number;
  readonly by: bigint;
}

export class ShareShift {
  #aim: Aim | null = null;
  /** Whether its first message has left: what comes next from a peer is its answer. */
  #sent = false;

  /** At the next round of so many elements. */
  aim(aim: Aim): void {
    this.#aim = aim;
    this.#sent = false;
  }

  transport(honest: Transport): Transport {
    const liar = sending(honest, (_to, tag, message) => {
      const aim = this.#aim;
      if (aim === null || roundOf(tag, message)?.elements !== aim.elements) return message;
      this.#sent = true;
      return shifted(message, aim.element, aim.by);
    });
    const deceived = receiving(honest, (from, tag, message) => {
      const aim = this.#aim;
      if (aim === null || !this.#sent || from !== firstPeer(honest)) return message;
      if (roundOf(tag, message) === null) return message;
      this.#aim = null;
      return shifted(message, aim.element, aim.by);
    });
    return overriding(liar, { receive: deceived.receive });
  }
}
