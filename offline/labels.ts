/** The result labels that material brings with it. */
import type { BgvParameters } from "../crypto/bgv/parameters.ts";
import type { Family } from "../items/columns.ts";

const DEALER_LABEL = "insecure: trusted dealer";

/** Of all material without MACs. */
const SEMI_HONEST = "insecure: semi-honest, no MACs";

/** Of what a dealer makes. */
export const dealerLabels = (family: Family): readonly string[] =>
  family === "plain" ? [DEALER_LABEL, SEMI_HONEST] : [DEALER_LABEL];

/** Of the semi-honest twin: the s of its flood, and what the flood covers. */
export const semiHonestLabel = (statistical: number, flooding: BgvParameters["flooding"]): string =>
  `${SEMI_HONEST}; flooding 2^-${statistical} ${flooding === "joint" ? "over all replies" : "for each coefficient"}`;

/** The labels of an ablation begin with this. No security bound holds for it. */
export const WITHOUT = "insecure: without ";
