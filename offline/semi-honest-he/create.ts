/** Starts the semi-honest twin in a session; backend.ts loads it. */
import type { BackendCode } from "../backend-spec.ts";
import { createSemiHonestHe } from "./semi-honest-he.ts";

export const code: BackendCode = {
  async create({ parties }, _, host) {
    const bgv = await host.lattice(parties);
    return createSemiHonestHe(parties.child("semi-honest-he"), bgv);
  },
  serve: null,
};
