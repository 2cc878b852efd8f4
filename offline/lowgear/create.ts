/** Starts LowGear in a session; backend.ts loads it. */
import type { BackendCode } from "../backend-spec.ts";
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
  serve: null,
};
