/** A backend as somebody might add it: this folder, put into offline/. Its parties deal to themselves, of coins that all know. */
import { type BackendSpec, loadedOnce, type Material } from "../../../offline/backend-spec.ts";

/** Nobody guesses what everybody knows: the label says it, and no probability covers it. */
const MATERIAL: Material = {
  labels: () => ["insecure: every party knows all items"],
  twin: null,
  proved: false,
  terms: [],
};

export const commonCoins: BackendSpec<"common-coins", "authenticated" | "plain"> = {
  name: "common-coins",
  shownAt: 4,
  makes: { authenticated: MATERIAL, plain: MATERIAL },
  dealers: 0,
  threads: false,
  ablations: false,
  lattice: null,
  load: loadedOnce(async () => (await import("./create.ts")).code),
};
