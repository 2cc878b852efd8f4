/**
 * LowGear: authenticated preprocessing, secure against up to n−1 active corruptions.
 *
 * There is one key generation for a session, or for a store if there is one. Any abort while a batch is made destroys
 * α_i, the encryption keys and all items (the MAC key's guard destroys them on disk too). A party that made a reply
 * fail to decrypt, and saw us stop, has learnt one bit of a key that nobody uses again.
 */
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { RANDOM, randomsOf } from "../../items/kinds/random.ts";
import { type BasicItem, unhandled } from "../../items/kinds.ts";
import type { Session } from "../../network/session.ts";
import type { KeyGuard } from "../../protocols/mac-key.ts";
import { type Share, sliceShare } from "../../protocols/share.ts";
import { windowOver } from "../../protocols/window.ts";
import { AgreedSizes } from "../agreed-sizes.ts";
import { compareConfigurations } from "../compare-configurations.ts";
import { type Backend, Generated, type Order } from "../generated.ts";
import { agreedLanes, type Lane, OwnLane, type Threads } from "../lane.ts";
import { choosePacking } from "../matrix-packing.ts";
import { lanesBorne, sizesOf, windowBytes } from "../under-way.ts";
import { type BatchSetting, largestBatch, repliesOf, vectorsOf } from "./batch-counts.ts";
import { Batches } from "./batches.ts";
import type { Ablation } from "./boxes.ts";
import { acceptInputMasks } from "./input-masks.ts";
import { generateLowGearKeys, type LowGearKeys } from "./keys.ts";
import { acceptMatrices } from "./matrix.ts";
import { matrixChunks, repliesOfChunk } from "./matrix-chunks.ts";
import { acceptRandoms } from "./randoms.ts";
import { acceptSquares } from "./squares.ts";
import { type LowGearPlans, type LowGearRaw, lowGearSteps } from "./steps.ts";
import { acceptTriples } from "./triples.ts";

/** AGREEMENT: it is raised with every change of messages, or of what is made when. */
const LOWGEAR_VERSION = 3;

export interface LowGearOptions {
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
  /** The threads in which batches are made; by default this one. Parties may have different numbers of threads. */
  readonly threads?: LowGearThreads;
  /** The parties have agreed upon what will be asked for, so a party that orders something else is at fault. */
  readonly agreed?: boolean;
  /** The most bytes that a lane sends ahead to a peer; by default as many as an inbox has room for. */
  readonly window?: number;
  /** A part that is left out, to measure what it costs. */
  readonly ablation?: Ablation;
}

export type LowGearThreads = Threads<LowGearKeys, LowGearPlans, LowGearRaw>;

/**
 * Generates keys with the others, then makes what it is asked for. `bgv` has `keys: "proved"`; the preprocessing owns
 * it from here on.
 *
 * @throws RangeError if the parameters are not for this session; ConfigurationMismatch if the parties' parameters
 * differ; Abort as generateLowGearKeys.
 */
export async function createLowGear(
  session: Session,
  bgv: Bgv,
  options: LowGearOptions = {},
): Promise<Generated> {
  const { parameters } = bgv;
  const { ablation } = options;
  if (parameters.keys !== "proved" || parameters.parties !== session.n)
    throw new RangeError(
      `LowGear among ${session.n} parties: parameters for ${parameters.parties}, keys ${parameters.keys}`,
    );
  if (parameters.U < 2) throw new RangeError("LowGear proves at least two ciphertexts at a time");
  await compareConfigurations(session, {
    "lowgear version": `${LOWGEAR_VERSION}`,
    parties: `${parameters.parties}`,
    degree: `${parameters.degree}`,
    primes: parameters.primes.map((q) => q.toString(36)).join(" "),
    statistical: `${parameters.statistical}`,
    batch: `${parameters.U}`,
    ...(ablation && { "left out": ablation.name }),
  });
  const sizes = sizesOf(bgv);
  const wanted = Math.min(options.threads?.count ?? 1, lanesBorne(sizes, session.n));
  const lanes = await agreedLanes(session, "lanes", wanted);
  const window = options.window ?? windowBytes(sizes, session.n, lanes);
  const keys = await generateLowGearKeys(
    session.child("key-generation"),
    bgv,
    options.guard,
    ablation?.boxes,
    windowOver(session, window),
  );
  const open = await openLanes(keys, lanes, options.threads).catch((failure) =>
    keys.macKey.destroyAfter(failure),
  );
  const backend = new LowGearBackend(session.child("batches"), keys, open, ablation?.labels);
  return new Generated(session.child("items"), backend, options.agreed);
}

