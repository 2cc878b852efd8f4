/** What anybody who sees all messages of a run knows: what was opened, and under which coins. */
import type { Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Session } from "../../network/session.ts";
import { coinSeed } from "../../protocols/coin-toss.ts";
import type { Tamper } from "./parties.ts";

const NONCE_BYTES = 32;
const field = prime60();

export class WireTap {
  /** By tag and sender: what it sent to one of its peers, which gets what all get of an opening. */
  readonly #sent = new Map<string, Map<number, Uint8Array[]>>();
  readonly #first = new Map<number, number>();
  #id: Uint8Array | null = null;

  /** Once of a run: its session. */
  attach({ id }: Session): void {
    this.#id = id;
  }

  readonly tamper: Tamper = (from, to, tag, message) => {
    if (!this.#first.has(from)) this.#first.set(from, to);
    if (this.#first.get(from) !== to) return message;
    const senders = this.#sent.get(tag) ?? new Map<number, Uint8Array[]>();
    this.#sent.set(tag, senders);
    senders.set(from, [...(senders.get(from) ?? []), message.slice()]);
    return message;
  };

  /** Sessions of which something was opened, in the order in which that was: "…/sacrifice", say. */
  openings(box: string): string[] {
    return [...this.#sent.keys()].flatMap((tag) =>
      tag.endsWith(`/${box}/open`) ? [tag.slice(0, -"/open".length)] : [],
    );
  }

  /** Σ_i x_i of what a session opened. */
  opened(path: string): Vector {
    const shares = [...this.#sent.get(`${path}/open`)!.values()].map((pieces) => {
      const bytes = new Uint8Array(Buffer.concat(pieces));
      return field.decode(bytes, bytes.length / 8);
    });
    return shares.reduce((x, y) => field.add(x, y));
  }

  /** The coins that a session tossed. */
  coins(path: string): Prg {
    return new Prg(nodeSuite, this.seed(`${path}/coins`));
  }

  /** What one toss gave. */
  seed(path: string): Uint8Array {
    const senders = [...this.#sent.get(`${path}/open`)!].sort(([a], [b]) => a - b);
    const told = senders.map(([, [opening]]) => opening!.subarray(NONCE_BYTES));
    const place = { suite: nodeSuite, id: this.#id!, path } as unknown as Session;
    return coinSeed(place, told);
  }
}
