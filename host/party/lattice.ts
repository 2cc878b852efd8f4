/** The lattice scheme of a party, as backends ask for it. */
import { createBgv } from "../../crypto/bgv/bgv.ts";
import { checkKernel } from "../../crypto/bgv/check-kernel.ts";
import { type BgvParameters, deriveParameters } from "../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { loadSeal } from "../../crypto/bgv/seal.ts";
import type { Session } from "../../network/session.ts";
import type { LatticeRequest } from "../../offline/backend-spec.ts";
import { madeBy, type Security } from "./combination.ts";

/** LOCAL. Of a party's ring: NTT tables, and what all operations share. */
export const TABLE_BYTES = 2 ** 27;

/** LOCAL. Room for tables, and for two batches of everybody's ciphertexts; a quarter more for what is worked on. */
export const ringBytes = ({ parties, U, degree, level }: BgvParameters): number =>
  TABLE_BYTES + 1.25 * 2 * Math.max(U, 8) * parties * (2 * level * degree * 8);

/** Parameters of the lattice scheme for n parties. RangeError if there are none. */
export const latticeParameters = (parties: number, request: LatticeRequest): BgvParameters =>
  deriveParameters({ parties, ...request });

/** What a backend asks of the lattice scheme; null if it needs none. */
export function latticeRequestOf(security: Security, statistical: number): LatticeRequest | null {
  const lattice = security === "plain" ? null : madeBy(security).backend.lattice;
  return lattice === null ? null : lattice(statistical);
}

/**
 * The lattice scheme for these parties, once SEAL has accepted its parameters and agreed with its arithmetic.
 * @throws RangeError if there are no parameters; Error if SEAL and our own kernel do not agree on this machine.
 */
export async function checkedBgv(session: Session, request: LatticeRequest): Promise<Bgv> {
  const parameters = latticeParameters(session.n, request);
  const seal = await loadSeal(parameters);
  const bgv = createBgv(parameters, session, seal, { maxBytes: ringBytes(parameters) });
  checkKernel(bgv, seal, session);
  return bgv;
}
