import type { Vector } from "../algebra/field.ts";
import type { Opening } from "../protocols/share.ts";
import { type Words, ZERO } from "./mix.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Unchecked } from "./unchecked.ts";

/** Which call of a program something is done for. */
export interface Call {
  /** Of the call, or of one of its steps. */
  readonly id: Words;
  readonly operands: readonly Origin[];
}

/** Where no program called. */
export const NO_CALL: Call = { id: ZERO, operands: [] };

/**
 * One operation's part in one round: what it spends, what it has opened, what it makes of it. Registered in
 * call order; all jobs of a turn share one round.
 */
export interface Job<M, T> {
  /** Operation and sizes, no line breaks. Compared, hashed with the call's id, between all parties. */
  readonly label: string;
  /** Elements that `shares` have in all. */
  readonly opens: number;
  /** Asked for when the operation was called, so that items are assigned in call order. */
  readonly material: Promise<M>;
  /** What is opened, in order. */
  shares(material: M): readonly Opening[];
  /** What the owner alone knows and tells all; every party says who the owner is and how much it is. */
  readonly broadcast?: {
    readonly owner: number;
    readonly count: number;
    /** Called at the owner only. */
    values(material: M): Vector;
  };
  /** From the opened values (or the broadcast ones) to the result. Local. The vector may be kept, not changed. */
  finish(opened: Unchecked, material: M): T;
}

export const NOTHING: readonly never[] = [];

/** "input of P0, input of P1 no. 2" */
export const describeOperands = ({ operands }: Call): string =>
  operands.map(describeOrigin).join(", ");
