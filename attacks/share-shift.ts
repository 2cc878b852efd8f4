/**
 * A shift of one opened element that is the same for all parties, the cheater included. The cheater adds a constant to
 * its share, on the wire, to every peer. It also adds the constant to the share that it receives from one peer: it then
 * computes the same wrong sum, and its hash of what was opened matches theirs. Only it knows the shift. It cannot shift
 * its MAC share to match, since nobody knows α.
 */
import type { Transport } from "../network/transport.ts";
import { firstPeer, overriding, receiving, roundOf, sending, shifted } from "./hooks.ts";

export interface Aim {
  /** How many elements the attacked round opens. */
  readonly elements: number;
  readonly element: number;
  readonly by: bigint;
}

export class ShareShift {
  #aim: Aim | null = null;
  /** Whether the first message of the round was sent: the next message of a peer belongs to the same round. */
  #sent = false;

  /** The next round of `aim.elements` elements is attacked. */
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
