/** The calls of a Preprocessing, typed: what every source of items does alike, wherever it takes its columns. */
import type { Field } from "../algebra/field.ts";
import type { Share } from "../protocols/share.ts";
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
} from "./preprocessing.ts";
import { ColumnReader, type Columns } from "./stock-layout.ts";

type Calls = Omit<Preprocessing, "keyId" | "macKey" | "labels" | "statistical" | "close">;

export abstract class TypedCalls implements Calls {
  abstract readonly family: Family;
  abstract readonly field: Field;
  abstract spare(): ReadonlyMap<string, number>;
  readonly #used = new Map<string, number>();

  /**
   * The next `count` ≥ 0 items, in the layout of widthsOf; they belong to the caller. Called in call order, before
   * anything is awaited. Refuses what is no item of this field and these parties.
   */
  protected abstract handOut(item: ItemKind, count: number): Promise<Columns>;

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

  async #take(item: ItemKind, count: number): Promise<ColumnReader> {
    const name = kindName(item);
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${name}: ${count} items`);
    const columns = await this.handOut(item, count);
    this.#used.set(name, (this.#used.get(name) ?? 0) + count);
    return new ColumnReader(columns, this.family);
  }
}
