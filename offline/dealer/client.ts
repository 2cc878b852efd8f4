/**
 * A party's side of the dealer: asks for batches, the same as every other party, a few ahead of what it waits
 * for, and expands or reads its shares.
 */
import type { Field } from "../../algebra/field.ts";
import { hex } from "../../crypto/hash.ts";
import { SEED_BYTES } from "../../crypto/prg.ts";
import { Abort, parseFrom } from "../../network/abort.ts";
import type { Channel, Session } from "../../network/session.ts";
import { type KeyGuard, MacKey } from "../../protocols/mac-key.ts";
import { type Family, type ItemKind, kindName, type Preprocessing } from "../preprocessing.ts";
import { type Columns, joinColumns, widthsOf } from "../stock-layout.ts";
import { batchSize, type DealerRequest, encodeRequest } from "./request.ts";
import { KEY_ID_BYTES } from "./serve.ts";
import { sharesOfSeed } from "./share-out.ts";
import { type ColumnSource, DealtItems } from "./typed-items.ts";

/** LOCAL: batches of one call that are asked for ahead of the one that is awaited. */
const AHEAD = 3;

export interface DealerClientOptions {
  /** Where the key is kept; in memory only by default. */
  readonly guard?: KeyGuard;
}

/**
 * Preprocessing from the dealer, the last member of `session`.
 * @throws Abort "malformed-message" naming the dealer; what the network reports.
 */
export async function dealerPreprocessing(
  session: Session,
  field: Field,
  family: Family,
  options: DealerClientOptions = {},
): Promise<Preprocessing> {
  const dealer = session.n - 1;
  const setup = session.channel("dealer-setup");
  const expected = KEY_ID_BYTES + (family === "plain" ? 0 : 8);
  const raw = await setup.receive(dealer, expected);
  const { keyId, share } = parseFrom(setup.path, dealer, raw, (bytes) => {
    if (bytes.length !== expected) throw new RangeError(`setup of ${bytes.length} bytes`);
    return {
      keyId: hex(bytes.subarray(0, KEY_ID_BYTES)),
      share: family === "plain" ? null : field.decode(bytes.subarray(KEY_ID_BYTES), 1),
    };
  });
  const macKey = share === null ? null : new MacKey(keyId, share, options.guard);
  return new DealtItems(field, keyId, macKey, new DealerLink(session, field, family));
}

class DealerLink implements ColumnSource {
  readonly #session: Session;
  readonly #field: Field;
  readonly #family: Family;
  readonly #requests: Channel;
  readonly #answers: Channel;
  /** Calls are served one after another: answers come in the order of the requests. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(session: Session, field: Field, family: Family) {
    this.#session = session;
    this.#field = field;
    this.#family = family;
    this.#requests = session.channel("dealer-requests");
    this.#answers = session.channel("dealer-answers");
  }

  take(item: ItemKind, count: number): Promise<Columns> {
    if (this.#closed) return Promise.reject(new Error("the dealer's items are closed"));
    const run = this.#last.then(() => this.#take(item, count));
    run.catch(() => {}); // The caller gets the rejection; here it only ends the queue.
    this.#last = run;
    return run;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last.catch(() => {});
    this.#requests.send(this.#session.n - 1, encodeRequest(null));
  }

  async #take(item: ItemKind, count: number): Promise<Columns> {
    if (count === 0) return this.#widths(item).map(() => new BigUint64Array(0));
    // The batches are cut as for the last party, the one without an input mask's clear column or with it.
    const size = batchSize(item, this.#shelf(this.#session.n - 2));
    const batches: DealerRequest[] = [];
    for (let left = count; left > 0; left -= size)
      batches.push({ item, count: Math.min(size, left) });
    const runs: Columns[] = [];
    for (let asked = 0; runs.length < batches.length; ) {
      while (asked < batches.length && asked <= runs.length + AHEAD)
        this.#requests.send(this.#session.n - 1, encodeRequest(batches[asked++]!));
      runs.push(await this.#answer(batches[runs.length]!));
    }
    return joinColumns(runs);
  }

  async #answer({ item, count }: DealerRequest): Promise<Columns> {
    const { self, n, suite } = this.#session;
    const dealer = n - 1;
    const widths = this.#widths(item);
    const lengths = widths.map((width) => width * count);
    const last = self === n - 2;
    const clear = item.kind === "input-mask" && item.owner === self ? lengths.at(-1)! : 0;
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const expected = last ? 8 * total : SEED_BYTES + 8 * clear;
    const raw = await this.#answers.receive(dealer, expected);
    if (raw.length !== expected)
      throw new Abort(
        "malformed-message",
        this.#answers.path,
        [dealer],
        `${kindName(item)}: length`,
      );
    return parseFrom(this.#answers.path, dealer, raw, (bytes) => {
      if (last) return cut(this.#field.decode(bytes, total), lengths);
      const shared = clear > 0 ? lengths.slice(0, -1) : lengths;
      const columns = sharesOfSeed(this.#field, suite, bytes.subarray(0, SEED_BYTES), shared);
      return clear > 0
        ? [...columns, this.#field.decode(bytes.subarray(SEED_BYTES), clear)]
        : columns;
    });
  }

  #shelf(party: number) {
    return { field: this.#field, family: this.#family, party };
  }

  #widths(item: ItemKind): number[] {
    return widthsOf(item, this.#shelf(this.#session.self));
  }
}

/** Consecutive pieces of these lengths, sharing memory. */
function cut(all: BigUint64Array<ArrayBuffer>, lengths: readonly number[]): Columns {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return all.subarray(at - length, at);
  });
}
