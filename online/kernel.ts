/**
 * What an operation stands on, and all that it may do. It takes items, opens what they mask, broadcasts what one party
 * alone knows, and puts a result out. Four kernels exist: on shares with MACs and without, in the clear, and in a plan.
 *
 *   invariant  items are assigned, and openings registered, in call order. A job names its material as a promise, so
 *              the order does not depend on when the material comes
 *   rounds     `open`: 1. `broadcast`: 1, and 1 more to echo it where n > 2. `output` and `outputTo`: 1, between two
 *              MAC checks. `checked`: no opening of its own, one MAC check. Calls of one turn share a round
 *   traffic    to each peer: what is opened, once; of a broadcast, what the owner tells, and a hash of it
 *   items      `outputTo` spends input masks of its party; else a job spends what it took itself
 *   security   what `open` gives is unchecked, and only what is masked can be opened. `output` and `checked` are the
 *              only sources of values that a party may branch on
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Columns, Family } from "../items/columns.ts";
import type { ItemKind } from "../items/kinds.ts";
import type { LocalContext, Masked, Share } from "../protocols/share.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Unchecked } from "./unchecked.ts";

/** What is opened in one round. */
export interface MaskedJob<M, T> {
  /** Operation and sizes, no line breaks. Compared, hashed with the call's id, between all parties. */
  readonly label: string;
  /** Elements that `masked` have in all. */
  readonly opens: number;
  /** From `take`. */
  readonly material: Promise<M>;
  /** ⟦masked values⟧, in order. */
  masked(material: M): readonly Masked[];
  /** Local. */
  finish(opened: Unchecked, material: M): T;
}

/** What its owner alone knows and tells all, in one round; with n > 2 one more, to see that all were told the same. */
export interface BroadcastJob<M, T> {
  readonly label: string;
  readonly owner: number;
  /** Elements. */
  readonly count: number;
  readonly material: Promise<M>;
  /** Called at the owner only. */
  values(material: M): Vector;
  finish(told: Unchecked, material: M): T;
}

export interface Kernel {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  readonly family: Family;
  readonly comparisons: Comparisons;
  /** For local maps of the program's own numbers: in the clear one that leaves ±M is an error. */
  readonly local: LocalContext;
  /** For local maps of residues mod p: masked values, bits, parts of sums. */
  readonly residues: LocalContext;

  /** The next `count` items. Typed: `takeTriples` and the like, beside each kind. */
  take(item: ItemKind, count: number): Promise<Columns>;
  open<M, T>(job: MaskedJob<M, T>): Promise<T>;
  broadcast<M, T>(job: BroadcastJob<M, T>): Promise<T>;
  /** To everybody: everything opened before is checked, x opened, and a batch with x checked. */
  output(x: Share): Promise<Vector>;
  /** The same, to one party; null at the others. Spends as many of its input masks. */
  outputTo(party: number, x: Share): Promise<Vector | null>;
  /** One check of everything opened so far: for masked values that steer. */
  checked(opened: Unchecked): Promise<Vector>;
}
