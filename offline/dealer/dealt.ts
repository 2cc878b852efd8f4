import type { Field } from "../../algebra/field.ts";
import type { MacKey } from "../../protocols/mac-key.ts";
import type { Share } from "../../protocols/share.ts";
import { assertMakeable } from "../item-limits.ts";
import {
  type ComparisonMasks,
  type Family,
  type InputMasks,
  type ItemKind,
  kindName,
  type MatrixShape,
  type MatrixTriple,
  type Preprocessing,
  type Squares,
  type Triples,
  type TruncationMasks,
} from "../preprocessing.ts";
import { ColumnReader, type Columns } from "../stock-layout.ts";

/** What every result made with dealt items must say. */
export const DEALER_LABEL = "insecure: trusted dealer";

/** Where the items come from. */
export interface DealtSource {
  /** The next `count` ≥ 0 items, in call order; what is handed out belongs to the caller. */
  take(item: ItemKind, count: number): Promise<Columns>;
  /** As Preprocessing has it. */
  spare(): ReadonlyMap<string, number>;
  /** Zeroes what is left; idempotent. */
  close(): Promise<void>;
}

export interface DealtKey {
  readonly id: string;
  /** Null in the plain family. */
  readonly macKey: MacKey | null;
}

/** One party's preprocessing from a dealer: each item once, in call order, from memory only. */
export class Dealt implements Preprocessing {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  readonly macKey: MacKey | null;
  readonly labels: readonly string[] = [DEALER_LABEL];
  readonly #n: number;
  readonly #source: DealtSource;
  readonly #used = new Map<string, number>();
  #closed = false;

  constructor(
    { n, field, family }: { n: number; field: Field; family: Family },
    key: DealtKey,
    source: DealtSource,
  ) {
    if ((key.macKey === null) !== (family === "plain"))
      throw new TypeError(`items of the ${family} family under another's key`);
    this.#n = n;
    this.field = field;
    this.family = family;
    this.keyId = key.id;
    this.macKey = key.macKey;
    this.#source = source;
  }

  async triples(count: number): Promise<Triples> {
    return (await this.#take({ kind: "triple" }, count)).triples();
  }

  async squares(count: number): Promise<Squares> {
    return (await this.#take({ kind: "square" }, count)).squares();
  }

  async bits(count: number): Promise<Share> {
    return (await this.#take({ kind: "bit" }, count)).share();
  }

  async randoms(count: number): Promise<Share> {
    return (await this.#take({ kind: "random" }, count)).share();
  }

  async inputMasks(owner: number, count: number): Promise<InputMasks> {
    return (await this.#take({ kind: "input-mask", owner }, count)).inputMasks();
  }

  async matrixTriple(shape: MatrixShape): Promise<MatrixTriple> {
    const reader = await this.#take({ kind: "matrix-triple", shape }, 1);
    return reader.matrixTriple(shape.pairs, shape.transposed);
  }

  async comparisonMasks(count: number): Promise<ComparisonMasks> {
    return (await this.#take({ kind: "comparison-mask" }, count)).comparisonMasks(this.field.bits);
  }

  async truncationMasks(f: number, count: number, exact: boolean): Promise<TruncationMasks> {
    const reader = await this.#take({ kind: "truncation-mask", f, exact }, count);
    return reader.truncationMasks(exact ? f : null);
  }

  used(): ReadonlyMap<string, number> {
    return this.#used;
  }

  spare(): ReadonlyMap<string, number> {
    return this.#source.spare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#source.close();
  }

  /** Nothing is awaited before the source is asked: calls take in call order. */
  async #take(item: ItemKind, count: number): Promise<ColumnReader> {
    const name = kindName(item);
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${name}: ${count} items`);
    assertMakeable(item, this.field, this.#n);
    if (this.#closed) throw new TypeError("the preprocessing is closed");
    if (this.macKey?.dead === true) {
      await this.close();
      throw new Error("the MAC key is destroyed: a check under it failed or was left");
    }
    const columns = await this.#source.take(item, count);
    this.#used.set(name, (this.#used.get(name) ?? 0) + count);
    return new ColumnReader(columns, this.family);
  }
}
