/**
 * Openings of the offline phase. Before `accept`, which is a MAC check of all of them in the authenticated family, they may
 * be public factors of what is opened masked; nothing else may depend on them. The plain family has no MACs, and trusts what
 * it is told.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import { Opener } from "../../protocols/open.ts";
import { OpeningRecord } from "../../protocols/opening-record.ts";
import type { Share } from "../../protocols/share.ts";

export class CheckedOpenings {
  readonly #session: Session;
  readonly #macKey: CheckKey | null;
  readonly #opener: Opener;
  readonly #record: OpeningRecord;
  #rounds = 0;

  /** `macKey` is null in the plain family. Takes the labels "open", "record" and "check-0", … of the session. */
  constructor(session: Session, field: Field, macKey: CheckKey | null) {
    this.#session = session;
    this.#macKey = macKey;
    this.#opener = new Opener(session, field, "open");
    this.#record = new OpeningRecord(session.child("record"), field);
  }

  /** Σ_i x_i, unchecked. */
  async open({ value, mac }: Share): Promise<Vector> {
    if ((mac === null) !== (this.#macKey === null))
      throw new TypeError("a share of the one family opened in the other");
    const { values } = await this.#opener.open(value);
    if (mac !== null) this.#record.append(this.#rounds++, new Uint8Array(0), values, mac);
    return values;
  }

  /** Resolves if everything opened so far is right; whatever macCheck throws. */
  async accept(): Promise<void> {
    if (this.#macKey !== null) await this.#record.check(this.#session, this.#macKey);
  }
}
