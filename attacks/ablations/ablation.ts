import type { Ablation } from "../../offline/lowgear/boxes.ts";

/** The record of an ablation, of the name of its file: lists.ts finds it by this. */
export const ablation = <const A extends Ablation>(record: A): A => record;
