/** What the backend of a combination would make for a program, and how much memory that takes. */
import { prime60 } from "../../algebra/prime60.ts";
import { materialBytes } from "../../items/bytes.ts";
import { type Demand, missingFrom } from "../../items/demand.ts";
import type { PlannedMaterial } from "../../offline/planned-material.ts";
import { madeBy, type WithMaterial } from "./combination.ts";
import { latticeParameters, latticeRequestOf } from "./lattice.ts";

export interface PlannedSession {
  readonly security: WithMaterial;
  readonly parties: number;
  /** s */
  readonly statistical: number;
}

/** For a run that takes all of `demand` before its program begins, as runs here do. */
export async function plannedMaterial(
  demand: Demand,
  { security, parties, statistical }: PlannedSession,
): Promise<PlannedMaterial> {
  const { backend, family } = madeBy(security);
  const request = latticeRequestOf(security, statistical);
  const lattice = request === null ? null : latticeParameters(parties, request);
  const { planned } = await backend.load();
  return planned(demand, { parties, family, field: prime60(), lattice });
}

/** The bound for the party that has the most: items that are taken, and those that are left. */
export function plannedMemory(
  { made, spent }: PlannedMaterial,
  { security, parties }: PlannedSession,
): number {
  const { family } = madeBy(security);
  const held = missingFrom(spent, made);
  const of = (party: number) => materialBytes(held, { field: prime60(), family, party });
  return Math.max(...Array.from({ length: parties }, (_, party) => of(party)));
}
