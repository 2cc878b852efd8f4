/** LowGear as others know it. */
import { AUTHENTICATION, FLOODING, PROOFS } from "../../protocols/security.ts";
import { type BackendSpec, loadedOnce } from "../backend-spec.ts";

/** AGREEMENT: 12 ciphertexts in a plaintext proof of a full batch. */
const REQUEST = { batch: 12, keys: "proved" } as const;

export const lowgear: BackendSpec<"lowgear", "authenticated"> = {
  name: "lowgear",
  shownAt: 1,
  makes: {
    authenticated: {
      labels: () => [],
      twin: "semi-honest-he",
      proved: true,
      terms: [AUTHENTICATION, PROOFS, FLOODING],
    },
  },
  dealers: 0,
  threads: true,
  ablations: true,
  lattice: (statistical, ablation) => ({
    ...{ ...REQUEST, statistical },
    ...(ablation?.flooding && { flooding: ablation.flooding }),
  }),
  load: loadedOnce(async () => (await import("./create.ts")).code),
};
