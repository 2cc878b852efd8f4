import type { Vector } from "../../algebra/field.ts";
import type { Mask } from "../../protocols/share.ts";
import { type Columns, type Family, ShareReader } from "../columns.ts";
import { type BasicKind, inRange, plainly, type Source } from "../kind.ts";

export interface InputMask {
  readonly kind: "input-mask";
  readonly owner: number;
}

/** ⟦r⟧ for the inputs of one party. */
export interface InputMasks {
  readonly mask: Mask;
  /** r, at its owner only; null elsewhere. */
  readonly clear: Vector | null;
}

export const inputMaskOf = (owner: number): InputMask => ({ kind: "input-mask", owner });

export const inputMask: BasicKind<InputMask> = {
  ...plainly(inputMaskOf(0)),
  shownAt: 600,
  word: "input-masks",
  forms: "input-masks/OWNER",
  write: ({ owner }) => `${owner}`,
  read: (text) => (/^\d+$/.test(text) ? inputMaskOf(Number(text)) : null),
  refuse: ({ owner }, _field, n) =>
    inRange(owner, 0, n) ? null : `parties are numbered from 0 to ${n - 1}`,
  shares: () => [1],
  uniform: () => [true],
  owner: ({ owner }) => owner,
  drawn: () => false,
  complete: (_field, _coins, _item, _count, uniform) => uniform,
  // No relation to get wrong; a wrong r is its owner's choice of another input.
  terms: [],
  derive: null,
};

export function inputMasksOf(columns: Columns, family: Family): InputMasks {
  const reader = new ShareReader(columns, family);
  return { mask: reader.mask(), clear: reader.clear() };
}

/** The next `count` input masks of `owner`. */
export const takeInputMasks = async (
  from: Source,
  owner: number,
  count: number,
): Promise<InputMasks> => inputMasksOf(await from.take(inputMaskOf(owner), count), from.family);
