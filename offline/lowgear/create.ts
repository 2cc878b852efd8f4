/** Starts LowGear in a session; backend.ts loads it. */
import type { BackendCode } from "../backend-spec.ts";
import { plannedOf } from "../planned-material.ts";
import { lowGearCounts } from "./batch-counts.ts";
import { createLowGear } from "./lowgear.ts";

export const code: BackendCode = {
  async create({ parties }, { agreed, ablation }, host) {
    const bgv = await host.lattice(parties);
    const session = parties.child("lowgear");
    const options = host.guard === undefined ? {} : { guard: host.guard };
    if (ablation !== undefined) return createLowGear(session, bgv, { ...options, ablation });
    const threads = host.threads(parties, bgv.parameters);
    return createLowGear(session, bgv, { ...options, agreed, threads });
  },
  planned(demand, { field, lattice }) {
    if (lattice === null) throw new TypeError("batches are as large as the lattice scheme says");
    return plannedOf(lowGearCounts(lattice), demand, field);
  },
  serve: null,
};
