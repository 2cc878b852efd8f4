/**
 * A source whose every element is a different number, counted up over the whole store: what was handed out
 * twice is seen at once. No sharing of anything: the stock does not look into what it keeps.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { type ItemKind, KINDS, kindName, widthsOf } from "../../items/kinds.ts";
import { Stock } from "../../items/stock.ts";
import type { StockIdentity, StockMedium } from "../../items/stock-medium.ts";
import { type KeyGuard, MacKey, memoryGuard } from "../../protocols/mac-key.ts";
import { exampleOf } from "../contracts/examples.ts";

/** Two of every kind that has so many. */
export const EVERY_KIND: readonly ItemKind[] = KINDS.flatMap(({ kind }) =>
  exampleOf(kind).items(prime60(), 2).slice(0, 2),
);

/** Never ends; each kind counts from its own multiple of 10^9, item by item. */
class CountingMedium implements StockMedium {
  readonly identity: StockIdentity;
  readonly #field: Field;
  readonly #next = new Map<string, bigint>();
  closed = false;

  constructor(identity: StockIdentity, field: Field) {
    this.identity = identity;
    this.#field = field;
  }

  ranges() {
    return new Map();
  }

  async take(item: ItemKind, count: number): Promise<Columns> {
    const name = kindName(item);
    const { family, party } = this.identity;
    const widths = widthsOf(item, { field: this.#field, family, party });
    const perItem = BigInt(widths.reduce((sum, w) => sum + w, 0));
    let next = this.#next.get(name) ?? BigInt(this.#next.size + 1) * 1_000_000_000n;
    const columns = widths.map((width) => new BigUint64Array(count * width));
    for (let j = 0; j < count; j++) {
      let x = next;
      columns.forEach((column, k) => {
        for (let e = 0; e < widths[k]!; e++) column[j * widths[k]! + e] = x++;
      });
      next += perItem;
    }
    this.#next.set(name, next);
    return columns;
  }

  landing(_kind: string, cursor: number): number {
    return cursor;
  }

  async advance(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** α_i of every test store: bytes that occur nowhere by chance. */
export const ALPHA = 0xa2b3c4d5e6f7081n;

export class CountingSource extends Stock {
  constructor(
    field: Field,
    family: Family,
    party: number,
    options: { guard?: KeyGuard; keyId?: string; n?: number; statistical?: number } = {},
  ) {
    const keyId = options.keyId ?? "5e".repeat(16);
    const identity: StockIdentity = {
      storeId: "source",
      keyId,
      family,
      field: field.p.toString(),
      n: options.n ?? 3,
      party,
      labels: ["insecure: trusted dealer"],
      statistical: options.statistical ?? null,
    };
    const key =
      family === "plain"
        ? null
        : new MacKey(keyId, BigUint64Array.of(ALPHA), options.guard ?? memoryGuard);
    super(new CountingMedium(identity, field), field, key);
  }

  get closed(): boolean {
    return (this.medium as CountingMedium).closed;
  }
}

/** Every element inside an answer, in the order of its fields. */
export function numbersOf(answer: unknown): bigint[] {
  if (answer instanceof BigUint64Array) return [...(answer as Vector)];
  if (answer === null || typeof answer !== "object") return [];
  return Object.values(answer).flatMap(numbersOf);
}
