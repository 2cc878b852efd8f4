/**
 * The stock: preprocessing that is made ahead of the run that spends it. It hands out each item once, in call order, from
 * the medium that holds it (memory here, a disk in the host's folder). No item is used again, for no purpose.
 */
import type { Field } from "../algebra/field.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import type { Columns, Family } from "./columns.ts";
import { Counted } from "./counted.ts";
import { assertItem, type ItemKind, noneOf, parseKind } from "./kinds.ts";
import { type Preprocessing, takeMany } from "./preprocessing.ts";
import { MemoryMedium, type StockIdentity, type StockMedium } from "./stock-medium.ts";
import { StockRefused } from "./stock-refused.ts";

/** How many items of which kind, by kindName. */
export type StockDemand = Iterable<readonly [kind: string, count: number]>;

export class Stock extends Counted implements Preprocessing {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  readonly macKey: MacKey | null;
  readonly labels: readonly string[];
  readonly statistical: number | null;
  readonly medium: StockMedium;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | null = null;

  /** `release` runs once the medium is closed. */
  constructor(
    medium: StockMedium,
    field: Field,
    macKey: MacKey | null,
    release: () => Promise<void> = async () => {},
  ) {
    super();
    const { family, keyId, labels, statistical, field: p } = medium.identity;
    if (p !== field.p.toString()) throw new RangeError(`a stock of F_${p} used with F_${field.p}`);
    if ((macKey === null) !== (family === "plain") || (macKey !== null && macKey.id !== keyId))
      throw new RangeError(`a stock of the ${family} family under another MAC key`);
    this.medium = medium;
    this.field = field;
    this.macKey = macKey;
    this.family = family;
    this.keyId = keyId;
    this.labels = labels;
    this.statistical = statistical;
    this.#release = release;
  }

  /** None: what a stock holds was made before. */
  spare(): ReadonlyMap<string, number> {
    return new Map();
  }

  /** What is left, by kindName. */
  remaining(): ReadonlyMap<string, number> {
    const left = [...this.medium.ranges()].map(([name, r]) => [name, r.end - r.cursor] as const);
    return new Map(left);
  }

  /** The end of the MAC key in memory, too: no session goes on under it. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.macKey?.forget();
    try {
      await this.medium.close();
    } finally {
      await this.#release();
    }
  }

  protected async handOut(item: ItemKind, count: number): Promise<Columns> {
    assertItem(item, this.field, this.medium.identity.n);
    if (this.#closing !== null) throw new StockRefused("destroyed", "the stock is closed");
    if (this.macKey?.dead === true)
      throw new StockRefused("destroyed", "the stock is destroyed: a check failed or was left");
    if (count > 0) return await this.medium.take(item, count);
    const { party } = this.medium.identity;
    return noneOf(item, { field: this.field, family: this.family, party });
  }
}

/**
 * Takes everything of `demand` from `source` into memory, so that it is handed out later without waiting. Kinds follow
 * in the order given, the same at every party. The stock owns the source and closes it. `onKind` is told of each kind
 * before it is taken.
 */
export async function preload(
  source: Preprocessing,
  party: { readonly self: number; readonly n: number },
  demand: StockDemand,
  onKind: (name: string, count: number) => void = () => undefined,
): Promise<Stock> {
  const columns = new Map<string, Columns>();
  for (const [name, count] of demand) {
    if (columns.has(name)) throw new RangeError(`preload: ${name} is named twice`);
    if (count > 0) onKind(name, count);
    if (count > 0) columns.set(name, await takeMany(source, parseKind(name), count));
  }
  const identity: StockIdentity = {
    storeId: "memory",
    keyId: source.keyId,
    family: source.family,
    field: source.field.p.toString(),
    n: party.n,
    party: party.self,
    labels: source.labels,
    statistical: source.statistical,
  };
  const shelf = { field: source.field, family: source.family, party: party.self };
  const medium = new MemoryMedium(identity, shelf, columns);
  source.macKey?.whenDestroyed(() => void medium.close());
  return new Stock(medium, source.field, source.macKey, () => source.close());
}
