/**
 * The dealer and its parties in one process: for tests, and for measuring what comes after. Same parcels as
 * the dealer that is a party of its own.
 */
import type { Field } from "../../algebra/field.ts";
import { hash, hex } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import type { Suite } from "../../crypto/suite.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { type ItemKind, kindName, widthsOf } from "../../items/kinds.ts";
import { Pile, spareIn } from "../../items/pile.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { type KeyGuard, MacKey } from "../../protocols/mac-key.ts";
import { Dealt } from "./dealt.ts";
import { dealKey, KEY_ID_BYTES } from "./key.ts";
import { batchItems, type Dealing, dealBatch, unpackBatch } from "./parcel.ts";

/** One kind of item: its coins, and what each party has not taken yet. */
interface Lane {
  readonly random: (length: number) => Uint8Array;
  readonly piles: readonly Pile[];
  batches: number;
}

export interface LocalDealerOptions {
  /** The durable side of each party's key, by party; in memory only by default. */
  readonly guards?: readonly KeyGuard[];
}

/**
 * n parties' preprocessing, by party. With `seed` everything is a function of it and of the counts asked
 * for, whatever the order of kinds and parties; without, coins are the machine's. Any field of at least
 * 5 elements has every kind of item: masks are uniform on [0, p−2] with `field.bits` bits.
 */
export function dealLocally(
  n: number,
  field: Field,
  family: Family,
  suite: Suite,
  seed?: string,
  options: LocalDealerOptions = {},
): Preprocessing[] {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`dealLocally: ${n} parties`);
  const dealing: Dealing = { n, field, family, suite };
  const coins = (use: string): ((length: number) => Uint8Array) => {
    if (seed === undefined) return (length) => crypto.getRandomValues(new Uint8Array(length));
    const prg = new Prg(suite, hash(suite, "spdz-lab/local-dealer/v1", seed, use));
    return (length) => prg.bytes(length);
  };
  const key = family === "authenticated" ? dealKey(dealing, coins("key")) : null;
  const keyId = hex(coins("key-id")(KEY_ID_BYTES));
  const lanes = new Map<string, Lane>();

  const laneOf = (item: ItemKind): Lane => {
    const name = kindName(item);
    let lane = lanes.get(name);
    if (lane === undefined) {
      const piles = Array.from(
        { length: n },
        (_, party) => new Pile(widthsOf(item, { field, family, party })),
      );
      lane = { random: coins(`items of ${name}`), piles, batches: 0 };
      lanes.set(name, lane);
    }
    return lane;
  };
  const take = (party: number, item: ItemKind, count: number): Columns => {
    const lane = laneOf(item);
    const own = lane.piles[party]!;
    while (own.count < count) {
      const plan = {
        item,
        count: Math.min(count - own.count, batchItems(dealing, item)),
        corrected: lane.batches++ % n,
      };
      for (const [i, parcel] of dealBatch(dealing, key?.alpha ?? null, plan, lane.random).entries())
        lane.piles[i]!.add(unpackBatch(dealing, i, plan, parcel), plan.count);
    }
    return own.take(count);
  };

  return Array.from({ length: n }, (_, party) => {
    const macKey =
      key === null ? null : new MacKey(keyId, key.shares[party]!, options.guards?.[party]);
    return new Dealt(
      dealing,
      { id: keyId, macKey },
      {
        take: async (item, count) => take(party, item, count),
        spare: () => spareIn([...lanes].map(([name, { piles }]) => [name, piles[party]!])),
        close: async () => {
          for (const lane of lanes.values()) lane.piles[party]!.wipe();
        },
      },
    );
  });
}
