/** The semi-honest twin of LowGear as others know it. */
import { FLOODING } from "../../protocols/security.ts";
import { type BackendSpec, loadedOnce } from "../backend-spec.ts";
import { semiHonestLabel } from "../labels.ts";

/** AGREEMENT: what semi-honest parties need. The flood hides each coefficient by itself. */
const REQUEST = { batch: 1, keys: "honest", flooding: "coefficient" } as const;
/** AGREEMENT: the largest s for N = 8192. */
const MOST_AT_8192 = 49;

export const semiHonestHe: BackendSpec<"semi-honest-he", "plain"> = {
  name: "semi-honest-he",
  shownAt: 2,
  makes: {
    plain: {
      labels: (statistical) => [semiHonestLabel(statistical, REQUEST.flooding)],
      twin: null,
      proved: false,
      terms: [FLOODING],
    },
  },
  dealers: 0,
  threads: false,
  ablations: false,
  lattice: (statistical) => ({
    ...REQUEST,
    statistical,
    degree: statistical <= MOST_AT_8192 ? 8192 : 16384,
  }),
  load: loadedOnce(async () => (await import("./create.ts")).code),
};
