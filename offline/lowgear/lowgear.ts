/**
 * LowGear: authenticated preprocessing, secure against up to n−1 active corruptions.
 *
 * One key generation for a session, for a store if there is one. Whatever ends the making of a batch, an abort
 * of any kind, destroys α_i, the encryption keys and all items (the MAC key's guard: on disk too). Whoever made
 * a reply fail to decrypt, and saw us stop, has learnt a bit of a key that nobody uses again.
 */
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { OutOfMaterial } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import type { KeyGuard } from "../../protocols/mac-key.ts";
import { sliceShare } from "../../protocols/share.ts";
import { type Backend, type BasicItem, Generated, type Order } from "../generated.ts";
import { batchSizes, inPipeline, type Stages } from "../pipeline.ts";
import { ColumnReader, type Columns } from "../stock-layout.ts";
import { acceptInputMasks, makeInputMasks } from "./input-masks.ts";
import { generateLowGearKeys, type LowGearKeys } from "./keys.ts";
import { acceptRandoms, makeRandoms } from "./randoms.ts";
import { acceptSquares, ciphertextsOfSquares, multiplyRoots, proveRoots } from "./squares.ts";
import { acceptTriples, multiplyFactors, proveFactors } from "./triples.ts";

export interface LowGearOptions {
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
}

/**
 * Generates keys with the others, then makes what it is asked for. `bgv` has `keys: "proved"` and is the
 * preprocessing's own from here on.
 *
 * @throws Abort as generateLowGearKeys.
 */
export async function createLowGear(
  session: Session,
  bgv: Bgv,
  options: LowGearOptions = {},
): Promise<Generated> {
  const { parameters } = bgv;
  if (parameters.keys !== "proved" || parameters.parties !== session.n)
    throw new RangeError(
      `LowGear among ${session.n} with parameters for ${parameters.parties}, keys ${parameters.keys}`,
    );
  const keys = await generateLowGearKeys(session.child("key-generation"), bgv, options.guard);
  return new Generated(session.child("items"), new LowGearBackend(session.child("batches"), keys));
}

class LowGearBackend implements Backend {
  readonly family = "authenticated";
  readonly labels: readonly string[];
  readonly #session: Session;
  readonly #keys: LowGearKeys;
  #batches = 0;
  /** Replies that the party with the most of them has sent or is about to. */
  #replies = 0;

  constructor(session: Session, keys: LowGearKeys) {
    this.#session = session;
    this.#keys = keys;
    this.labels = keys.bgv.parameters.secure ? [] : ["insecure: lattice parameters for tests"];
  }

  get field() {
    return this.#keys.field;
  }

  get keyId() {
    return this.#keys.macKey.id;
  }

  get macKey() {
    return this.#keys.macKey;
  }

  largestBatch(item: BasicItem): number {
    return this.#mostVectors(item) * this.#keys.bgv.slots;
  }

  async make(item: BasicItem, count: number, order: Order): Promise<void> {
    const keys = this.#keys;
    const { slots } = keys.bgv;
    switch (item.kind) {
      case "triple":
        return this.#run(
          "triples",
          order,
          batchSizes(count, slots, this.#mostVectors(item), 1),
          7,
          {
            begin: (session, vectors) => proveFactors(session, keys, vectors),
            finish: (session, factors) => multiplyFactors(session, keys, factors),
            accept: (session, raw) => acceptTriples(session, keys, order.macKey!, raw),
          },
        );
      case "square":
        return this.#run(
          "squares",
          order,
          batchSizes(count, slots, this.#mostVectors(item), 1),
          6,
          {
            begin: (session, pairs) => proveRoots(session, keys, pairs),
            finish: (session, roots) => multiplyRoots(session, keys, roots),
            accept: (session, raw) => acceptSquares(session, keys, order.macKey!, raw),
          },
        );
      case "random":
        return this.#run(
          "randoms",
          order,
          batchSizes(count, slots, this.#mostVectors(item), 1),
          1,
          {
            begin: async (_session, vectors) => vectors,
            finish: (session, vectors) => makeRandoms(session, keys, vectors),
            accept: (session, raw) => acceptRandoms(session, keys, order.macKey!, raw),
          },
        );
      case "input-mask": {
        const sizes = batchSizes(count, slots, this.#mostVectors(item), 0);
        const randoms = await order.take({ kind: "random" }, sizes.length);
        const masks = new ColumnReader(randoms, "authenticated").share();
        return this.#run("inputs", order, sizes, 1, {
          begin: async (_session, vectors) => vectors,
          finish: (session, vectors) => makeInputMasks(session, keys, item.owner, vectors),
          accept: (session, raw, k) =>
            acceptInputMasks(session, keys, order.macKey!, raw, sliceShare(masks, k, k + 1)),
        });
      }
      case "matrix-triple":
        throw new Error("not yet");
    }
  }

  wipe(): void {
    this.#keys.bgv.wipe();
  }

  /** Batches of so many vectors, each in a session of its own; `replies` per vector and peer. */
  async #run<Begun, Made>(
    what: string,
    { deliver }: Order,
    sizes: readonly number[],
    replies: number,
    stages: BatchStages<Begun, Made>,
  ): Promise<void> {
    this.#promise(replies * sizes.reduce((a, b) => a + b, 0));
    const first = this.#batches;
    this.#batches += sizes.length;
    const sessions = sizes.map((_, k) => this.#session.child(`${what}-${first + k}`));
    const inSession: Stages<Begun, Made> = {
      begin: (k) => stages.begin(sessions[k]!, sizes[k]!),
      finish: (begun, k) => stages.finish(sessions[k]!, begun),
      accept: async (made, k) => {
        for (const columns of await stages.accept(sessions[k]!, made, k))
          await deliver(columns, columns[0]!.length);
      },
    };
    await inPipeline(sizes.length, inSession);
  }

  /** The bound on replies is one on all keys of a session: it is met by all parties at the same call. */
  #promise(perPeer: number): void {
    const { n, bgv } = this.#keys;
    const total = this.#replies + perPeer * (n - 1);
    if (total > bgv.parameters.maxReplies)
      throw new OutOfMaterial(
        `out of material: these keys carry ${bgv.parameters.maxReplies} replies of a party, ${this.#replies} are made`,
      );
    this.#replies = total;
  }

  #mostVectors(item: BasicItem): number {
    const { n, bgv } = this.#keys;
    const { U } = bgv.parameters;
    return item.kind === "square" ? Math.max(1, Math.floor(U / ciphertextsOfSquares(n, 1))) : U;
  }
}

/** The stages of one kind of batch, each given the batch's session. */
interface BatchStages<Begun, Made> {
  begin(session: Session, vectors: number): Promise<Begun>;
  finish(session: Session, begun: Begun): Promise<Made>;
  accept(session: Session, made: Made, batch: number): Promise<Columns[]>;
}
