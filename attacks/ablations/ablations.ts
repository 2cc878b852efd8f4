/**
 * LowGear with one part left out, to measure its cost. Nothing here is secure, and every result says so. README.md in
 * this folder says what each ablation leaves out and what stays.
 */
import { UsageError } from "../../host/usage-error.ts";
import type { Ablation } from "../../offline/lowgear/boxes.ts";
import { LIST } from "./list.ts";

const ALL = Object.values(LIST);

export type AblationName = (typeof ALL)[number]["name"] | "none";
export const ABLATIONS: readonly AblationName[] = ["none", ...ALL.map(({ name }) => name)];

/** Null for "none". @throws UsageError for an unknown name. */
export function ablationOf(name: string): Ablation | null {
  if (name === "none") return null;
  const found = ALL.find((ablation) => ablation.name === name);
  if (found === undefined)
    throw new UsageError(`no ablation "${name}"; there are ${ABLATIONS.join(", ")}`);
  return found;
}
