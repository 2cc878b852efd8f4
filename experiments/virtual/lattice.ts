/** The lattice scheme of a simulated party. */
import { workObserver } from "../../algebra/work.ts";
import { createBgv } from "../../crypto/bgv/bgv.ts";
import type { Security } from "../../host/node/party/combination.ts";
import {
  checkedBgv,
  type LatticeMaker,
  latticeParameters,
  latticeRequestOf,
  ringBytes,
} from "../../host/node/party/makers.ts";
import type { VirtualNetwork } from "../../network/virtual.ts";

/** Name of the operation by which loading SEAL, tables and the check of the kernel are charged; by coefficient. */
export const SETUP = "lattice/setup";

/** As in a real run, SEAL and its check included. */
export const measuredLattice =
  (net: VirtualNetwork): LatticeMaker =>
  (session, request) =>
    net.outside(session.self, () => checkedBgv(session, request));

/**
 * Without SEAL, which draws coins of its own; the time of its part is charged.
 */
export const modelledLattice: LatticeMaker = async (session, request) => {
  const parameters = latticeParameters(session.n, request);
  const make = () => createBgv(parameters, session, null, { maxBytes: ringBytes(parameters) });
  return workObserver()?.(SETUP, parameters.degree, make) ?? make();
};

/** Bytes that the rings of n parties may grow to; 0 where there are none. RangeError if there are no parameters. */
export function latticeBytes(security: Security, parties: number): number {
  const request = latticeRequestOf(security);
  return request === null ? 0 : parties * ringBytes(latticeParameters(parties, request));
}
