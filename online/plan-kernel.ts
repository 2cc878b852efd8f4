/**
 * The kernel of a plan. What is taken is counted. What is opened has its length, and its elements are 0.
 *
 *   invariant  each call takes the items, and joins the rounds, that it has in a run
 *   rounds     counted as rounds.ts makes them (planned-rounds.ts); none is carried out
 *   traffic    none; what a run sends is counted with its rounds
 *   security   no secret, no item and no peer is there. Nothing is opened, so nothing is checked
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Columns } from "../items/columns.ts";
import { inputMaskOf } from "../items/kinds/input-mask.ts";
import { assertItem, type ItemKind, kindName, widthsOf } from "../items/kinds.ts";
import type { LocalContext, Share } from "../protocols/share.ts";
import type { Comparisons } from "./comparisons.ts";
import type { BroadcastJob, Kernel, MaskedJob } from "./kernel.ts";
import { KernelBase } from "./kernel-base.ts";
import type { PlannedRounds } from "./planned-rounds.ts";
import { Unchecked } from "./unchecked.ts";

/** What the calls of one plan have in common. */
export interface PlanRun {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly comparisons: Comparisons;
  readonly rounds: PlannedRounds;
  readonly local: LocalContext;
  /** By kindName. */
  readonly items: Map<string, number>;
  /** Before each round. @throws Unplannable. */
  count(): void;
}

export class PlanKernel extends KernelBase<PlanRun> implements Kernel {
  readonly family = "plain";

  get local(): LocalContext {
    return this.run.local;
  }

  get residues(): LocalContext {
    return this.run.local;
  }

  async take(item: ItemKind, count: number): Promise<Columns> {
    const { field, self, n, items } = this.run;
    if (count > 0) {
      assertItem(item, field, n);
      const name = kindName(item);
      items.set(name, (items.get(name) ?? 0) + count);
    }
    const widths = widthsOf(item, { field, family: this.family, party: self });
    return widths.map((width) => new BigUint64Array(width * count));
  }

  async open<M, T>({ opens, material, masked, finish }: MaskedJob<M, T>): Promise<T> {
    material.catch(() => {}); // Heard of below, a round later.
    this.run.count();
    await this.run.rounds.run(opens);
    const items = await material;
    masked(items);
    return finish(new Unchecked(new BigUint64Array(opens)), items);
  }

  async broadcast<M, T>({ owner, count, material, finish }: BroadcastJob<M, T>): Promise<T> {
    material.catch(() => {});
    this.run.count();
    await this.run.rounds.run(0, false, { owner, count });
    return finish(new Unchecked(new BigUint64Array(count)), await material);
  }

  async output({ value: { length } }: Share): Promise<Vector> {
    this.run.count();
    await this.run.rounds.run(length, true);
    return new BigUint64Array(length);
  }

  async outputTo(party: number, x: Share): Promise<Vector | null> {
    const taken = this.take(inputMaskOf(party), x.value.length);
    taken.catch(() => {});
    const opened = await this.output(x);
    await taken;
    return party === this.self ? opened : null;
  }

  async checked(opened: Unchecked): Promise<Vector> {
    this.run.count();
    await this.run.rounds.run(0, true);
    return Unchecked.valuesOf(opened);
  }
}
