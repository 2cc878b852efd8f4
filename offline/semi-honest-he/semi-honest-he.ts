/**
 * The semi-honest twin of LowGear, to measure what active security costs. It makes the same products without proofs,
 * MACs, sacrifice and checks, in the plain family, under parameters of its own. Nobody notices a party that deviates.
 */
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import { type BasicItem, unhandled } from "../../items/kinds.ts";
import { Abort, OutOfMaterial } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { compareConfigurations } from "../compare-configurations.ts";
import { type Backend, Generated, type Order } from "../generated.ts";
import { semiHonestLabel } from "../labels.ts";
import { othersOf } from "../pairwise.ts";
import { inPipeline } from "../pipeline.ts";
import { sizesOf, windowBytes } from "../under-way.ts";
import { largestBatch, vectorsOf } from "./batch-counts.ts";
import { generateTrustedKeys, type TrustedKeys } from "./keys.ts";
import { makePlainMatrix, repliesOfMatrix } from "./matrix.ts";
import { multiplyPlain, type ProductKind, type SentFactors, sendFactors } from "./products.ts";

/** AGREEMENT: it is raised with every change of messages, or of what is made when. */
const HE_VERSION = 2;

export interface SemiHonestOptions {
  /** The most bytes that are sent ahead to a peer; by default as many as an inbox has room for. */
  readonly window?: number;
}

/** Preprocessing of the plain family. `bgv` has `keys: "honest"`; the preprocessing owns it from here on. */
export async function createSemiHonestHe(
  session: Session,
  bgv: Bgv,
  { window = windowBytes(sizesOf(bgv), session.n, 1) }: SemiHonestOptions = {},
): Promise<Generated> {
  const { keys, parties, degree, primes, statistical, flooding } = bgv.parameters;
  if (keys !== "honest" || parties !== session.n)
    throw new RangeError(
      `semi-honest HE among ${session.n} parties: parameters for ${parties}, keys ${keys}`,
    );
  await compareConfigurations(session, {
    "he version": `${HE_VERSION}`,
    parties: `${parties}`,
    degree: `${degree}`,
    primes: primes.map((q) => q.toString(36)).join(" "),
    statistical: `${statistical}`,
    flooding,
  });
  const trusted = await generateTrustedKeys(session.child("key-generation"), bgv, window);
  const backend = new SemiHonestBackend(session.child("batches"), trusted);
  return new Generated(session.child("items"), backend);
}

class SemiHonestBackend implements Backend {
  readonly family = "plain";
  readonly macKey = null;
  readonly labels: readonly string[];
  readonly #session: Session;
  readonly #keys: TrustedKeys;
  #batches = 0;
  #replies = 0;

  constructor(session: Session, keys: TrustedKeys) {
    this.#session = session;
    this.#keys = keys;
    const { flooding, statistical, secure } = keys.bgv.parameters;
    this.labels = [
      semiHonestLabel(statistical, flooding),
      ...(secure ? [] : ["insecure: lattice parameters for tests"]),
    ];
  }

  get field() {
    return this.#keys.field;
  }

  get keyId() {
    return this.#keys.id;
  }

  get statistical() {
    return this.#keys.bgv.parameters.statistical;
  }

  largestBatch(item: BasicItem): number {
    return largestBatch(item, this.#keys.bgv.slots);
  }

  async make(item: BasicItem, count: number, order: Order): Promise<void> {
    switch (item.kind) {
      case "triple":
        return this.#products("triples", count, order);
      case "square":
        return this.#products("squares", count, order);
      case "random":
        return order.deliver([freshPrg(this.#session).elements(this.field, count)], count);
      case "input-mask":
        return order.deliver(await this.#inputMasks(item.owner, count), count);
      case "matrix-triple": {
        this.#promise(count * repliesOfMatrix(item.shape, this.#keys.bgv.slots));
        for (let k = 0; k < count; k++) {
          const session = this.#next("matrix");
          await order.deliver(await makePlainMatrix(session, this.#keys, item.shape), 1);
        }
        return;
      }
      default:
        return unhandled(item);
    }
  }

  wipe(): void {
    this.#keys.bgv.wipe();
  }

  async #products(kind: ProductKind, count: number, { deliver }: Order): Promise<void> {
    const keys = this.#keys;
    const sizes = vectorsOf(count, keys.bgv.slots);
    this.#promise(sizes.reduce((a, b) => a + b, 0));
    const sessions = sizes.map(() => this.#next(kind));
    await inPipeline(sizes.length, {
      begin: (k) => sendFactors(sessions[k]!, keys, kind, sizes[k]!),
      finish: (sent: SentFactors, k) => multiplyPlain(sessions[k]!, keys, kind, sent),
      accept: async (made: Columns[]) => {
        for (const columns of made) await deliver(columns, columns[0]!.length);
      },
    });
  }

  /** The owner draws r. The others' shares of it are expanded from seeds. */
  async #inputMasks(owner: number, count: number): Promise<Columns> {
    const { field, self } = this.#keys;
    const session = this.#next("inputs");
    if (self !== owner) {
      const seed = await session.receive(owner, "seed", SEED_BYTES);
      if (seed.length !== SEED_BYTES)
        throw new Abort("malformed-message", session.path, [owner], "not a seed");
      return [new Prg(session.suite, seed).elements(field, count)];
    }
    const clear = freshPrg(session).elements(field, count);
    let value = clear;
    for (const to of othersOf(this.#keys)) {
      const seed = session.random(SEED_BYTES);
      session.send(to, "seed", seed.slice());
      value = field.subtract(value, new Prg(session.suite, seed).elements(field, count));
    }
    return [value, clear];
  }

  #next(what: string): Session {
    return this.#session.child(`${what}-${this.#batches++}`);
  }

  #promise(perPeer: number): void {
    const { n, bgv } = this.#keys;
    const total = this.#replies + perPeer * (n - 1);
    if (total > bgv.parameters.maxReplies)
      throw new OutOfMaterial(
        `out of material: these keys carry ${bgv.parameters.maxReplies} replies of a party, ${this.#replies} are used`,
      );
    this.#replies = total;
  }
}