/** A single lane runs in this thread: moving its data to another thread costs more than it gains. */
async function openLanes(keys: LowGearKeys, lanes: number, threads?: LowGearThreads) {
  if (lanes > 1 && threads !== undefined) return threads.open(keys, lanes);
  const { steps, wipe } = lowGearSteps(keys);
  return [new OwnLane(steps, wipe)];
}

/** AGREEMENT: on slow links a batch has U/4 vectors, rounded up, so that less is under way between checks. */
const SLOW_PART = 4;

class LowGearBackend implements Backend {
  readonly family = "authenticated";
  readonly labels: readonly string[];
  readonly #keys: LowGearKeys;
  readonly #batches: Batches;
  readonly #sizes: AgreedSizes;
  /** The number of groups of matrix triples so far. */
  #groups = 0;

  constructor(
    session: Session,
    keys: LowGearKeys,
    lanes: readonly Lane<LowGearPlans, LowGearRaw>[],
    labels: readonly string[] = [],
  ) {
    this.#keys = keys;
    this.#batches = new Batches(session, keys, lanes);
    this.#sizes = new AgreedSizes(session, "vectors");
    this.labels = [
      ...(keys.bgv.parameters.secure ? [] : ["insecure: lattice parameters for tests"]),
      ...labels,
    ];
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

  get statistical() {
    return this.#keys.bgv.parameters.statistical;
  }

  largestBatch(item: BasicItem): number {
    return largestBatch(item, this.#setting);
  }

  async make(item: BasicItem, count: number, order: Order): Promise<void> {
    const keys = this.#keys;
    const macKey = order.macKey!;
    const { slots, parameters } = keys.bgv;
    const { U } = parameters;
    const slow = Math.max(2, Math.ceil(U / SLOW_PART));
    const most = await this.#sizes.smallest(keys.window.slow ? slow : U, slow, U);
    const sizes = () => vectorsOf(item, count, most, this.#setting);
    switch (item.kind) {
      case "triple":
        return this.#batches.run("triples", order, {
          plans: sizes(),
          replies: repliesOf.triple,
          accept: (session, raw) => acceptTriples(session, keys, macKey, raw),
        });
      case "square":
        return this.#batches.run("squares", order, {
          plans: sizes(),
          replies: repliesOf.square,
          accept: (session, raw) => acceptSquares(session, keys, macKey, raw),
        });
      case "random":
        return this.#batches.run("randoms", order, {
          plans: sizes(),
          replies: repliesOf.random,
          accept: (session, raw) => acceptRandoms(session, keys, macKey, raw),
        });
      case "input-mask": {
        const plans = sizes().map((vectors) => ({ owner: item.owner, vectors }));
        const masks = await this.#masksFrom(order, plans.length);
        return this.#batches.run("inputs", order, {
          plans,
          replies: ({ vectors }) => repliesOf["input-mask"](vectors),
          accept: (session, raw, k) => acceptInputMasks(session, keys, macKey, raw, masks(k)),
        });
      }
      case "matrix-triple": {
        const packing = choosePacking(item.shape, slots, U);
        const plans = matrixChunks(packing, most, count, this.#groups);
        this.#groups = plans.at(-1)!.group.id + 1;
        const masks = await this.#masksFrom(order, plans.length);
        return this.#batches.run("matrices", order, {
          plans,
          replies: repliesOfChunk,
          items: () => 1,
          together: ({ group }) => group.id,
          accept: async (session, raw, k) =>
            raw === null ? [] : acceptMatrices(session, keys, macKey, raw, masks(k)),
        });
      }
      default:
        return unhandled(item);
    }
  }

  /** One random item of all parties for each batch. It hides the batch in the authenticated-value check. */
  async #masksFrom(order: Order, count: number): Promise<(batch: number) => Share> {
    const masks = randomsOf(await order.take(RANDOM, count), this.family);
    return (batch) => sliceShare(masks, batch, batch + 1);
  }

  wipe(): void {
    this.#keys.bgv.wipe();
    this.#batches.wipe();
  }

  get #setting(): BatchSetting {
    const { n, bgv } = this.#keys;
    return { parties: n, slots: bgv.slots, U: bgv.parameters.U };
  }
}
