/** What a party owes the others (Transport.owe), where all parties are in one process. */
import type { Transport } from "./transport.ts";

export class Debts {
  readonly #transport: Pick<Transport, "n" | "send">;
  readonly #unpaid = new Set<() => void>();

  constructor(transport: Pick<Transport, "n" | "send">) {
    this.#transport = transport;
  }

  /** As Transport.owe. */
  owe(tag: string, message: Uint8Array, members = this.#transport.n): () => void {
    const pay = () => {
      for (let to = 0; to < members; to++) this.#transport.send(to, tag, message);
    };
    this.#unpaid.add(pay);
    return () => void this.#unpaid.delete(pay);
  }

  /** Sends everything that is owed. Called before the party's last word. */
  pay(): void {
    for (const pay of this.#unpaid) pay();
  }
}
