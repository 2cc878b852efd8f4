import type { Field } from "../../algebra/field.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { Counted } from "../../items/counted.ts";
import { assertItem, type ItemKind } from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import type { MacKey } from "../../protocols/mac-key.ts";
import { dealerLabels } from "../labels.ts";

/** Where the items come from. */
export interface DealtSource {
  /** The next `count` ≥ 0 items, in call order. They belong to the caller. */
  take(item: ItemKind, count: number): Promise<Columns>;
  /** As in Preprocessing. */
  spare(): ReadonlyMap<string, number>;
  /** Zeroes what is left; idempotent. */
  close(): Promise<void>;
}

export interface DealtKey {
  readonly id: string;
  /** Null in the plain family. */
  readonly macKey: MacKey | null;
}

/** One party's preprocessing from a dealer. It hands out each item once, in call order, from memory only. */
export class Dealt extends Counted implements Preprocessing {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  readonly macKey: MacKey | null;
  readonly labels: readonly string[];
  readonly statistical = null;
  readonly #n: number;
  readonly #source: DealtSource;
  #closed = false;

  constructor(
    { n, field, family }: { n: number; field: Field; family: Family },
    key: DealtKey,
    source: DealtSource,
  ) {
    super();
    if ((key.macKey === null) !== (family === "plain"))
      throw new TypeError(`the key of these items is not of the ${family} family`);
    this.#n = n;
    this.field = field;
    this.family = family;
    this.labels = dealerLabels(family);
    this.keyId = key.id;
    this.macKey = key.macKey;
    this.#source = source;
  }

  spare(): ReadonlyMap<string, number> {
    return this.#source.spare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#source.close();
  }

  /** Asks the source before anything is awaited, so that calls take items in call order. */
  protected async handOut(item: ItemKind, count: number): Promise<Columns> {
    assertItem(item, this.field, this.#n);
    if (this.#closed) throw new TypeError("the preprocessing is closed");
    if (this.macKey?.dead === true) {
      await this.close();
      throw new Error("the MAC key is destroyed: a check under it failed or was left");
    }
    return this.#source.take(item, count);
  }
}
