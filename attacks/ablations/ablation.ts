import type { Ablation } from "../../offline/lowgear/boxes.ts";

/** The record of an ablation, of the name of its file: lists.ts finds it by this. */
export const ablation = <const N extends string>(
  record: Ablation & { readonly name: N },
): Ablation & { readonly name: N } => record;
