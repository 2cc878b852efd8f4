/** The lattice scheme of a simulated party. */
import { createBgv } from "../../crypto/bgv/bgv.ts";
import type { Security } from "../../host/party/combination.ts";
import {
  checkedBgv,
  latticeParameters,
  latticeRequestOf,
  ringBytes,
} from "../../host/party/lattice.ts";
import type { VirtualNetwork } from "../../network/virtual.ts";
import type { MakeLattice } from "../../offline/backend-spec.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import type { CostModel } from "./cost-model.ts";

/** The scheme of a real run, SEAL and its check included. */
export const measuredLattice =
  (net: VirtualNetwork): MakeLattice =>
  (session, request) =>
    net.outside(session.self, () => checkedBgv(session, request));

/** The scheme without SEAL, which draws its own coins. The time of SEAL is charged. */
export const modelledLattice =
  (net: VirtualNetwork, { setup }: CostModel): MakeLattice =>
  async (session, request) => {
    const parameters = latticeParameters(session.n, request);
    net.charge(Math.round(setup.fixed + setup.perUnit * parameters.degree));
    return createBgv(parameters, session, null, { maxBytes: ringBytes(parameters) });
  };

/** Bytes that the rings of all parties may grow to; 0 if there are none. RangeError if there are no parameters. */
export function latticeBytes(security: Security, parties: number): number {
  const request = latticeRequestOf(security, DEFAULT_STATISTICAL);
  return request === null ? 0 : parties * ringBytes(latticeParameters(parties, request));
}
