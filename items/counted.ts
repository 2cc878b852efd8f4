/** What every source of items does: it checks counts, and keeps account. */
import type { Columns } from "./columns.ts";
import { type ItemKind, kindName } from "./kinds.ts";

export abstract class Counted {
  readonly #used = new Map<string, number>();

  /**
   * The next `count` ≥ 0 items, in the layout of widthsOf; they belong to the caller. Called in call order, before
   * anything is awaited. Refuses what is no item of this field and these parties.
   */
  protected abstract handOut(item: ItemKind, count: number): Promise<Columns>;

  async take(item: ItemKind, count: number): Promise<Columns> {
    const name = kindName(item);
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${name}: ${count} items`);
    const columns = await this.handOut(item, count);
    this.#used.set(name, (this.#used.get(name) ?? 0) + count);
    return columns;
  }

  used(): ReadonlyMap<string, number> {
    return this.#used;
  }
}
