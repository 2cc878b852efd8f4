/** What results must say of the material that they were made with. */
import type { BgvParameters } from "../crypto/bgv/parameters.ts";

export const DEALER_LABEL = "insecure: trusted dealer";

/** What has no MACs says so. */
export const SEMI_HONEST = "insecure: semi-honest, no MACs";

/** Of the passive twin: the s of its flood, and over what. */
export const semiHonestLabel = (statistical: number, flooding: BgvParameters["flooding"]): string =>
  `${SEMI_HONEST}; flooding 2^-${statistical} ${flooding === "joint" ? "over all replies" : "for each coefficient"}`;

/** What the labels of an ablation begin with: no bound on anything holds. */
export const WITHOUT = "insecure: without ";
