/**
 * The kernel in the clear. A value stands as the only share of itself, so operations run the very same code.
 *
 *   invariant  items that only hide are zeros. Items that show in results are drawn from a seed and the id of the
 *              call, alike at all parties
 *   rounds     1 for each turn, as in clear-rounds.ts: a call waits for the same call of all parties
 *   traffic    none
 *   security   none: every value is known to all
 */
import { lengthOf, settle } from "../algebra/deferred.ts";
import type { Field, Vector } from "../algebra/field.ts";
import { hash } from "../crypto/hash.ts";
import { Prg, SEED_BYTES } from "../crypto/prg.ts";
import type { Suite } from "../crypto/suite.ts";
import type { Columns } from "../items/columns.ts";
import { assertItem, type ItemKind, kindOf, shareWidths, widthsOf } from "../items/kinds.ts";
import type { LocalContext, Opening, Share } from "../protocols/share.ts";
import { CallSteps } from "./call-steps.ts";
import type { ClearRounds } from "./clear-rounds.ts";
import type { Comparisons } from "./comparisons.ts";
import type { BroadcastJob, Kernel, MaskedJob } from "./kernel.ts";
import { KernelBase } from "./kernel-base.ts";
import type { Words } from "./mix.ts";
import type { Call } from "./opening-job.ts";
import { Unchecked } from "./unchecked.ts";

/** What the kernels of one party's run have in common. */
export interface ClearRun {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly comparisons: Comparisons;
  readonly rounds: ClearRounds;
  readonly coins: ClearCoins;
  readonly residues: LocalContext;
}

/** Coins of the items that a call takes `count`-th. */
export type ClearCoins = (id: Words, count: number) => Prg;

/** Without `seed` the machine's randomness decides. */
export function clearCoins(suite: Suite, seed?: string): ClearCoins {
  const key =
    seed === undefined
      ? crypto.getRandomValues(new Uint8Array(SEED_BYTES))
      : hash(suite, "spdz-lab/clear/v1", seed);
  return ({ a, b, c, d }, count) => {
    const words = [a, b, c, d].map((word) => word >>> 0);
    return new Prg(suite, hash(suite, "spdz-lab/clear-items/v1", key, ...words, count));
  };
}

export class ClearKernel extends KernelBase<ClearRun> implements Kernel {
  readonly family = "plain";
  readonly #call: Call;
  readonly #steps: CallSteps;
  readonly local: LocalContext;
  #taken = 0;

  /** `local` is `residues` with an error for what leaves the range in this call. */
  constructor(run: ClearRun, call: Call, local: LocalContext) {
    super(run);
    this.#call = call;
    this.#steps = new CallSteps(call);
    this.local = local;
  }

  get residues(): LocalContext {
    return this.run.residues;
  }

  async take(item: ItemKind, count: number): Promise<Columns> {
    const { field, self, n, coins } = this.run;
    const kind = kindOf(item);
    if (count > 0) assertItem(item, field, n);
    const widths = widthsOf(item, { field, family: this.family, party: self });
    const taken = this.#taken++;
    if (count === 0 || !kind.drawn(item))
      return widths.map((width) => new BigUint64Array(width * count));
    const prg = coins(this.#call.id, taken);
    const uniform = kind.uniform(item);
    const sizes = shareWidths(item, field).filter((_, k) => uniform[k]);
    const drawn = sizes.map((size) => prg.elements(field, size * count));
    return [...kind.complete(field, prg, item, count, drawn)];
  }

  async open<M, T>({ label, opens, material, masked, finish }: MaskedJob<M, T>): Promise<T> {
    material.catch(() => {}); // Heard of below, a round later.
    await this.run.rounds.run(this.run.self, label, this.#steps.next(), opens, () => null);
    const items = await material;
    return finish(new Unchecked(this.#whole(masked(items), opens)), items);
  }

  async broadcast<M, T>(job: BroadcastJob<M, T>): Promise<T> {
    const { label, owner, material, finish } = job;
    const call = this.#steps.next();
    const { self, rounds } = this.run;
    // Registered at once, in call order; what is told is asked for in a later turn, when the material is there.
    let own: Vector | null = null;
    if (owner === self)
      material.then(
        (items) => {
          own = job.values(items);
        },
        () => {},
      );
    const told = await rounds.run(self, label, call, 0, () => own);
    return finish(new Unchecked(told!), await material);
  }

  output(x: Share): Promise<Vector> {
    const { self, rounds } = this.run;
    return rounds.output(self, `output ${x.value.length}`, this.#steps.next(), x.value);
  }

  async outputTo(party: number, x: Share): Promise<Vector | null> {
    const { self, rounds } = this.run;
    const label = `output P${party} ${x.value.length}`;
    const opened = await rounds.output(self, label, this.#steps.next(), x.value);
    return party === self ? opened : null;
  }

  async checked(opened: Unchecked): Promise<Vector> {
    const values = Unchecked.valuesOf(opened);
    const { self, rounds } = this.run;
    return rounds.output(self, `checked ${values.length}`, this.#steps.next(), values);
  }

  #whole(shares: readonly Opening[], length: number): Vector {
    const out = new BigUint64Array(length);
    let at = 0;
    for (const { value } of shares) {
      settle(this.run.field, out.subarray(at, at + lengthOf(value)), value);
      at += lengthOf(value);
    }
    return out;
  }
}
