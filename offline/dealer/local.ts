/**
 * The dealer and its parties in one process, for tests and for measurements of the online phase. It deals the same
 * batches as the dealer that is a member of a session (serve.ts).
 */
import type { Field } from "../../algebra/field.ts";
import { hash, hex } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import type { Suite } from "../../crypto/suite.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { ItemQueue, spareIn } from "../../items/item-queue.ts";
import { type ItemKind, kindName, widthsOf } from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { type KeyGuard, MacKey } from "../../protocols/mac-key.ts";
import { Dealt } from "./dealt.ts";
import { batchItems, type Dealing, dealBatch, unpackBatch } from "./dealt-batch.ts";
import { dealKey, KEY_ID_BYTES } from "./key.ts";

/** One kind of item: its random bytes, and what each party has not taken yet. */
interface KindQueues {
  readonly random: (length: number) => Uint8Array;
  readonly queues: readonly ItemQueue[];
  batches: number;
}

export interface LocalDealerOptions {
  /** The durable side of each party's key, by party; in memory only by default. */
  readonly guards?: readonly KeyGuard[];
}

/**
 * The preprocessing of n parties, by party. With `seed`, everything is a function of it and of the counts asked for,
 * whatever the order of kinds and parties. Without it, randomness comes from the machine. Any field of at least 5
 * elements has every kind of item. Masks are uniform, and have `field.bits` bits.
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
  const kinds = new Map<string, KindQueues>();

  const kindOf = (item: ItemKind): KindQueues => {
    const name = kindName(item);
    let kind = kinds.get(name);
    if (kind === undefined) {
      const queues = Array.from(
        { length: n },
        (_, party) => new ItemQueue(widthsOf(item, { field, family, party })),
      );
      kind = { random: coins(`items of ${name}`), queues, batches: 0 };
      kinds.set(name, kind);
    }
    return kind;
  };
  const take = (party: number, item: ItemKind, count: number): Columns => {
    const kind = kindOf(item);
    const own = kind.queues[party]!;
    while (own.count < count) {
      const plan = {
        item,
        count: Math.min(count - own.count, batchItems(dealing, item)),
        corrected: kind.batches++ % n,
      };
      for (const [i, dealt] of dealBatch(dealing, key?.alpha ?? null, plan, kind.random).entries())
        kind.queues[i]!.add(unpackBatch(dealing, i, plan, dealt), plan.count);
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
        spare: () => spareIn([...kinds].map(([name, { queues }]) => [name, queues[party]!])),
        close: async () => {
          for (const kind of kinds.values()) kind.queues[party]!.wipe();
        },
      },
    );
  });
}
