/** The dealer as others know it. */
import { type BackendSpec, loadedOnce, type Material } from "../backend-spec.ts";
import { dealerLabels } from "../labels.ts";

/** The dealer is trusted, as its label says. No probability covers that trust. */
const NO_TERMS: Material["terms"] = [];

export const dealer: BackendSpec<"dealer", "authenticated" | "plain"> = {
  name: "dealer",
  shownAt: 3,
  makes: {
    authenticated: {
      labels: () => dealerLabels("authenticated"),
      twin: "dealer",
      proved: false,
      terms: NO_TERMS,
    },
    plain: {
      labels: () => dealerLabels("plain"),
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
