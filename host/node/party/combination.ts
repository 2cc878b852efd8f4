/** The named combinations of engine and material, and what every result made with them must say. */
import type { Family } from "../../../offline/preprocessing.ts";

export const SECURITIES = ["spdz+dealer", "additive+dealer", "plain"] as const;
export type Security = (typeof SECURITIES)[number];

export interface Combination {
  readonly name: Security;
  /** The material that the engine spends; null where nothing is hidden from anybody. */
  readonly family: Family | null;
  /** A dealer process makes the material. */
  readonly dealt: boolean;
  /** Printed in every table and plot; empty only for what is secure. */
  readonly labels: readonly string[];
}

const DEALER = "insecure: trusted dealer";

const COMBINATIONS: Readonly<Record<Security, Combination>> = {
  "spdz+dealer": { name: "spdz+dealer", family: "authenticated", dealt: true, labels: [DEALER] },
  "additive+dealer": {
    name: "additive+dealer",
    family: "plain",
    dealt: true,
    labels: [DEALER, "insecure: semi-honest, no MACs"],
  },
  plain: { name: "plain", family: null, dealt: false, labels: ["insecure: computed in the clear"] },
};

export const combinationOf = (security: Security): Combination => COMBINATIONS[security];

export const isSecurity = (name: string): name is Security =>
  (SECURITIES as readonly string[]).includes(name);
