/** The dealer as others know it. */
import { type BackendSpec, loadedOnce, type Material } from "../backend-spec.ts";
import { DEALER_LABEL, SEMI_HONEST } from "../labels.ts";

/** The dealer is trusted, as its label says. No probability covers that trust. */
const NO_TERMS: Material["terms"] = [];

export const dealer: BackendSpec<"dealer", "authenticated" | "plain"> = {
  name: "dealer",
  shownAt: 3,
  makes: {
    authenticated: {
      labels: () => [DEALER_LABEL],
      twin: "dealer",
      proved: false,
      terms: NO_TERMS,
    },
    plain: {
      labels: () => [DEALER_LABEL, SEMI_HONEST],
      twin: null,
      proved: false,
      terms: NO_TERMS,
    },
  },
  dealers: 1,
  threads: false,
  ablations: false,
  lattice: null,
  load: loadedOnce(async () => (await import("./create.ts")).code),
};
