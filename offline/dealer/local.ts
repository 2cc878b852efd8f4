/**
 * A dealer and all parties' preprocessing in one process, for tests and simulations: every party's shares are
 * within reach of every other's. Real sessions have the dealer as a process of its own (serve.ts, client.ts).
 */
import type { Field, Scalar } from "../../algebra/field.ts";
import { hash, hex } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import type { Suite } from "../../crypto/suite.ts";
import { type KeyGuard, MacKey } from "../../protocols/mac-key.ts";
import { type Family, type ItemKind, kindName, type Preprocessing } from "../preprocessing.ts";
import type { Columns } from "../stock-layout.ts";
import { clearItems } from "./clear-items.ts";
import { clearColumns, corrections, sharesOfSeed } from "./share-out.ts";
import { DealtItems } from "./typed-items.ts";

export interface LocalDealerOptions {
  /** Where each party's key is kept, by party; in memory only by default. */
  readonly guards?: readonly KeyGuard[];
}

/**
 * The n parties' preprocessing. The parties' k-th requests must be equal; the batch is dealt when the first
 * party asks. With a seed everything is a function of it: tests only.
 */
export function dealLocally(
  n: number,
  field: Field,
  family: Family,
  suite: Suite,
  seed?: string,
  options: LocalDealerOptions = {},
): Preprocessing[] {
  const coins = new Prg(
    suite,
    seed === undefined
      ? crypto.getRandomValues(new Uint8Array(32))
      : hash(suite, "spdz-lab/local-dealer/v1", seed),
  );
  const keyId = hex(coins.bytes(16));
  const keyShares = Array.from({ length: n }, () => coins.elements(field, 1));
  const alpha: Scalar | null =
    family === "plain" ? null : keyShares.reduce((sum, share) => field.add(sum, share));
  const dealt: { readonly request: string; readonly columns: Columns[] }[] = [];

  /** Every party's columns of the k-th request. */
  function batch(k: number, party: number, item: ItemKind, count: number): Columns {
    const request = `${count} × ${kindName(item)}`;
    dealt[k] ??= { request, columns: deal(item, count) };
    if (dealt[k].request !== request)
      throw new RangeError(
        `P${party} asks for ${request} where another asked for ${dealt[k].request}`,
      );
    return dealt[k].columns[party]!;
  }

  function deal(item: ItemKind, count: number): Columns[] {
    const values = clearItems(field, coins, item, count);
    const clear = clearColumns(field, values, alpha);
    const seeds = Array.from({ length: n - 1 }, () => coins.bytes(32));
    const lengths = clear.map((column) => column.length);
    const all = [
      ...seeds.map((s) => sharesOfSeed(field, suite, s, lengths)),
      corrections(field, suite, clear, seeds),
    ];
    if (item.kind === "input-mask") all[item.owner] = [...all[item.owner]!, values[0]!];
    return all;
  }

  return keyShares.map((share, party) => {
    let requests = 0;
    const macKey = family === "plain" ? null : new MacKey(keyId, share, options.guards?.[party]);
    return new DealtItems(field, keyId, macKey, {
      take: async (item, count) => batch(requests++, party, item, count),
      close: async () => {},
    });
  });
}
