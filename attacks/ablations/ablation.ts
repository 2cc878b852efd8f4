import type { Ablation } from "../../offline/lowgear/boxes.ts";

/** The record of an ablation, named as its file is: lists.ts finds it by this call. */
export const ablation = <const N extends string>(
  record: Ablation & { readonly name: N },
): Ablation & { readonly name: N } => record;
