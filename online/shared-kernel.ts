/**
 * The kernel on shares: one party's part in the rounds of all. With authenticated items it serves the spdz engine, with
 * plain items the additive engine. Code and rounds are the same; the additive engine has no MACs and no checks.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1: the openings of "Multiply" and "Input", and "Output"
 *   invariant  every step of a call has an id of its own, in call order; no source is asked for 0 items
 *   rounds     as kernel.ts says; rounds.ts merges the calls of one turn, and makes the checks
 *   traffic    as kernel.ts says; a MAC check is protocols/mac-check.ts
 *   items      those that operations take; `outputTo` takes t input masks of its party
 *   security   with MACs a wrong share is found by the check before the next output, with probability 1 − 2/p at least.
 *              Without MACs nothing is found: semi-honest only
 */
import type { Vector } from "../algebra/field.ts";
import type { Columns, Family } from "../items/columns.ts";
import { type InputMasks, takeInputMasks } from "../items/kinds/input-mask.ts";
import { type ItemKind, noneOf } from "../items/kinds.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import { type LocalContext, maskShares, type Share } from "../protocols/share.ts";
import { CallSteps } from "./call-steps.ts";
import type { Comparisons } from "./comparisons.ts";
import type { BroadcastJob, Kernel, MaskedJob } from "./kernel.ts";
import { KernelBase } from "./kernel-base.ts";
import type { Call } from "./opening-job.ts";
import { NOTHING } from "./opening-job.ts";
import type { Rounds } from "./rounds.ts";
import { Unchecked } from "./unchecked.ts";

/** What the kernels of one run have in common. */
export interface SharedRun extends LocalContext {
  readonly n: number;
  readonly comparisons: Comparisons;
  readonly items: Preprocessing;
  readonly rounds: Rounds;
}

export class SharedKernel extends KernelBase<SharedRun> implements Kernel {
  readonly #steps: CallSteps;

  constructor(run: SharedRun, call: Call) {
    super(run);
    this.#steps = new CallSteps(call);
  }

  get family(): Family {
    return this.run.items.family;
  }

  get local(): LocalContext {
    return this.run;
  }

  get residues(): LocalContext {
    return this.run;
  }

  /** Of nothing operations take nothing: no source is asked for 0 items. */
  take(item: ItemKind, count: number): Promise<Columns> {
    const { items, field, self } = this.run;
    if (count > 0) return items.take(item, count);
    return Promise.resolve(noneOf(item, { field, family: items.family, party: self }));
  }

  open<M, T>({ label, opens, material, masked, finish }: MaskedJob<M, T>): Promise<T> {
    const job = { label, opens, material, shares: masked, finish };
    return this.run.rounds.run(job, this.#steps.next());
  }

  broadcast<M, T>(job: BroadcastJob<M, T>): Promise<T> {
    const { label, material, finish } = job;
    const opening = { label, opens: 0, material, shares: () => NOTHING, broadcast: job, finish };
    return this.run.rounds.run(opening, this.#steps.next());
  }

  /**
   * Opening a result: what the engine has opened before is checked, then a batch that contains the result, before
   * anyone sees it.
   *
   *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Output"
   *   rounds     1 opening between two MAC checks
   *   traffic    t elements to each
   */
  output(x: Share): Promise<Vector> {
    const t = x.value.length;
    const job = { label: `output ${t}`, opens: t, material: NONE, shares: () => [x] };
    return this.run.rounds.output({ ...job, finish: Unchecked.valuesOf }, this.#steps.next());
  }

  /**
   * The same to one party.
   *
   *   items      t of its input masks
   *   security   y − r is opened, and that party alone knows r. The check covers y − r, so it is given no wrong y either
   */
  outputTo(party: number, x: Share): Promise<Vector | null> {
    const t = x.value.length;
    const { field, rounds } = this.run;
    const job = {
      label: `output P${party} ${t}`,
      opens: t,
      material: takeInputMasks(this, party, t),
      shares: ({ mask }: InputMasks) => [maskShares(x, mask)],
      finish: (opened: Unchecked, { clear }: InputMasks) =>
        clear === null ? null : field.add(Unchecked.valuesOf(opened), clear),
    };
    return rounds.output(job, this.#steps.next());
  }

  /** An output of nothing: what was opened before is checked, and then so is `opened`. */
  checked(opened: Unchecked): Promise<Vector> {
    const label = `checked ${opened.length}`;
    const job = { label, opens: 0, material: NONE, shares: () => NOTHING };
    return this.run.rounds.output(
      { ...job, finish: () => Unchecked.valuesOf(opened) },
      this.#steps.next(),
    );
  }
}

const NONE = Promise.resolve(null);
