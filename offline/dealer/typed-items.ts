/** Preprocessing over anything that gives the columns of the next items of a kind. */
import type { Field } from "../../algebra/field.ts";
import type { MacKey } from "../../protocols/mac-key.ts";
import type { Share } from "../../protocols/share.ts";
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

/** What every result made with a dealer says. */
export const DEALER_LABEL = "insecure: trusted dealer";

export interface ColumnSource {
  /** Called in call order; resolves with the columns of the next `count` items. */
  take(item: ItemKind, count: number): Promise<Columns>;
  close(): Promise<void>;
}

export class DealtItems implements Preprocessing {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  readonly macKey: MacKey | null;
  readonly labels = [DEALER_LABEL];
  readonly #source: ColumnSource;
  readonly #used = new Map<string, number>();

  constructor(field: Field, keyId: string, macKey: MacKey | null, source: ColumnSource) {
    this.family = macKey === null ? "plain" : "authenticated";
    this.field = field;
    this.keyId = keyId;
    this.macKey = macKey;
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

  close(): Promise<void> {
    return this.#source.close();
  }

  async #take(item: ItemKind, count: number): Promise<ColumnReader> {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`${kindName(item)}: ${count} items`);
    const name = kindName(item);
    this.#used.set(name, (this.#used.get(name) ?? 0) + count);
    return new ColumnReader(await this.#source.take(item, count), this.family);
  }
}
