/**
 * One call's part in one round, as the engines carry it out: what it spends, what it opens or tells, and what it makes
 * of that.
 */
import type { Vector } from "../algebra/field.ts";
import type { Opening } from "../protocols/share.ts";
import { type Words, ZERO } from "./mix.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Unchecked } from "./unchecked.ts";

/** The call of a program for which something is done. */
export interface Call {
  /** Of the call, or of one of its steps. */
  readonly id: Words;
  readonly operands: readonly Origin[];
  /** As the program knows it; none of what no program called. */
  readonly operation?: string;
}

/** For what no program called. */
export const NO_CALL: Call = { id: ZERO, operands: [] };

/** Jobs are registered in call order. All jobs of a turn share one round. */
export interface OpeningJob<M, T> {
  /** Operation and sizes, without line breaks. All parties compare a hash of it and the call's id. */
  readonly label: string;
  /** Elements that `shares` have in all. */
  readonly opens: number;
  /** Asked for when the operation is called, so that items are assigned in call order. */
  readonly material: Promise<M>;
  /** What is opened, in order. */
  shares(material: M): readonly Opening[];
  /** What the owner alone knows and tells all. Every party states the owner and the number of elements. */
  readonly broadcast?: {
    readonly owner: number;
    readonly count: number;
    /** Called at the owner only. */
    values(material: M): Vector;
  };
  /** The result, from the opened or broadcast values. Local. The vector may be kept, not changed. */
  finish(opened: Unchecked, material: M): T;
}

export const NOTHING: readonly never[] = [];

/** "input of P0, input of P1 no. 2" */
export const describeOperands = ({ operands }: Call): string =>
  operands.map(describeOrigin).join(", ");
