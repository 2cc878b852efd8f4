/** The named combinations of engine and material, and what every result made with them must say. */
import type { Family } from "../../../items/columns.ts";
import { DEFAULT_STATISTICAL } from "../../../protocols/security.ts";

export const SECURITIES = [
  "spdz+lowgear",
  "additive+semi-honest-he",
  "spdz+dealer",
  "additive+dealer",
  "plain",
] as const;
export type Security = (typeof SECURITIES)[number];

/** Who makes the material: a process of its own that knows everything, or the parties among themselves. */
export type Maker = "dealer" | "lowgear" | "semi-honest-he";

export interface Combination {
  readonly name: Security;
  /** The material that the engine spends; null where nothing is hidden from anybody. */
  readonly family: Family | null;
  /** Null where there is no material. */
  readonly maker: Maker | null;
  /** Printed in every table and plot; empty only for what is secure. */
  readonly labels: readonly string[];
}

const DEALER = "insecure: trusted dealer";
const PASSIVE = "insecure: semi-honest, no MACs";

const COMBINATIONS: Readonly<Record<Security, Omit<Combination, "name">>> = {
  "spdz+lowgear": { family: "authenticated", maker: "lowgear", labels: [] },
  "additive+semi-honest-he": { family: "plain", maker: "semi-honest-he", labels: [PASSIVE] },
  "spdz+dealer": { family: "authenticated", maker: "dealer", labels: [DEALER] },
  "additive+dealer": { family: "plain", maker: "dealer", labels: [DEALER, PASSIVE] },
  plain: { family: null, maker: null, labels: ["insecure: computed in the clear"] },
};

/** With what its labels say at this s. */
export function combinationOf(
  security: Security,
  statistical: number = DEFAULT_STATISTICAL,
): Combination {
  const combination = COMBINATIONS[security];
  const flooded = combination.maker === "semi-honest-he";
  const floods = (label: string) => `${label}; flooding 2^-${statistical} for each coefficient`;
  const labels = flooded ? combination.labels.map(floods) : combination.labels;
  return { name: security, ...combination, labels };
}

/** Members of a session beside its parties: the dealer, where material comes from one. */
export const dealersOf = (security: Security): 0 | 1 =>
  combinationOf(security).maker === "dealer" ? 1 : 0;

export const isSecurity = (name: string): name is Security =>
  (SECURITIES as readonly string[]).includes(name);
