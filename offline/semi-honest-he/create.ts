/** Starts the semi-honest twin in a session; backend.ts loads it. */
import type { BackendCode } from "../backend-spec.ts";
import { plannedOf } from "../planned-material.ts";
import { semiHonestCounts } from "./batch-counts.ts";
import { createSemiHonestHe } from "./semi-honest-he.ts";

export const code: BackendCode = {
  async create({ parties }, _, host) {
    const bgv = await host.lattice(parties);
    return createSemiHonestHe(parties.child("semi-honest-he"), bgv);
  },
  planned(demand, { field, lattice }) {
    if (lattice === null) throw new TypeError("batches are as large as the lattice scheme says");
    return plannedOf(semiHonestCounts(lattice), demand, field);
  },
  serve: null,
};
