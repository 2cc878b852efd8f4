/**
 * A party's side of the dealer; serve.ts has the card. The order of the calls alone decides in which order batches are
 * requested, so it is the same at every party. A few batches are under way at once. A kind that is asked for again is
 * ordered ahead, by no more than was used before.
 */
import { ELEMENT_BYTES, type Field } from "../../algebra/field.ts";
import type { Columns, Family } from "../../items/columns.ts";
import { ItemQueue, spareIn } from "../../items/item-queue.ts";
import { type ItemKind, kindName, widthsOf } from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort, parseFrom } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { type KeyGuard, MacKey } from "../../protocols/mac-key.ts";
import { Dealt, type DealtSource } from "./dealt.ts";
import { type BatchPlan, batchItems, dealtBytes, unpackBatch } from "./dealt-batch.ts";
import { orderFor } from "./orders.ts";
import { encodeRequest, MAX_REFUSAL_BYTES, refusalIn } from "./request.ts";
import { type DealerSession, setUpDealing } from "./setup.ts";

/** LOCAL: batches under way at once. At a time one is made, one travels and one is unpacked. */
const WINDOW = 4;

/**
 * LOCAL: how many deadlines later than usual a dealt batch may come. The dealer waits for every party's request before
 * it deals. If a party withholds its request, the dealer must name that party before we name the dealer.
 */
const BATCH_PATIENCE = 2;

export interface DealerClientOptions {
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
}

/**
 * Preprocessing from the dealer, the last member of `session`.
 * @throws ConfigurationMismatch; Abort "malformed-message" naming the sender, and what the network reports.
 */
export async function dealerPreprocessing(
  session: Session,
  field: Field,
  family: Family,
  options: DealerClientOptions = {},
): Promise<Preprocessing> {
  const dealer = session.n - 1;
  if (session.self === dealer) throw new RangeError(`member ${dealer} is the dealer, not a party`);
  const opened = await setUpDealing(session, field, family);
  const { dealing, keyId, keys } = opened;
  let macKey: MacKey | null = null;
  if (family === "authenticated") {
    const message = await keys.receive(dealer, ELEMENT_BYTES);
    const share = parseFrom(keys.path, dealer, message, (raw) => field.decode(raw, 1));
    macKey = new MacKey(keyId, share, options.guard);
  }
  const link = new DealerLink(opened, session.self);
  return new Dealt(dealing, { id: keyId, macKey }, link);
}

interface Waiting {
  readonly count: number;
  readonly resolve: (columns: Columns) => void;
  readonly reject: (reason: unknown) => void;
}

/** One kind of item. */
interface KindQueue {
  readonly item: ItemKind;
  readonly items: ItemQueue;
  /** Calls, in call order, for which `items` does not hold enough yet. */
  readonly waiting: Waiting[];
  /** Items that we ordered from the dealer, and items that calls took, since the beginning. */
  ordered: number;
  used: number;
}

class DealerLink implements DealtSource {
  readonly #session: DealerSession;
  readonly #self: number;
  readonly #kinds = new Map<string, KindQueue>();
  readonly #queue: { readonly kind: KindQueue; readonly plan: BatchPlan }[] = [];
  /** Requests sent, oldest first. */
  readonly #sent: { readonly kind: KindQueue; readonly plan: BatchPlan }[] = [];
  #batches = 0;
  #receiving = false;
  #failure: unknown = null;
  #closed = false;

  constructor(session: DealerSession, self: number) {
    this.#session = session;
    this.#self = self;
  }

  async take(item: ItemKind, count: number): Promise<Columns> {
    const kind = this.#queueOf(item);
    if (this.#failure !== null) {
      // The dealer may refuse what was ordered ahead because another party is done. Items that are here still serve.
      if (this.#closed || kind.items.count < count) throw this.#failure;
      return kind.items.take(count);
    }
    this.#order(kind, orderFor(kind, count, batchItems(this.#session.dealing, item)));
    kind.used += count;
    return new Promise((resolve, reject) => {
      kind.waiting.push({ count, resolve, reject });
      serveWaiting(kind);
    });
  }

  spare(): ReadonlyMap<string, number> {
    return spareIn([...this.#kinds].map(([name, { items }]) => [name, items]));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#tell(null);
    this.#fail(new TypeError("the preprocessing is closed"));
    for (const { items } of this.#kinds.values()) items.wipe();
  }

  #queueOf(item: ItemKind): KindQueue {
    const name = kindName(item);
    let kind = this.#kinds.get(name);
    if (kind === undefined) {
      const { field, family } = this.#session.dealing;
      const widths = widthsOf(item, { field, family, party: this.#self });
      kind = { item, items: new ItemQueue(widths), waiting: [], ordered: 0, used: 0 };
      this.#kinds.set(name, kind);
    }
    return kind;
  }

  #order(kind: KindQueue, count: number): void {
    const { dealing } = this.#session;
    const size = batchItems(dealing, kind.item);
    for (let left = count; left > 0; left -= size) {
      const corrected = this.#batches++ % dealing.n;
      const plan = { item: kind.item, count: Math.min(size, left), corrected };
      this.#queue.push({ kind, plan });
    }
    kind.ordered += count;
    this.#request();
  }

  #request(): void {
    while (this.#sent.length < WINDOW && this.#queue.length > 0) {
      const next = this.#queue.shift()!;
      this.#tell(next.plan);
      this.#sent.push(next);
    }
    if (this.#receiving || this.#sent.length === 0) return;
    this.#receiving = true;
    this.#receive().catch((failure: unknown) => this.#fail(failure));
  }

  /** Receives only while a request is under way. */
  async #receive(): Promise<void> {
    const { dealing, batches } = this.#session;
    const dealer = dealing.n;
    for (let next = this.#sent[0]; next !== undefined; next = this.#sent[0]) {
      const { kind, plan } = next;
      const bytes = dealtBytes(dealing, this.#self, plan);
      const most = Math.max(bytes, MAX_REFUSAL_BYTES);
      const answer = await batches.receive(dealer, most, BATCH_PATIENCE);
      if (this.#failure !== null) return;
      const refusal = refusalIn(answer);
      if (refusal !== null) throw new Abort("programs-diverged", batches.path, [], refusal);
      this.#sent.shift();
      this.#request();
      const columns = parseFrom(batches.path, dealer, answer, (raw) =>
        unpackBatch(dealing, this.#self, plan, raw),
      );
      kind.items.add(columns, plan.count);
      serveWaiting(kind);
    }
    // This is set here, not later: a call that was served may ask for more at once.
    this.#receiving = false;
  }

  #tell(plan: BatchPlan | null): void {
    this.#session.requests.send(this.#session.dealing.n, encodeRequest(plan));
  }

  /** All waiting calls, and all later ones that need an order, fail with the first failure. */
  #fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#queue.length = 0;
    for (const { waiting } of this.#kinds.values())
      for (const { reject } of waiting.splice(0)) reject(this.#failure);
  }
}

function serveWaiting({ items, waiting }: KindQueue): void {
  for (let first = waiting[0]; first !== undefined && first.count <= items.count; ) {
    waiting.shift();
    first.resolve(items.take(first.count));
    first = waiting[0];
  }
}
