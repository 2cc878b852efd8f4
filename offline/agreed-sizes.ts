/**
 * How much the parties do at a time. They agree upon it again and again: each proposes a size, and the least one holds.
 * Proposals are echoed. If a party proposed different sizes to different peers, honest parties would otherwise expect
 * what others do not send.
 */
import { Abort } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import { echoOn } from "../protocols/echo.ts";

export class AgreedSizes {
  readonly #session: Session;
  readonly #channel: Channel;
  #times = 0;

  /** Takes `label` of the session. */
  constructor(session: Session, label: string) {
    this.#session = session;
    this.#channel = session.channel(label);
  }

  /**
   * One round, and that of the echo. Every proposal is from `least` to `most`. `most` is below 2^16. Both bounds are
   * equal at all parties.
   * @throws Abort "malformed-message" naming the parties that propose something else; "inconsistent-broadcast".
   */
  async smallest(own: number, least: number, most: number): Promise<number> {
    const all = await this.#channel.exchange(Uint8Array.of(own & 255, own >> 8));
    const sizes = all.map((raw) => (raw.length === 2 ? raw[0]! + 256 * raw[1]! : 0));
    const wrong = sizes.flatMap((size, party) => (size >= least && size <= most ? [] : [party]));
    if (wrong.length > 0)
      throw new Abort("malformed-message", this.#channel.path, wrong, `not ${least} to ${most}`);
    await echoOn(this.#session, this.#channel, this.#times++, all);
    return Math.min(...sizes);
  }
}
