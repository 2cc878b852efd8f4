/**
 * LowGear: authenticated preprocessing, secure against up to n−1 active corruptions.
 *
 * One key generation for a session, for a store if there is one. Whatever ends the making of a batch, an abort
 * of any kind, destroys α_i, the encryption keys and all items (the MAC key's guard: on disk too). Whoever made
 * a reply fail to decrypt, and saw us stop, has learnt a bit of a key that nobody uses again.
 */
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import type { Session } from "../../network/session.ts";
import type { KeyGuard } from "../../protocols/mac-key.ts";
import { type Share, sliceShare } from "../../protocols/share.ts";
import { compareConfigurations } from "../compare-configurations.ts";
import { type Backend, type BasicItem, Generated, type Order } from "../generated.ts";
import { choosePacking } from "../matrix-packing.ts";
import { batchSizes } from "../pipeline.ts";
import { ColumnReader } from "../stock-layout.ts";
import type { AuthenticatedShare } from "./authentication.ts";
import { Batches } from "./batches.ts";
import { acceptInputMasks, makeInputMasks, type RawInputMasks } from "./input-masks.ts";
import { generateLowGearKeys, type LowGearKeys } from "./keys.ts";
import {
  acceptMatrices,
  multiplyBlocks,
  type ProvedChunk,
  proveBlocks,
  type RawMatrices,
} from "./matrix.ts";
import { type Chunk, matrixChunks, repliesOfChunk } from "./matrix-chunks.ts";
import { acceptRandoms, makeRandoms } from "./randoms.ts";
import {
  acceptSquares,
  ciphertextsOfSquares,
  multiplyRoots,
  proveRoots,
  type RawSquares,
  type Roots,
} from "./squares.ts";
import {
  acceptTriples,
  type Factors,
  multiplyFactors,
  proveFactors,
  type RawTriples,
} from "./triples.ts";

/** AGREEMENT: raised with every change of messages, or of what is made when. */
const LOWGEAR_VERSION = 1;

export interface LowGearOptions {
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
}

/**
 * Generates keys with the others, then makes what it is asked for. `bgv` has `keys: "proved"` and is the
 * preprocessing's own from here on.
 *
 * @throws RangeError for parameters that are not for this; ConfigurationMismatch where the parties' differ; Abort as
 * generateLowGearKeys.
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
  if (parameters.U < 2) throw new RangeError("LowGear proves at least two ciphertexts at a time");
  await compareConfigurations(session, {
    "lowgear version": `${LOWGEAR_VERSION}`,
    parties: `${parameters.parties}`,
    degree: `${parameters.degree}`,
    primes: parameters.primes.map((q) => q.toString(36)).join(" "),
    statistical: `${parameters.statistical}`,
    batch: `${parameters.U}`,
  });
  const keys = await generateLowGearKeys(session.child("key-generation"), bgv, options.guard);
  return new Generated(session.child("items"), new LowGearBackend(session.child("batches"), keys));
}

class LowGearBackend implements Backend {
  readonly family = "authenticated";
  readonly labels: readonly string[];
  readonly #keys: LowGearKeys;
  readonly #batches: Batches;

  constructor(session: Session, keys: LowGearKeys) {
    this.#keys = keys;
    this.#batches = new Batches(session, keys);
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
    const { bgv } = this.#keys;
    if (item.kind !== "matrix-triple") return this.#mostVectors(item) * bgv.slots;
    const { rowBlocks, innerBlocks } = choosePacking(item.shape, bgv.slots);
    return Math.max(1, Math.floor(bgv.parameters.U / (rowBlocks * innerBlocks)));
  }

  async make(item: BasicItem, count: number, order: Order): Promise<void> {
    const keys = this.#keys;
    const macKey = order.macKey!;
    const sizes = (lost: number) =>
      batchSizes(count, keys.bgv.slots, this.#mostVectors(item), lost);
    switch (item.kind) {
      case "triple":
        return this.#batches.run<number, Factors[], RawTriples[]>("triples", order, {
          plans: sizes(1),
          replies: (vectors) => 7 * vectors,
          begin: (session, vectors) => proveFactors(session, keys, vectors),
          finish: (session, factors) => multiplyFactors(session, keys, factors),
          accept: (session, raw) => acceptTriples(session, keys, macKey, raw),
        });
      case "square":
        return this.#batches.run<number, Roots[], RawSquares[]>("squares", order, {
          plans: sizes(1),
          replies: (pairs) => 6 * pairs,
          begin: (session, pairs) => proveRoots(session, keys, pairs),
          finish: (session, roots) => multiplyRoots(session, keys, roots),
          accept: (session, raw) => acceptSquares(session, keys, macKey, raw),
        });
      case "random":
        return this.#batches.run<number, number, AuthenticatedShare[]>("randoms", order, {
          plans: sizes(1),
          replies: (vectors) => vectors,
          begin: async (_session, vectors) => vectors,
          finish: (session, vectors, hold) => makeRandoms(session, keys, vectors, hold),
          accept: (session, raw) => acceptRandoms(session, keys, macKey, raw),
        });
      case "input-mask": {
        const plans = sizes(0);
        const masks = await this.#masksFrom(order, plans.length);
        return this.#batches.run<number, number, RawInputMasks[]>("inputs", order, {
          plans,
          replies: (vectors) => vectors,
          begin: async (_session, vectors) => vectors,
          finish: (session, vectors, hold) =>
            makeInputMasks(session, keys, item.owner, vectors, hold),
          accept: (session, raw, k) => acceptInputMasks(session, keys, macKey, raw, masks(k)),
        });
      }
      case "matrix-triple": {
        const packing = choosePacking(item.shape, keys.bgv.slots);
        const plans = matrixChunks(packing, keys.bgv.parameters.U, count);
        const masks = await this.#masksFrom(order, plans.length);
        return this.#batches.run<Chunk, ProvedChunk, RawMatrices | null>("matrices", order, {
          plans,
          replies: repliesOfChunk,
          items: () => 1,
          begin: (session, chunk) => proveBlocks(session, keys, chunk),
          finish: (session, proved, hold) => multiplyBlocks(session, keys, proved, hold),
          accept: async (session, raw, k) =>
            raw === null ? [] : acceptMatrices(session, keys, macKey, raw, masks(k)),
        });
      }
    }
  }

  /** One random of all parties for each batch: what hides it in the authenticated-value check. */
  async #masksFrom(order: Order, count: number): Promise<(batch: number) => Share> {
    const columns = await order.take({ kind: "random" }, count);
    const masks = new ColumnReader(columns, this.family).share();
    return (batch) => sliceShare(masks, batch, batch + 1);
  }

  wipe(): void {
    this.#keys.bgv.wipe();
    this.#batches.wipe();
  }

  #mostVectors(item: BasicItem): number {
    const { n, bgv } = this.#keys;
    const { U } = bgv.parameters;
    return item.kind === "square" ? Math.max(1, Math.floor(U / ciphertextsOfSquares(n, 1))) : U;
  }
}
